import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import {
  argoCdServiceRef,
  provisionersExtensionPoint,
  rollbackExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { createGitOps } from './createGitOps';
import { openDatabase } from './database';
import { readGitOpsSettings } from './settings';

/** Adds the provisioner `gitops` to the infra plugin, and with it the way to take an application back. */
export const infraModuleGitops = createBackendModule({
  pluginId: 'infra',
  moduleId: 'gitops',
  register(env) {
    env.registerInit({
      deps: {
        argocd: argoCdServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        provisioners: provisionersExtensionPoint,
        rollback: rollbackExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ argocd, config, database, lifecycle, logger, ...deps }) {
        const settings = readGitOpsSettings(config);
        if (!settings) {
          logger.info('infra.gitops is not configured: there is no provisioner gitops');
          return;
        }
        const knex = await openDatabase(database);
        const gitops = createGitOps({ settings, instances: argocd, knex, logger });
        deps.provisioners.addProvisioner(gitops.provisioner);
        deps.rollback.setRollback(gitops.rollback);
        await deps.scheduler.scheduleTask({
          id: 'infra-gitops-tidy',
          scope: 'local',
          frequency: { hours: 24 },
          initialDelay: { minutes: 10 },
          timeout: { minutes: 30 },
          fn: gitops.tidy,
        });
        lifecycle.addShutdownHook(gitops.close);
      },
    });
  },
});
