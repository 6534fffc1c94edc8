import { approvalRoutes } from './approvals';
import { argoCdRoutes } from './argocd';
import { auditRoutes } from './audit';
import { cloudRoutes } from './clouds';
import { complianceRoutes } from './compliance';
import { integrationRoutes } from './integrations';
import { inventoryRoutes } from './inventory';
import { organisationRoutes } from './organisation';
import { resourceRoutes } from './resources';
import { resourceTypeRoutes } from './resourceTypes';
import { scheduleRoutes } from './schedules';
import { stateRoutes } from './state';
import { viewRoutes } from './views';
import { workflowRoutes } from './workflows';
import { workspaceRoutes } from './workspaces';

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
  ...cloudRoutes,
  ...workspaceRoutes,
  ...viewRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;
