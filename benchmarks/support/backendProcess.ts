import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import knexFactory from 'knex';
import { startInfraBackend } from '../../plugins/infra-backend/src/__testUtils__';
import type { BackendOrders } from './backendUnderTest';
import { provisioner, thing } from './requestHouse';

/** The plugin in Backstage's test backend, with a lead for the team, in a process of its own. */
async function serve({ connection, teamId }: BackendOrders): Promise<void> {
  const backend = await startInfraBackend({
    database: { connection, knex: knexFactory({ client: 'pg', connection }), drop: async () => {} },
    infra: { runs: { worker: false } },
    features: [
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
  process.send?.(backend.url);
}

process.on('disconnect', () => process.exit(0));
serve(JSON.parse(process.argv[2]));
