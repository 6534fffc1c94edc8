import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createInfraClient } from '@bailiwick/backstage-plugin-infra-common';
import { createGenerateConfigurationAction } from './actions/cloud/generate';
import { createTransformCodeAction } from './actions/code/transform';
import { createCheckQuotaAction } from './actions/quota/check';
import { createCloneRepositoryAction } from './actions/repository/clone';
import { createProposeChangeAction } from './actions/repository/propose';
import { createRepositoryAction } from './actions/repository/create';
import { createDestroyResourceAction } from './actions/resource/destroy';
import { createRequestResourceAction } from './actions/resource/request';
import { createWaitForResourceAction } from './actions/resource/wait';
import type { InfraFor } from './actions/types';
import { UserInfra } from './infra';

/** Adds the actions of Bailiwick to the scaffolder. */
export const scaffolderModuleInfra = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'infra',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ auth, config, discovery, scaffolder }) {
        const integrations = ScmIntegrations.fromConfig(config);
        const client = createInfraClient({ discoveryApi: discovery });
        const infraFor: InfraFor = credentials => new UserInfra(client, auth, credentials);
        scaffolder.addActions(
          createRequestResourceAction(infraFor),
          createWaitForResourceAction(infraFor),
          createDestroyResourceAction(infraFor),
          createCheckQuotaAction(infraFor),
          createTransformCodeAction(infraFor),
          createGenerateConfigurationAction(infraFor),
          createRepositoryAction(integrations),
          createCloneRepositoryAction(integrations),
          createProposeChangeAction(integrations),
        );
      },
    });
  },
});
