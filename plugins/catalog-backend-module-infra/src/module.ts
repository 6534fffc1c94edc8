import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  type ChangeEvent,
  createInfraClient,
  EVENT_TOPIC_RESOURCES,
  EVENT_TOPIC_UNITS,
} from '@bailiwick/backstage-plugin-infra-common';
import { InfraEntityProvider } from './InfraEntityProvider';
import { InfraReader } from './InfraReader';
import { Members } from './Members';

const DEFAULT_SCHEDULE = {
  frequency: { minutes: 10 },
  timeout: { minutes: 5 },
  initialDelay: { seconds: 5 },
};

/** Provides the units and resources of Bailiwick to the catalog. */
export const catalogModuleInfra = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'infra',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, config, discovery, events, logger, scheduler }) {
        const reader = new InfraReader(
          createInfraClient({ discoveryApi: discovery }),
          auth,
          discovery,
        );
        const provider = new InfraEntityProvider(
          reader,
          new Members(() => reader.directory(), logger),
          logger,
        );
        catalog.addEntityProvider(provider);

        await events.subscribe({
          id: 'infra-entity-provider',
          topics: [EVENT_TOPIC_UNITS, EVENT_TOPIC_RESOURCES],
          onEvent: ({ topic, eventPayload }) =>
            provider.onChange(topic as typeof EVENT_TOPIC_UNITS, eventPayload as ChangeEvent),
        });

        const schedule = config.getOptionalConfig('catalog.providers.infra.schedule');
        await scheduler.scheduleTask({
          id: 'infra-entity-provider-refresh',
          ...(schedule
            ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
            : DEFAULT_SCHEDULE),
          fn: () => provider.refresh(),
        });
      },
    });
  },
});
