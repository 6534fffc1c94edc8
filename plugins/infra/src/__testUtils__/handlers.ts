import type { Handlers } from './contract';
import { approvalHandlers } from './handlers/approvals';
import { argoCdHandlers } from './handlers/argocd';
import { inventoryHandlers } from './handlers/inventory';
import { organisationHandlers } from './handlers/organisation';
import { resourceHandlers } from './handlers/resources';
import type { World } from './World';

export const allHandlers = (world: World): Handlers => ({
  ...organisationHandlers(world),
  ...inventoryHandlers(world),
  ...resourceHandlers(world),
  ...approvalHandlers(world),
  ...argoCdHandlers(world),
});
