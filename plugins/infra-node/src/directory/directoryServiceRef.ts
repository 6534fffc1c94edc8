import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { withRequestId } from '../request';
import { DirectoryClient } from './DirectoryClient';

/** The directory of `infra.directory`; a plugin that depends on it does not start without. */
export const directoryServiceRef = createServiceRef<DirectoryClient>({
  id: 'infra.directory',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        lifecycle: coreServices.lifecycle,
      },
      factory({ config, logger, lifecycle }) {
        const client = DirectoryClient.fromConfig(config, { logger: withRequestId(logger) });
        lifecycle.addShutdownHook(() => client.close());
        return client;
      },
    }),
});
