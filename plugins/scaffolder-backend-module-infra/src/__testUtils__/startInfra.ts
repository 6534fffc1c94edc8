import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import infraPlugin from '@bailiwick/backstage-plugin-infra-backend';
import { createInfraClient, type InfraClient } from '@bailiwick/backstage-plugin-infra-common';
import {
  type Provisioner,
  provisionersExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { createTestDatabase, startInventory } from '@bailiwick/sandbox';
import { Client } from 'pg';
import { z } from 'zod';
import type { InfraFor } from '../actions/types';
import { UserInfra } from '../infra';

/** A provisioner whose resources come up at once, but for those whose name asks for trouble. */
const provisioner: Provisioner<unknown> = {
  id: 'gitops',
  settingsSchema: z.unknown(),
  recovery: 'resume',
  concurrency: 4,
  canUpdate: false,
  async apply({ resource, phase, signal }) {
    const log = await phase('apply');
    log.info(`making ${resource.name}`);
    if (resource.name.startsWith('broken')) throw new Error('The cluster refused the namespace');
    if (resource.name.startsWith('slow')) {
      await new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    }
    return { outputs: { namespace: resource.externalName ?? '' } };
  },
  async destroy() {},
  async compensate() {},
};

/** Makes the units down to Checkout and Risk, and gives Checkout quota. */
async function furnish(paul: InfraClient): Promise<string> {
  const unit = async (kind: string, name: string, parentId?: string) =>
    (await paul.createUnit({ body: { kind, name, parentId } })).id;
  const center = await unit('center', 'Northwind');
  const field = await unit('field', 'Commerce', center);
  const department = await unit('department', 'Payments', field);
  const checkout = await unit('team', 'Checkout', department);
  const risk = await unit('team', 'Risk', department);

  await paul.syncInventory();
  const { items: servers } = await paul.listServers({ query: { site: 'ams1', limit: 5 } });
  for (const server of servers) {
    await paul.assignServer({ body: { serverId: server.id, fieldId: field } });
  }
  for (const [id, body] of [
    [department, { cpu: 20, ramGb: 80 }],
    [checkout, { cpu: 6, ramGb: 64 }],
  ] as const) {
    await paul.grantQuota({ params: { id, site: 'ams1' }, body, ifNoneMatch: '*' });
  }
  for (const [name, unitId] of [
    ['tess', checkout],
    ['tom', risk],
  ]) {
    await paul.createRoleBinding({
      body: { userRef: `user:default/${name}`, role: 'team_lead', unitId },
    });
  }
  return checkout;
}

export interface Infra {
  /** The REST API as that user. */
  clientOf(name: string): InfraClient;
  infraFor: InfraFor;
  /** The id of the team Checkout, which `tess` leads and which has 6 cores at ams1. */
  checkoutId: string;
  stop(): Promise<void>;
}

/** The real infra plugin on a real PostgreSQL with a team that has quota, and users `tess` and `tom`. */
export async function startInfra(): Promise<Infra> {
  const database = await createTestDatabase();
  const inventory = await startInventory();
  const backend = await startTestBackend({
    features: [
      infraPlugin,
      createBackendModule({
        pluginId: 'infra',
        moduleId: 'test-provisioner',
        register(env) {
          env.registerInit({
            deps: { provisioners: provisionersExtensionPoint },
            init: async ({ provisioners }) => provisioners.addProvisioner(provisioner),
          });
        },
      }),
      mockServices.rootConfig.factory({
        data: {
          backend: {
            database: {
              client: 'pg',
              connection: { ...database.connection },
              plugin: { infra: { connection: { database: database.connection.database } } },
            },
          },
          infra: { inventory: { url: inventory.url } },
        },
      }),
    ],
  });
  const discoveryApi = {
    getBaseUrl: async (pluginId: string) =>
      `http://127.0.0.1:${backend.server.port()}/api/${pluginId}`,
  };
  const refOf = (name: string) => `user:default/${name}`;
  const clientOf = (name: string) =>
    createInfraClient({
      discoveryApi,
      fetchApi: {
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            headers: { ...init?.headers, authorization: mockCredentials.user.header(refOf(name)) },
          }),
      },
    });

  const sql = new Client(database.connection);
  await sql.connect();
  await sql.query(
    `INSERT INTO role_bindings (id, user_ref, role, created_by)
     VALUES (gen_random_uuid(), $1, 'platform_admin', 'user:default/test')`,
    [refOf('paul')],
  );
  await sql.end();
  const checkoutId = await furnish(clientOf('paul'));

  const client = createInfraClient({ discoveryApi });
  const auth = mockServices.auth({ pluginId: 'scaffolder' });
  return {
    clientOf,
    checkoutId,
    infraFor: credentials => new UserInfra(client, auth, credentials),
    async stop() {
      await backend.stop();
      await inventory.stop();
      await database.drop();
    },
  };
}
