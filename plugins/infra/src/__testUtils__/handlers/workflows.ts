import {
  type Batch,
  type CreateWorkflow,
  NOTHING,
  type Workflow,
  type WorkflowPreview,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { sketchBatch, sketchDeployment, sketchStep, sketchWorkflow } from '../workflows';
import type { World } from '../World';
import { pageOf } from './paging';

/** What a wish comes to: a node or a resource each, in their order. */
function preview(world: World, wish: CreateWorkflow): WorkflowPreview {
  const base = { valid: true, problems: [], warnings: [], cost: NOTHING, quota: [] };
  const unitNameOf = (id: string) => world.org.get(id).unit.name;
  if (wish.kind === 'destroy') {
    const root =
      world.resources.find(({ id }) => id === wish.resourceId) ??
      refuse('NOT_FOUND', 'There is no such resource');
    const step = { unitName: root.unitName, cost: root.cost, approval: [] };
    const upon = root.children.map(({ id, name, type }) => ({
      id,
      name,
      type,
      after: [],
      ...step,
    }));
    const { id, name, type } = root;
    const after = upon.map(child => child.id);
    const steps = [{ id, name, type, after, ...step }, ...upon];
    return { ...base, steps, cost: root.cost, ...world.workflowPreview };
  }
  if (wish.kind === 'deployment') {
    const { id, name, type, unitName } =
      world.resources.find(resource => resource.id === wish.resourceId) ??
      refuse('NOT_FOUND', 'There is no such resource');
    const steps = [{ id, name, type, unitName, after: [], cost: NOTHING, approval: [] }];
    return { ...base, steps, ...world.workflowPreview };
  }
  const blueprint =
    world.blueprints.find(({ name }) => name === wish.blueprint) ??
    refuse('NOT_FOUND', 'There is no such blueprint');
  const steps = blueprint.nodes.map(({ key, type, parents }) => ({
    ...{ id: key, name: `${wish.name}-${key}`, type, after: parents },
    ...{ unitName: unitNameOf(wish.unitId), cost: { cpu: 2, ramGb: 4 }, approval: [] },
  }));
  const cost = { cpu: 2 * steps.length, ramGb: 4 * steps.length };
  return { ...base, steps, cost, ...world.workflowPreview };
}

function start(world: World, wish: CreateWorkflow): Workflow {
  const { steps, valid, problems } = preview(world, wish);
  if (!valid) refuse('CONFLICT', problems[0].message);
  const service = world.resources.find(
    ({ id }) => wish.kind === 'deployment' && id === wish.resourceId,
  );
  const unitId =
    wish.kind === 'create'
      ? wish.unitId
      : (world.resources.find(({ id }) => id === wish.resourceId)?.unitId ?? '');
  const workflow = sketchWorkflow(world.workflows.length + 1, world.org.get(unitId), {
    ...{ kind: wish.kind, requestedBy: world.me.userRef },
    title: wish.kind === 'create' ? wish.name : steps[0].name,
    blueprint: wish.kind === 'create' ? wish.blueprint : undefined,
    ...(wish.kind === 'deployment' && service
      ? { deployment: sketchDeployment(service, { source: wish.source, check: wish.check }) }
      : {}),
    steps: (service ? [] : steps).map(({ name, type, after }, index) =>
      sketchStep(300 + index, name, {
        type,
        after: after.flatMap(id => {
          const before = steps.findIndex(step => step.id === id);
          return before < 0 ? [] : sketchStep(300 + before, '').resourceId;
        }),
      }),
    ),
    createdAt: new Date().toISOString(),
  });
  world.workflows = [workflow, ...world.workflows];
  return workflow;
}

export function workflowHandlers(world: World): Handlers {
  const find = (id: string): Workflow =>
    world.workflows.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such workflow');
  const replace = (changed: Workflow): Workflow => {
    world.workflows = world.workflows.map(one => (one.id === changed.id ? changed : one));
    return changed;
  };
  const findBatch = (id: string): Batch =>
    world.batches.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such batch');
  return {
    listWorkflows: ({ query }) =>
      pageOf(
        world.workflows.filter(
          one =>
            (query.kind === undefined || one.kind === query.kind) &&
            (query.status === undefined || one.status === query.status) &&
            (query.resourceId === undefined ||
              one.deployment?.resourceId === query.resourceId ||
              one.steps.some(({ resourceId }) => resourceId === query.resourceId)) &&
            (query.requestedBy === undefined || one.requestedBy === query.requestedBy) &&
            (query.unitId === undefined ||
              world.org.chainOf(one.unitId).some(({ unit }) => unit.id === query.unitId)),
        ),
        query,
      ),
    getWorkflow: ({ params }) => find(params.id),
    previewWorkflow: ({ body }) => preview(world, body),
    createWorkflow: ({ body }) => start(world, body),
    resumeWorkflow: ({ params }) =>
      replace({ ...find(params.id), status: 'active', reason: undefined }),
    cancelWorkflow: ({ params }) =>
      replace({
        ...find(params.id),
        ...{ status: 'cancelled', finishedAt: new Date().toISOString() },
      }),
    listBatches: ({ query }) => pageOf(world.batches, query),
    getBatch: ({ params }) => findBatch(params.id),
    createBatch: ({ body }) => {
      const items = body.resourceIds.map(resourceId => {
        const name = world.resources.find(({ id }) => id === resourceId)?.name;
        return { resourceId, name, status: 'waiting' as const };
      });
      const batch = sketchBatch(world.batches.length + 1, items, {
        ...{ action: body.action, requestedBy: world.me.userRef },
        createdAt: new Date().toISOString(),
      });
      world.batches = [batch, ...world.batches];
      return batch;
    },
  };
}
