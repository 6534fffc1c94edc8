import type { Handlers } from './contract';
import { approvalHandlers } from './handlers/approvals';
import { argoCdHandlers } from './handlers/argocd';
import { auditHandlers } from './handlers/audit';
import { changeHandlers } from './handlers/changes';
import { complianceHandlers } from './handlers/compliance';
import { inventoryHandlers } from './handlers/inventory';
import { organisationHandlers } from './handlers/organisation';
import { integrationHandlers } from './handlers/integrations';
import { resourceTypeHandlers } from './handlers/resourceTypes';
import { resourceHandlers } from './handlers/resources';
import { secretHandlers } from './handlers/secrets';
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
});
