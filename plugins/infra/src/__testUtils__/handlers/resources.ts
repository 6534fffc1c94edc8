import {
  type Amounts,
  createResourceSchema,
  DIMENSIONS,
  type DryRunResult,
  isLive,
  namespaceName,
  NOTHING,
  addAmounts,
  type ChangeForecast,
  queuedPosition,
  type Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import type { z } from 'zod';
import { type Handlers, refuse } from '../contract';
import { sketchResource, sketchRun } from '../resources';
import type { World } from '../World';
import { decide } from './approvals';
import { contains, pageOf } from './paging';
import { costOf, quotaEffects } from './quotaEffects';

type Request = z.output<typeof createResourceSchema>;

function dryRun(world: World, request: Request): DryRunResult {
  const { org } = world;
  const site = request.site ?? 'ams1';
  const cost = costOf(request.variables);
  const quota = quotaEffects(world, request.unitId, site, cost);
  const [team] = quota;
  const short = DIMENSIONS.filter(dimension => team.after[dimension] < 0);
  const externalName = namespaceName(org.get(request.unitId).unit.slug, request.name);
  const isTaken = world.resources.some(one => isLive(one) && one.externalName === externalName);
  return {
    valid: short.length === 0 && !isTaken,
    problems: [
      ...short.map(dimension => ({
        code: 'QUOTA_EXCEEDED',
        message: `Team ${team.unit} has ${team.before[dimension]} of ${dimension} left at ${site}; ${cost[dimension]} were asked for`,
      })),
      ...(isTaken
        ? [{ code: 'CONFLICT', message: `There is a project ${externalName} already` }]
        : []),
    ],
    externalName,
    cost,
    quota,
    approval: { required: false, steps: [] },
  };
}

function reserve(world: World, request: Request, cost: Amounts): void {
  const team = world.org.get(request.unitId);
  const site = request.site ?? 'ams1';
  team.used.set(site, addAmounts(team.used.get(site) ?? NOTHING, cost));
}

function createResource(world: World, request: Request): Resource {
  const check = dryRun(world, request);
  if (!check.valid) refuse('QUOTA_EXCEEDED', check.problems[0].message);
  reserve(world, request, check.cost);
  const resource = sketchResource({
    number: world.resources.length + 1,
    name: request.name,
    team: world.org.get(request.unitId),
    position: { state: 'provision', status: 'queued' },
    rest: { site: request.site, variables: request.variables, cost: check.cost },
  });
  world.resources = [resource, ...world.resources];
  world.runs = [
    sketchRun(resource, world.runs.length + 1, {
      status: 'queued',
      phase: undefined,
      queuePosition: 0,
      startedAt: undefined,
      finishedAt: undefined,
      commit: undefined,
    }),
    ...world.runs,
  ];
  return resource;
}

function forecastExtension({ cost, expiresAt }: Resource): ChangeForecast {
  const after = new Date(Date.now() + 30 * 86_400_000).toISOString();
  return {
    ...{ valid: true, problems: [], quota: [], approval: { required: false, steps: [] } },
    cost: { before: cost, after: cost, delta: NOTHING },
    differences: [{ pointer: '/expiresAt', before: expiresAt, after }],
  };
}

const ORDER: Record<string, (a: Resource, b: Resource) => number> = {
  name: (a, b) => a.name.localeCompare(b.name),
  createdAt: (a, b) => a.createdAt.localeCompare(b.createdAt),
  updatedAt: (a, b) => a.updatedAt.localeCompare(b.updatedAt),
};

export function resourceHandlers(world: World): Handlers {
  const find = (id: string): Resource =>
    world.resources.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such resource');
  const findRun = (id: string) =>
    world.runs.find(run => run.id === id) ?? refuse('NOT_FOUND', 'There is no such run');
  return {
    createResource: ({ body }) => {
      world.org.get(body.unitId);
      return body.dryRun ? dryRun(world, body) : createResource(world, body);
    },
    listResources: ({ query }) => {
      const isWithin = (resource: Resource) =>
        query.unitId === undefined ||
        world.org.chainOf(resource.unitId).some(({ unit }) => unit.id === query.unitId);
      const compare = ORDER[query.sort.replace('-', '')];
      const sign = query.sort.startsWith('-') ? -1 : 1;
      return pageOf(
        world.resources
          .filter(
            one =>
              contains(one.name, query.q) &&
              isWithin(one) &&
              (query.type === undefined || one.type === query.type) &&
              (query.site === undefined || one.site === query.site) &&
              (query.state === undefined || one.state === query.state) &&
              (query.status === undefined || one.status === query.status) &&
              (query.requestedBy === undefined || one.requestedBy === query.requestedBy) &&
              (!query.expiring || one.expiresAt !== undefined),
          )
          .sort((a, b) => sign * compare(a, b)),
        query,
      );
    },
    getResource: ({ params }) => find(params.id),
    actOnResource: ({ params, body }) => {
      const resource = find(params.id);
      if (params.action === 'approve' || params.action === 'reject') {
        decide(world, resource.id, params.action, body);
        return { resource };
      }
      if (body.dryRun) return forecastExtension(resource);
      if (resource.namedActions?.some(({ action }) => action === params.action)) {
        return { resource, runId: resource.lastRunId };
      }
      const entry = resource.allowedActions.find(({ action }) => action === params.action);
      if (!entry?.allowed) refuse('INVALID_STATE', entry?.reason ?? 'Not possible');
      const kind = params.action === 'destroy' ? 'destroy' : 'apply';
      const changed = { ...resource, ...queuedPosition(resource, kind) };
      world.resources = world.resources.map(one => (one.id === changed.id ? changed : one));
      return { resource: changed, runId: changed.lastRunId };
    },
    deleteResource: ({ params }) => {
      find(params.id);
      world.resources = world.resources.filter(({ id }) => id !== params.id);
    },
    listRuns: ({ params, query }) =>
      pageOf(
        world.runs.filter(run => run.resourceId === params.id),
        query,
      ),
    listResourceAudit: ({ params, query }) =>
      pageOf(
        world.audit.filter(({ subject }) => subject.id === params.id),
        query,
      ),
    getRun: ({ params }) => findRun(params.id),
    listRunLogs: ({ params, query }) => {
      findRun(params.id);
      const lines = (world.logs.get(params.id) ?? []).filter(({ seq }) => seq > query.after);
      return { items: lines.slice(0, query.limit) };
    },
    cancelRun: ({ params }) => {
      const run = {
        ...findRun(params.id),
        status: 'cancelled' as const,
        finishedAt: new Date().toISOString(),
      };
      world.runs = world.runs.map(one => (one.id === run.id ? run : one));
      return run;
    },
  };
}
