import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import infraPlugin from '@bailiwick/backstage-plugin-infra-backend';
import type { PostgresConnection } from '@bailiwick/sandbox';
import infraModuleOpenTofu from '..';

export interface BackendOrders {
  connection: PostgresConnection;
  /** What stands under `infra` in the configuration. */
  infra: JsonObject;
}

/** One process of a portal: the infra plugin with this module. */
export const startPortalBackend = ({ connection, infra }: BackendOrders) =>
  startTestBackend({
    features: [
      infraPlugin,
      infraModuleOpenTofu,
      mockServices.rootConfig.factory({
        data: {
          backend: {
            database: {
              client: 'pg',
              connection: { ...connection },
              plugin: { infra: { connection: { database: connection.database } } },
            },
          },
          infra,
        },
      }),
      mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.none() }),
    ],
  });
