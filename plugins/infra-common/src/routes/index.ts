import { approvalRoutes } from './approvals';
import { argoCdRoutes } from './argocd';
import { auditRoutes } from './audit';
import { complianceRoutes } from './compliance';
import { integrationRoutes } from './integrations';
import { inventoryRoutes } from './inventory';
import { organisationRoutes } from './organisation';
import { resourceRoutes } from './resources';
import { resourceTypeRoutes } from './resourceTypes';
import { scheduleRoutes } from './schedules';
import { stateRoutes } from './state';
import { workflowRoutes } from './workflows';

export * from './define';

/** Every route of the REST API below `/api/infra`, by operation id. */
export const routes = {
  ...organisationRoutes,
  ...inventoryRoutes,
  ...resourceTypeRoutes,
  ...resourceRoutes,
  ...approvalRoutes,
  ...integrationRoutes,
  ...stateRoutes,
  ...auditRoutes,
  ...complianceRoutes,
  ...scheduleRoutes,
  ...argoCdRoutes,
  ...workflowRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;
