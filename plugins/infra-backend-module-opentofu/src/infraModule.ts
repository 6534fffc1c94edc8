import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { provisionersExtensionPoint } from '@bailiwick/backstage-plugin-infra-node';
import { OpenTofuProvisioner } from './OpenTofuProvisioner';
import { readSettings } from './settings';

/** Adds the provisioner `opentofu` to the infra plugin. */
export const infraModuleOpenTofu = createBackendModule({
  pluginId: 'infra',
  moduleId: 'opentofu',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        provisioners: provisionersExtensionPoint,
      },
      async init({ config, provisioners }) {
        provisioners.addProvisioner(new OpenTofuProvisioner(readSettings(config)));
      },
    });
  },
});
