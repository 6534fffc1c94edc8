import {
  createApiFactory,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createInfraApi, infraApiRef } from '../api';
import { infraRoutes, rootRouteRef } from '../routes';

/** Bailiwick for apps of the old frontend system. */
export const infraPlugin = createPlugin({
  id: 'infra',
  apis: [
    createApiFactory({
      api: infraApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createInfraApi,
    }),
  ],
  routes: infraRoutes,
});

/** The page with all screens; to be put at a route of its own, `/infra` for instance. */
export const InfraPage = infraPlugin.provide(
  createRoutableExtension({
    name: 'InfraPage',
    component: () => import('./InfraRouter').then(m => m.InfraRouter),
    mountPoint: rootRouteRef,
  }),
);
