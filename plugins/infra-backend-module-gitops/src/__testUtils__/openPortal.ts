import { mockCredentials, type TestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  createInfraClient,
  type InfraClient,
  type Resource,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Inventory, startInventory } from '@bailiwick/sandbox';
import { randomUUID } from 'node:crypto';
import { type GitHouse, openGitHouse } from './openGitHouse';
import {
  type BackendProcess,
  type PortalConfig,
  spawnBackend,
  startBackend,
} from './portalBackend';

/** Who may do what in the portal: ada everything, tess for the team Checkout. */
type User = 'ada' | 'tess';

export interface Portal {
  house: GitHouse;
  team: Unit;
  /** The REST API as a user. */
  as(user: User): InfraClient;
  request(name: string): Promise<Resource>;
  /** The resource once nothing goes on with it any more. */
  settled(id: string): Promise<Resource>;
  /** What is used of the team's quota, in cores. */
  used(): Promise<number>;
  /** Another backend on the same database, as a second process would be. */
  startAnother(): Promise<TestBackend>;
  /** The same in a process of its own, which can be killed. */
  spawnAnother(): Promise<BackendProcess>;
  stop(): Promise<void>;
}

const SITE = 'ams1';

/**
 * The infra plugin with this module, on real PostgreSQL, git, Argo CD and inventory.
 *
 * @param options - configuration `infra.gitops` on top of what tests need, and `infra.runs` of the first backend
 */
export async function openPortal(
  options: { gitops?: JsonObject; runs?: JsonObject } = {},
): Promise<Portal> {
  const house = await openGitHouse();
  const inventory = await startInventory();
  const infra = house.config.infra as { gitops: JsonObject };
  const config: PortalConfig = {
    connection: house.database.connection,
    infra: {
      ...infra,
      gitops: { ...infra.gitops, ...options.gitops },
      inventory: { url: inventory.url },
    },
  };
  const backend = await startBackend(config, options.runs);
  const baseUrl = `http://127.0.0.1:${backend.server.port()}/api/infra`;
  const client = (user: User) => {
    const authorization = mockCredentials.user.header(`user:default/${user}`);
    return createInfraClient({
      discoveryApi: { getBaseUrl: async () => baseUrl },
      fetchApi: {
        fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, authorization } }),
      },
    });
  };
  const give = (user: User, role: string, unitId?: string) =>
    house.knex('role_bindings').insert({
      id: randomUUID(),
      user_ref: `user:default/${user}`,
      role,
      unit_id: unitId ?? null,
      created_by: 'user:default/test',
    });
  await give('ada', 'center_admin');
  const team = await furnish(client('ada'), inventory);
  await give('tess', 'team_lead', team.id);

  return {
    house,
    team,
    as: client,
    request: name =>
      client('tess').createResource({
        body: {
          type: 'project',
          name,
          unitId: team.id,
          site: SITE,
          variables: { slaType: 'bronze', performanceTier: 'regular' },
        },
      }) as Promise<Resource>,
    async settled(id) {
      for (;;) {
        const resource = await client('tess').getResource({ params: { id } });
        if (!['queued', 'in_progress', 'pending'].includes(resource.status)) return resource;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    },
    async used() {
      const { sites } = await client('ada').getUnitQuota({ params: { id: team.id } });
      return sites.find(({ site }) => site === SITE)?.used.cpu ?? 0;
    },
    startAnother: () => startBackend(config),
    spawnAnother: () => spawnBackend(config),
    async stop() {
      await backend.stop();
      await inventory.stop();
      await house.stop();
    },
  };
}

/** A team with quota, and what that rests upon. */
async function furnish(ada: InfraClient, inventory: Inventory): Promise<Unit> {
  const create = (kind: string, name: string, parent?: Unit) =>
    ada.createUnit({ body: { kind, name, ...(parent ? { parentId: parent.id } : {}) } });
  const center = await create('center', 'Meridian');
  const field = await create('field', 'Commerce', center);
  const department = await create('department', 'Payments', field);
  const team = await create('team', 'Checkout', department);
  inventory.faults.reset();
  await ada.syncInventory({ body: {} });
  const { items } = await ada.listServers({ query: { site: SITE, limit: 5 } });
  for (const { id } of items) {
    await ada.assignServer({ body: { serverId: id, fieldId: field.id } });
  }
  for (const unit of [department, team]) {
    const params = { id: unit.id, site: SITE };
    await ada.grantQuota({ params, body: { cpu: 60, ramGb: 120 }, ifNoneMatch: '*' });
  }
  return team;
}
