import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Approval, Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  type BuiltInResourceType,
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type InfraBackendOptions,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { addServers } from '../../quota/__testUtils__/servers';
import { temporaryFolder } from '../../runs/__testUtils__/openRunHouse';
import { ThingProvisioner, thingType } from '../../runs/__testUtils__/ThingProvisioner';
import { until as lookUntil } from '../../runs/__testUtils__/waiting';

export const SITE = 'ams1';

/** What `look` finds, with patience for several runs one after the other. */
export const until = <T>(look: () => Promise<T | undefined>) => lookUntil(look, 60);

const named = (name: string, more: Partial<BuiltInResourceType>): BuiltInResourceType => ({
  ...thingType,
  ...{ name, externalName: ({ unit, name: own }) => `${unit.slug}.${name}.${own}` },
  ...more,
});

const asking = (kind: 'create' | 'destroy'): NonNullable<BuiltInResourceType['approval']> => ({
  steps: [{ title: 'Department', approvers: { role: 'dept_admin' }, needed: 1 }],
  order: 'sequential',
  kinds: [kind],
});

const WIRED: BuiltInResourceType = named('wired', {
  parents: ['thing', 'wall'],
  schema: {
    ...thingType.schema,
    properties: {
      ...(thingType.schema.properties as {}),
      address: { type: 'string', from: 'thing.url' },
    },
  },
});

/** `thing` carries `wall` and `door`; `roof` rests upon a wall and a thing; a door asks before it is destroyed, a vault before it is created. */
const TYPES: readonly BuiltInResourceType[] = [
  thingType,
  named('wall', { parents: ['thing'] }),
  named('roof', { parents: ['wall'] }),
  named('door', { parents: ['thing'], approval: asking('destroy') }),
  named('vault', { parents: ['thing'], approval: asking('create') }),
  WIRED,
];

/** A backend with small types, and what tests of workflows ask of it. */
export interface Shop {
  backend: InfraBackend;
  units: SmallOrganisation;
  provisioner: ThingProvisioner;
  /** One more backend on the same database, with the same things. */
  another(options?: InfraBackendOptions): Promise<InfraBackend>;
  request(
    caller: Caller,
    name: string,
    more?: { type?: string; parents?: string[]; unitId?: string },
  ): Promise<Resource>;
  /** The resource once nothing goes on with it. */
  settled(id: string): Promise<Resource>;
  made(
    caller: Caller,
    name: string,
    more?: { type?: string; parents?: string[]; unitId?: string },
  ): Promise<Resource>;
  get(id: string): Promise<Resource>;
  approvalOf(id: string): Promise<Approval & { digest: string }>;
}

export async function startShop(options: InfraBackendOptions = {}): Promise<Shop> {
  const provisioner = new ThingProvisioner(temporaryFolder());
  Object.assign(provisioner, { plan: undefined });
  const features = [
    createBackendModule({
      pluginId: 'infra',
      moduleId: 'things',
      register(env) {
        env.registerInit({
          deps: { provisioners: provisionersExtensionPoint, types: resourceTypesExtensionPoint },
          async init({ provisioners, types }) {
            provisioners.addProvisioner(provisioner);
            TYPES.forEach(type => types.addResourceType(type));
          },
        });
      },
    }),
  ];
  const start = (more: InfraBackendOptions = {}) =>
    startInfraBackend({ ...options, ...more, features });
  const backend = await start();
  const units = await buildSmallOrganisation(backend);
  const ada = backend.as('ada');
  await addServers(backend.database.knex, [
    { fieldId: units.commerce.id, site: SITE, cpu: 1000, ramGb: 1000 },
  ]);
  for (const unit of [units.payments, units.checkout, units.risk]) {
    const cpu = unit === units.payments ? 400 : 100;
    const none = { 'If-None-Match': '*' };
    await ada.put(`/units/${unit.id}/quota/${SITE}`, { cpu, ramGb: cpu }, none).expect(200);
  }
  const get = async (id: string): Promise<Resource> =>
    (await ada.get(`/resources/${id}`).expect(200)).body;
  const settled = (id: string) =>
    until(async () => {
      const resource = await get(id);
      return ['queued', 'in_progress', 'pending'].includes(resource.status) ? undefined : resource;
    });
  const request: Shop['request'] = async (caller, name, more) => {
    const wish = { type: 'thing', name, unitId: units.checkout.id, site: SITE, ...more };
    return (await caller.post('/resources', wish).expect(201)).body;
  };
  return {
    ...{ backend, units, provisioner, request, settled, get },
    another: more => start({ ...more, database: backend.database }),
    made: async (...wish) => settled((await request(...wish)).id),
    approvalOf: id =>
      until(async () => {
        const { body } = await ada.get(`/approvals?resourceId=${id}&limit=1`).expect(200);
        return body.items[0]?.digest ? body.items[0] : undefined;
      }),
  };
}
