import { mockCredentials } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  createInfraClient,
  type InfraClient,
  type Resource,
  type Run,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  createTestDatabase,
  type Inventory,
  type PostgresConnection,
  startInventory,
} from '@bailiwick/sandbox';
import knexFactory from 'knex';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startPortalBackend } from './portalBackend';

/** Ada may do everything, dora decides for the department, tess acts for the team. */
type User = 'ada' | 'dora' | 'tess';

export const SITE = 'ams1';
export const TYPES = join(__dirname, '../../../../templates/resource-types');

export interface PortalOptions {
  /** What stands under `infra` in the configuration besides what every portal here has. */
  infra?: JsonObject;
  /** Of a database that is there already; by default one of the portal's own. */
  connection?: PostgresConnection;
}

/** The infra plugin with this module and the example types, on a real PostgreSQL and with the real program. */
export async function openPortal({ infra: further = {}, connection: given }: PortalOptions = {}) {
  const inventory = await startInventory();
  const database = given ? undefined : await createTestDatabase();
  const connection = given ?? database!.connection;
  const knex = knexFactory({ client: 'pg', connection: { ...connection } });
  knex.on('error', () => undefined); // the server of a test may be restarted
  const infra: JsonObject = {
    encryption: { keys: [{ id: 'test', secret: randomBytes(32).toString('base64') }] },
    inventory: { url: inventory.url },
    opentofu: { stop: { interrupt: { seconds: 5 }, terminate: { seconds: 2 } } },
    resourceTypes: [{ type: 'file', target: `${TYPES}/*.yaml` }],
    ...further,
  };
  const backend = await startPortalBackend({ connection, infra });
  const baseUrl = `http://127.0.0.1:${backend.server.port()}/api/infra`;
  const as = (user: User): InfraClient => {
    const authorization = mockCredentials.user.header(`user:default/${user}`);
    return createInfraClient({
      discoveryApi: { getBaseUrl: async () => baseUrl },
      fetchApi: {
        fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, authorization } }),
      },
    });
  };
  const give = (user: User, role: string, unitId?: string) =>
    knex('role_bindings').insert({
      id: randomUUID(),
      user_ref: `user:default/${user}`,
      role,
      unit_id: unitId ?? null,
      created_by: 'user:default/test',
    });
  await give('ada', 'center_admin');
  const { department, team } = await furnish(as('ada'), inventory);
  await give('dora', 'dept_admin', department.id);
  await give('tess', 'team_lead', team.id);

  const runsOf = async (id: string): Promise<Run[]> =>
    (await as('tess').listRuns({ params: { id } })).items;
  return {
    team,
    knex,
    as,
    /** What a further process of this portal is started with. */
    orders: { connection, infra: { ...infra, state: { url: `${baseUrl}/state` } } },
    request: async (type: string, name: string, more: object = {}) =>
      (await as('tess').createResource({
        body: { type, name, unitId: team.id, ...more },
      })) as Resource,
    /** The resource once nothing goes on with it any more. */
    async settled(id: string): Promise<Resource> {
      for (;;) {
        const active = (await runsOf(id)).some(({ status }) =>
          ['queued', 'in_progress'].includes(status),
        );
        // Read after its runs: what their end wrote is in it.
        const resource = await as('tess').getResource({ params: { id } });
        if (!active && !['queued', 'in_progress', 'pending'].includes(resource.status)) {
          return resource;
        }
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    },
    /** The newest run of a resource, and all that it wrote. */
    async lastRun(id: string): Promise<Run & { log: string; phases: string[] }> {
      const [run] = await runsOf(id);
      const { items } = await as('tess').listRunLogs({
        params: { id: run.id },
        query: { limit: 1000 },
      });
      return {
        ...run,
        log: items.map(({ text }) => text).join('\n'),
        phases: [...new Set(items.map(({ phase }) => phase))],
      };
    },
    async stop() {
      await backend.stop();
      await inventory.stop();
      await knex.destroy();
      await database?.drop();
    },
  };
}

export type Portal = Awaited<ReturnType<typeof openPortal>>;

/** A team with quota, and what that rests upon. */
async function furnish(ada: InfraClient, inventory: Inventory) {
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
  return { department, team };
}
