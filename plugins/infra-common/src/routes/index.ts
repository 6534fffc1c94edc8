import { argoCdRoutes } from './argocd';
import { inventoryRoutes } from './inventory';
import { organisationRoutes } from './organisation';
import { resourceRoutes } from './resources';

export * from './define';

/** Every route of the REST API below `/api/infra`, by operation id. */
export const routes = {
  ...organisationRoutes,
  ...inventoryRoutes,
  ...resourceRoutes,
  ...argoCdRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;
