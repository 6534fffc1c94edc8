import {
  type Resource,
  SECRET_MASK,
  subtractAmounts,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { sketchApproval } from '../approvals';
import type { World } from '../World';
import { pageOf } from './paging';
import { requireMatch } from './preconditions';
import { costOf, quotaEffects } from './quotaEffects';

/** Puts a change beside the live values, with an approval that is open for it. */
function propose(world: World, resource: Resource, variables: Variables, version: string) {
  const edit = resource.allowedActions.find(({ action }) => action === 'edit');
  if (!edit?.allowed) refuse('INVALID_STATE', edit?.reason ?? 'Not possible');
  const approval = sketchApproval(resource, 50 + world.approvals.length, {
    kind: 'change',
    before: resource.variables,
    variables,
    requestedBy: world.me.userRef,
    mayDecide: false,
  });
  world.approvals = [approval, ...world.approvals];
  const changed: Resource = {
    ...resource,
    status: 'approval_pending',
    approvalId: approval.id,
    pendingChange: {
      revision: resource.revision + 1,
      version,
      variables,
      cost: resource.cost,
      requestedBy: world.me.userRef,
      requestedAt: new Date().toISOString(),
      approvalId: approval.id,
    },
  };
  world.resources = world.resources.map(one => (one.id === changed.id ? changed : one));
  return { resource: changed };
}

/** A change of the service level of a project is what costs. */
function forecast(world: World, { cost, unitId, variables: live }: Resource, next: Variables) {
  const after = 'slaType' in next ? costOf(next) : cost;
  const delta = subtractAmounts(after, cost);
  const quota = quotaEffects(world, unitId, 'ams1', delta);
  return {
    valid: true,
    problems: [],
    cost: { before: cost, after, delta },
    quota,
    approval: { required: true, steps: [{ title: 'Department', approvers: 'the department' }] },
    differences: Object.keys(next)
      .filter(name => next[name] !== live[name])
      .map(name => ({ pointer: `/variables/${name}`, before: live[name], after: next[name] })),
  };
}

const merge = (before: Variables, patch: Variables): Variables =>
  Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null));

/** Changes of resources, their history, their relatives and their state. */
export function changeHandlers(world: World): Handlers {
  const find = (id: string): Resource =>
    world.resources.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such resource');
  const findRevision = (id: string, number: number) =>
    world.revisions.get(id)?.find(({ revision }) => revision === number) ??
    refuse('NOT_FOUND', 'There is no such revision');
  return {
    patchResource: ({ params, body, headers }) => {
      const resource = find(params.id);
      requireMatch(headers, resource);
      const variables = merge(resource.variables, body.variables ?? {});
      if (body.dryRun) return forecast(world, resource, variables);
      return propose(world, resource, variables, body.version ?? resource.version);
    },
    listRevisions: ({ params, query }) => pageOf(world.revisions.get(params.id) ?? [], query),
    compareRevisions: ({ params: { id, a, b } }) => {
      const [before, after] = [findRevision(id, a).variables, findRevision(id, b).variables];
      const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
      return {
        a,
        b,
        changes: names
          .filter(name => before[name] !== after[name])
          .map(name => ({
            pointer: `/variables/${name}`,
            before: before[name],
            after: after[name],
          })),
      };
    },
    restoreRevision: ({ params }) => {
      const { variables, version } = findRevision(params.id, params.revision);
      return propose(world, find(params.id), variables, version);
    },
    getResourceTree: ({ params }) => {
      const resource = find(params.id);
      const relatives = [resource, ...resource.parents, ...resource.children];
      return {
        nodes: relatives.map(({ id, name, type }) => ({
          ...{ id, name, type },
          ...{ state: 'provisioned', status: 'done', stale: id === resource.children[0]?.id },
        })),
        edges: [
          ...resource.parents.map(({ id }) => ({ parentId: id, childId: resource.id })),
          ...resource.children.map(({ id }) => ({ parentId: resource.id, childId: id })),
        ],
      };
    },
    revealOutputs: ({ params }) => ({
      outputs: Object.fromEntries(
        Object.entries(find(params.id).outputs)
          .filter(([, value]) => value === SECRET_MASK)
          .map(([name]) => [name, `${name} in clear`]),
      ),
    }),
    getStateOverview: ({ params }) =>
      world.states.get(find(params.resourceId).id) ?? { versions: [] },
    downloadState: ({ params }) => {
      const overview = world.states.get(params.resourceId);
      const found = overview?.versions.find(({ version }) => version === params.version);
      return found
        ? { version: 4, serial: found.serial ?? 0, resources: [] }
        : refuse('NOT_FOUND', 'There is no such version');
    },
  };
}
