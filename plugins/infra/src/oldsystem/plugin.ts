import {
  createApiFactory,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createInfraApi, infraApiRef } from '../api';
import {
  allocationsRouteRef,
  inventoryRouteRef,
  organisationRouteRef,
  overviewRouteRef,
  requestRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  rootRouteRef,
} from '../routes';

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
  routes: {
    root: rootRouteRef,
    overview: overviewRouteRef,
    resources: resourcesRouteRef,
    resource: resourceRouteRef,
    request: requestRouteRef,
    allocations: allocationsRouteRef,
    inventory: inventoryRouteRef,
    organisation: organisationRouteRef,
  },
});

/** The page with all screens; to be put at a route of its own, `/infra` for instance. */
export const InfraPage = infraPlugin.provide(
  createRoutableExtension({
    name: 'InfraPage',
    component: () => import('./InfraRouter').then(m => m.InfraRouter),
    mountPoint: rootRouteRef,
  }),
);
