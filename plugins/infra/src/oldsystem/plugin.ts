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
  approvalRouteRef,
  approvalsRouteRef,
  auditRouteRef,
  editResourceRouteRef,
  importTypeRouteRef,
  integrationsRouteRef,
  inventoryRouteRef,
  organisationRouteRef,
  overviewRouteRef,
  requestRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  rootRouteRef,
  typeRouteRef,
  typesRouteRef,
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
    editResource: editResourceRouteRef,
    request: requestRouteRef,
    approvals: approvalsRouteRef,
    approval: approvalRouteRef,
    allocations: allocationsRouteRef,
    inventory: inventoryRouteRef,
    organisation: organisationRouteRef,
    types: typesRouteRef,
    type: typeRouteRef,
    importType: importTypeRouteRef,
    integrations: integrationsRouteRef,
    audit: auditRouteRef,
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
