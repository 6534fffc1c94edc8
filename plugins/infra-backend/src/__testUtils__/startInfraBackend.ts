import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import { infraPlugin } from '../plugin';
import { type OpenTestDatabase, openTestDatabase } from './testDatabase';
import { type Caller, callerAs, callerOf, refOf } from './testUsers';

export interface InfraBackendOptions {
  /** A database that another backend uses as well; it is then not dropped by `stop()`. */
  database?: OpenTestDatabase;
  /** What stands under `infra` in the configuration. */
  infra?: JsonObject;
  /** Further modules, services and service factories. */
  features?: BackendFeature[];
  /** The features bring services that check who calls; the callers of the answer are strangers to them. */
  hasOwnAuth?: boolean;
  /** The permission policy; without it everything is allowed. */
  permissions?: Partial<PermissionsService>;
}

export interface InfraBackend {
  database: OpenTestDatabase;
  /** Where it listens: `http://127.0.0.1:<port>`. */
  url: string;
  /** A user by name (`tess`) or reference; has no roles until `give` gave them some. */
  as(name: string): Caller;
  /** A plugin of the same Backstage, such as `auth` or `catalog`. */
  asService(pluginId: string): Caller;
  /** A script with a token that the configuration lets in from outside, by the token's subject. */
  asScript(subject: string): Caller;
  /** A plugin that acts on behalf of a user. */
  onBehalfOf(name: string): Caller;
  /** Nobody in particular: without a token. */
  anonymous(): Caller;
  /** Gives a role by hand, straight into the database. It counts from the next request on. */
  give(name: string, role: Role, unitId?: string, expiresAt?: Date): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the real plugin on a real PostgreSQL, with callers as any user. Only Backstage's own services around it are those of its
 * test utilities.
 */
export async function startInfraBackend(options: InfraBackendOptions = {}): Promise<InfraBackend> {
  const database = options.database ?? (await openTestDatabase());
  const { permissions } = options;
  const backend = await startTestBackend({
    features: [
      infraPlugin,
      mockServices.rootConfig.factory({
        data: {
          backend: {
            database: {
              client: 'pg',
              connection: { ...database.connection },
              plugin: { infra: { connection: { database: database.connection.database } } },
            },
          },
          infra: options.infra ?? {},
        },
      }),
      ...(options.hasOwnAuth
        ? []
        : [mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.none() })]),
      ...(permissions
        ? [
            createServiceFactory({
              service: coreServices.permissions,
              deps: {},
              factory: () => ({ ...mockServices.permissions(), ...permissions }),
            }),
          ]
        : []),
      ...(options.features ?? []),
    ],
  });
  const { server } = backend;
  return {
    database,
    url: `http://127.0.0.1:${server.port()}`,
    as: name => callerAs(server, name),
    asService: pluginId =>
      callerOf(
        server,
        `plugin:${pluginId}`,
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service(`plugin:${pluginId}`),
          targetPluginId: 'infra',
        }),
      ),
    asScript: subject =>
      callerOf(
        server,
        subject,
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service(subject),
          targetPluginId: 'infra',
        }),
      ),
    onBehalfOf: name =>
      callerOf(
        server,
        refOf(name),
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.user(refOf(name)),
          targetPluginId: 'infra',
        }),
      ),
    anonymous: () => callerOf(server, 'nobody'),
    async give(name, role, unitId, expiresAt) {
      const id = randomUUID();
      await database.knex('role_bindings').insert({
        id,
        user_ref: refOf(name),
        role,
        unit_id: unitId ?? null,
        expires_at: expiresAt ?? null,
        created_by: 'user:default/test',
      });
      return id;
    },
    async stop() {
      await backend.stop();
      if (!options.database) await database.drop();
    },
  };
}
