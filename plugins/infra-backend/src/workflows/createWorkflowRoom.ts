import type { AuthService } from '@backstage/backend-plugin-api';
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
import type { ViewAids } from '../resources/Views';
import { CreationPlanner } from './CreationPlanner';
import { AuthorizedDeployments } from './deployments/AuthorizedDeployments';
import { DeploymentPlanner } from './deployments/DeploymentPlanner';
import { DeploymentRunner } from './deployments/DeploymentRunner';
import { DeploymentStore } from './deployments/DeploymentStore';
import { Pulse } from './Pulse';
import { WorkflowPreviews } from './WorkflowPreviews';
import { mountWorkflows } from './workflowRoutes';
import { WorkflowRunner } from './WorkflowRunner';
import { WorkflowStore } from './WorkflowStore';

export interface WorkflowRoomNeeds {
  bindings: CurrentBindings;
  units: UnitService;
  types: TypeRegistry;
  auth: Pick<AuthService, 'getNoneCredentials'>;
  /** What integrations give to who looks for a commit. */
  credentials: ViewAids['credentials'];
  resources: Pick<
    ResourceRoom,
    'authorizedResources' | 'access' | 'resources' | 'actions' | 'namedActions' | 'changes'
  >;
}

/** Work on many resources at once. */
export function createWorkflowRoom(
  { knex, audit, logger, gate, changes }: Commons,
  {
    bindings,
    units,
    types,
    auth,
    credentials,
    resources: { authorizedResources, access, resources, actions, namedActions, ...room },
  }: WorkflowRoomNeeds,
): Room {
  const common = { knex, audit, logger, bindings };
  const batchStore = new BatchStore(knex);
  const batchRunner = new BatchRunner({
    ...{ ...common, store: batchStore, resources: authorizedResources },
    changed: id => changes.signal({ subject: 'batch', id }),
  });
  const batches = new AuthorizedBatchService({
    ...{ ...common, store: batchStore, runner: batchRunner, access },
  });
  const store = new WorkflowStore(knex);
  const changed = (id: string) => changes.signal({ subject: 'workflow', id });
  const deployments = new DeploymentStore(knex);
  const deploymentRunner = new DeploymentRunner({
    ...{ ...common, store, deployments, resources, namedActions, types, auth, changed },
    changes: room.changes,
  });
  const runner = new WorkflowRunner({
    ...{ ...common, store, resources, actions, changed, deployments: deploymentRunner },
  });
  const deploymentPlanner = new DeploymentPlanner({
    ...{ access, types, credentials, resources: authorizedResources },
  });
  const blueprints = new AuthorizedBlueprintService({
    ...{ ...common, types, gate, store: new BlueprintStore(knex) },
    changed: () => changes.signal({ subject: 'blueprint' }),
  });
  const creations = new CreationPlanner({ blueprints, resources: authorizedResources });
  const shared = {
    ...common,
    store,
    units,
    access,
    types,
    changed,
    resources: authorizedResources,
  };
  const workflows = new AuthorizedWorkflowService({
    ...{ ...shared, creations },
    deployments: new AuthorizedDeployments({ ...shared, deployments, planner: deploymentPlanner }),
  });
  const previews = new WorkflowPreviews({
    ...{ knex, store, creations, access, types, resources: authorizedResources },
    deployments: { store: deployments, planner: deploymentPlanner },
  });
  const pulse = new Pulse(async () => {
    await batchRunner.sweep();
    await runner.round();
  }, logger);
  return {
    mount: (router, services) => {
      mountWorkflows(router, services, { batches, workflows, previews });
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
