import type { CreateResource, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { apiAs, grant, requestProject, settled, unitNamed } from './api';
import { workspaceOf } from './workspaces';

/** The names of what stands in the demo while every page is looked at. */
export const HOUSE = {
  project: 'house-style',
  network: 'house-network',
  /** A machine that waits for its approval for good. */
  machine: 'house-machine',
  blueprint: 'house-blueprint',
  workspace: 'house-iac',
} as const;

export interface House {
  /** Of the resources, by their names. */
  ids: Record<string, string>;
  approvalId: string;
  workspaceId: string;
}

/** Makes what is missing of it, and changes nothing where nothing is missing. */
export async function furnishedHouse(): Promise<House> {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  const found = async (name: string, request: () => Promise<Resource>) => {
    const { items } = await tess.listResources({ query: { q: name, limit: 50 } });
    const there = items.find(item => item.name === name && item.state !== 'destroyed');
    return there ?? request();
  };
  const ask = async (wish: Pick<CreateResource, 'type' | 'name'> & Partial<CreateResource>) => {
    const made = await tess.createResource({
      body: { unitId: checkout.id, variables: {}, ...wish },
    });
    if ('valid' in made) throw new Error('A request was taken for a dry run');
    return made;
  };
  const project = await found(HOUSE.project, async () => {
    await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
    return requestProject(tess, checkout.id, HOUSE.project);
  });
  const network = await found(HOUSE.network, () =>
    ask({ type: 'network', name: HOUSE.network, variables: { base: '10.99.99.0' } }),
  );
  for (const { id } of [project, network]) await settled(tess, id);
  const { id: workspaceId } = await workspaceOf(dora, HOUSE.workspace);
  const machine = await found(HOUSE.machine, () =>
    ask({
      ...{ type: 'vm', name: HOUSE.machine, site: 'ams1', parents: [network.id], workspaceId },
      variables: { cpu: 5, ramGb: 8 },
    }),
  );
  await provideBlueprint();
  await provideBatchAndSchedule(network.id);
  const ids = Object.fromEntries([project, network, machine].map(({ name, id }) => [name, id]));
  return { ids, approvalId: machine.approvalId!, workspaceId };
}

async function provideBlueprint() {
  const ada = await apiAs('ada');
  const { items } = await ada.listBlueprints({ query: { limit: 200 } });
  if (items.some(({ name }) => name === HOUSE.blueprint)) return;
  await ada.createBlueprint({
    body: {
      ...{ name: HOUSE.blueprint, title: 'House blueprint' },
      inputs: [{ name: 'base', title: 'First address', type: 'string' }],
      nodes: [
        { key: 'net', type: 'network', variables: { base: { $input: 'base' } }, parents: [] },
        { key: 'vm', type: 'vm', variables: { cpu: 2, ramGb: 4 }, parents: ['net'] },
      ],
    },
  });
}

/** A batch that does nothing, and a schedule that does nothing by day. */
async function provideBatchAndSchedule(resourceId: string) {
  const tess = await apiAs('tess');
  const { items: schedules } = await tess.listSchedules({ query: { resourceId } });
  if (schedules.length > 0) return;
  await tess.createBatch({ body: { action: 'retry', resourceIds: [resourceId] } });
  await tess.createSchedule({
    body: { name: 'Nightly plan', resourceId, action: 'plan', cron: '0 2 * * *' },
  });
}
