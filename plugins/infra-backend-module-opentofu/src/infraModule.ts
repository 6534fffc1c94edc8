import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import {
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { OpenTofuProvisioner } from './OpenTofuProvisioner';
import { rootModuleType } from './request';
import { readDeploymentSettings, readSettings } from './settings';

/** Adds the provisioner `opentofu` and the resource type `root-module` to the infra plugin. */
export const infraModuleOpenTofu = createBackendModule({
  pluginId: 'infra',
  moduleId: 'opentofu',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        provisioners: provisionersExtensionPoint,
        types: resourceTypesExtensionPoint,
      },
      async init({ config, provisioners, types }) {
        const settings = readSettings(config);
        provisioners.addProvisioner(
          new OpenTofuProvisioner(settings, readDeploymentSettings(config)),
        );
        const { rootModules } = settings;
        if (rootModules.enabled) types.addResourceType(rootModuleType(rootModules));
      },
    });
  },
});
