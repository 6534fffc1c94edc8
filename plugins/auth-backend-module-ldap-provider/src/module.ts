import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { directoryServiceRef, withRequestId } from '@bailiwick/backstage-plugin-infra-node';
import { AttemptStore } from './attempts';
import { openDatabase } from './database';
import { LdapRoutes, prepareRequests } from './http';
import { RolesClient } from './RolesClient';
import { EndedSessionStore, SessionCookies, Sessions } from './session';
import { readSettings } from './settings';
import { SignInService } from './SignInService';

const PROVIDER_ID = 'ldap';

/** Sign-in with the credentials of the organisation's directory: `infra.directory` and `auth.providers.ldap`. */
export const authModuleLdapProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'ldap-provider',
  register(reg) {
    reg.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        directory: directoryServiceRef,
        httpRouter: coreServices.httpRouter,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        database: coreServices.database,
        scheduler: coreServices.scheduler,
        discovery: coreServices.discovery,
        auth: coreServices.auth,
        auditor: coreServices.auditor,
      },
      async init({ providers, directory, httpRouter, config, logger, auditor, ...services }) {
        const settings = readSettings(config, logger);
        const knex = await openDatabase(services.database);
        const attempts = new AttemptStore(knex, settings.rateLimit);
        const endedSessions = new EndedSessionStore(knex);
        const service = new SignInService({
          directory,
          attempts,
          roles: new RolesClient({ ...services, logger: withRequestId(logger) }),
          limits: settings.rateLimit,
        });

        httpRouter.use(prepareRequests(PROVIDER_ID));
        providers.registerProvider({
          providerId: PROVIDER_ID,
          factory: ({ baseUrl, resolverContext }) =>
            new LdapRoutes({
              service,
              auditor,
              tokens: resolverContext,
              sessions: new Sessions(
                new SessionCookies(settings.session, `${baseUrl}/${PROVIDER_ID}`),
                endedSessions,
              ),
            }),
        });

        await services.scheduler.scheduleTask({
          id: 'ldap-sign-in-cleanup',
          frequency: { hours: 1 },
          timeout: { minutes: 5 },
          scope: 'global',
          async fn() {
            await attempts.removeEnded();
            await endedSessions.removeEnded();
          },
        });
      },
    });
  },
});
