import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { ArgoCdInstances } from './ArgoCdInstances';

/** The instances of `infra.argocd`; none where nothing is configured. */
export const argoCdServiceRef = createServiceRef<ArgoCdInstances>({
  id: 'infra.argocd',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory: ({ config }) => ArgoCdInstances.fromConfig(config),
    }),
});
