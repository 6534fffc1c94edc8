import type { CurrentBindings } from '../access';
import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import type { ResourceRoom } from '../resources';
import type { TypeRegistry } from '../resources/types/TypeRegistry';
import { AuthorizedWorkflowService } from './AuthorizedWorkflowService';
import { AuthorizedBatchService } from './batches/AuthorizedBatchService';
import { BatchRunner } from './batches/BatchRunner';
import { BatchStore } from './batches/BatchStore';
import { AuthorizedBlueprintService } from './blueprints/AuthorizedBlueprintService';
import { mountBlueprints } from './blueprints/blueprintRoutes';
import { BlueprintStore } from './blueprints/BlueprintStore';
import { Pulse } from './Pulse';
import { mountWorkflows } from './workflowRoutes';
import { WorkflowRunner } from './WorkflowRunner';
import { WorkflowStore } from './WorkflowStore';

export interface WorkflowRoomNeeds {
  bindings: CurrentBindings;
  units: UnitService;
  types: TypeRegistry;
  resources: Pick<ResourceRoom, 'authorizedResources' | 'resources' | 'actions'>;
}

/** Work on many resources at once. */
export function createWorkflowRoom(
  { knex, audit, logger, gate }: Commons,
  {
    bindings,
    units,
    types,
    resources: { authorizedResources, resources, actions },
  }: WorkflowRoomNeeds,
): Room {
  const common = { knex, audit, logger, bindings };
  const batchStore = new BatchStore(knex);
  const batchRunner = new BatchRunner({
    ...{ ...common, store: batchStore, resources: authorizedResources },
  });
  const batches = new AuthorizedBatchService({
    ...{ ...common, store: batchStore, runner: batchRunner, resources: authorizedResources },
  });
  const store = new WorkflowStore(knex);
  const runner = new WorkflowRunner({ ...common, store, resources, actions });
  const blueprints = new AuthorizedBlueprintService({
    ...{ ...common, types, gate, store: new BlueprintStore(knex) },
  });
  const workflows = new AuthorizedWorkflowService({
    ...{ ...common, store, units, blueprints, resources: authorizedResources },
  });
  const pulse = new Pulse(async () => {
    await batchRunner.sweep();
    await runner.round();
  }, logger);
  return {
    mount: (router, services) => {
      mountWorkflows(router, services, { batches, workflows });
      mountBlueprints(router, services, blueprints);
    },
    async start() {
      pulse.begin();
    },
    async stop() {
      await pulse.end();
      await batchRunner.stop();
    },
  };
}
