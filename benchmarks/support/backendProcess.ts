import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import knexFactory from 'knex';
import { startInfraBackend } from '../../plugins/infra-backend/src/__testUtils__';
import type { BackendAddress, BackendOrders } from './backendUnderTest';
import { provisioner, thing } from './requestHouse';
import { createSignedAuth } from './signedAuth';

/** The plugin in Backstage's test backend, with a lead for the team, in a process of its own. */
async function serve({ connection, teamId }: BackendOrders): Promise<void> {
  const auth = createSignedAuth();
  const backend = await startInfraBackend({
    hasOwnAuth: true,
    database: { connection, knex: knexFactory({ client: 'pg', connection }), drop: async () => {} },
    infra: { runs: { worker: false } },
    features: [
      ...auth.features,
      createBackendModule({
        pluginId: 'infra',
        moduleId: 'bench',
        register(env) {
          env.registerInit({
            deps: { provisioners: provisionersExtensionPoint, types: resourceTypesExtensionPoint },
            async init({ provisioners, types }) {
              provisioners.addProvisioner(provisioner);
              types.addResourceType(thing);
            },
          });
        },
      }),
    ],
  });
  await backend.give('tess', 'team_lead', teamId);
  const address: BackendAddress = { url: backend.url, token: auth.tokenFor('user:default/tess') };
  process.send?.(address);
}

process.on('disconnect', () => process.exit(0));
serve(JSON.parse(process.argv[2]));
