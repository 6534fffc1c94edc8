import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef, metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { PLUGIN_ID } from '@bailiwick/backstage-plugin-infra-common';
import {
  type ApplicationRollback,
  argoCdServiceRef,
  type BuiltInResourceType,
  type IntegrationTypeDefinition,
  integrationTypesExtensionPoint,
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
  rollbackExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { openHouse } from './house';
import { ProvisionerRegistry } from './runs/ProvisionerRegistry';

/** The infra plugin: REST API, quotas, resources and the run engine. */
export const infraPlugin = createBackendPlugin({
  pluginId: PLUGIN_ID,
  register(env) {
    const provisioners = new ProvisionerRegistry();
    const resourceTypes: BuiltInResourceType[] = [];
    env.registerExtensionPoint(provisionersExtensionPoint, {
      addProvisioner: provisioner => provisioners.add(provisioner),
    });
    env.registerExtensionPoint(resourceTypesExtensionPoint, {
      addResourceType: type => void resourceTypes.push(type),
    });
    const integrationTypes: IntegrationTypeDefinition[] = [];
    env.registerExtensionPoint(integrationTypesExtensionPoint, {
      addIntegrationType: type => void integrationTypes.push(type),
    });
    let rollback: ApplicationRollback | undefined;
    env.registerExtensionPoint(rollbackExtensionPoint, {
      setRollback(given) {
        if (rollback) throw new Error('Two modules want to say how an application is taken back');
        rollback = given;
      },
    });
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        argocd: argoCdServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        urlReader: coreServices.urlReader,
        userInfo: coreServices.userInfo,
      },
      init: services =>
        openHouse(services, { provisioners, resourceTypes, integrationTypes, rollback }),
    });
  },
});
