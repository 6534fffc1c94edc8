import type { Handlers } from './contract';
import { approvalHandlers } from './handlers/approvals';
import { argoCdHandlers } from './handlers/argocd';
import { auditHandlers } from './handlers/audit';
import { changeHandlers } from './handlers/changes';
import { cloudHandlers } from './handlers/clouds';
import { complianceHandlers } from './handlers/compliance';
import { inventoryHandlers } from './handlers/inventory';
import { organisationHandlers } from './handlers/organisation';
import { integrationHandlers } from './handlers/integrations';
import { resourceTypeHandlers } from './handlers/resourceTypes';
import { resourceHandlers } from './handlers/resources';
import { secretHandlers } from './handlers/secrets';
import { blueprintHandlers } from './handlers/blueprints';
import { scheduleHandlers } from './handlers/schedules';
import { workflowHandlers } from './handlers/workflows';
import { workspaceHandlers } from './handlers/workspaces';
import type { World } from './World';

export const allHandlers = (world: World): Handlers => ({
  ...organisationHandlers(world),
  ...inventoryHandlers(world),
  ...resourceHandlers(world),
  ...integrationHandlers(world),
  ...resourceTypeHandlers(world),
  ...changeHandlers(world),
  ...secretHandlers(world),
  ...approvalHandlers(world),
  ...auditHandlers(world),
  ...complianceHandlers(world),
  ...argoCdHandlers(world),
  ...workflowHandlers(world),
  ...blueprintHandlers(world),
  ...scheduleHandlers(world),
  ...workspaceHandlers(world),
  ...cloudHandlers(world),
});
