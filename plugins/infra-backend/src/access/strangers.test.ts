import type { Resource, RouteDefinition } from '@bailiwick/backstage-plugin-infra-common';
import { routes } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../__testUtils__';
import { until } from '../runs/__testUtils__/waiting';
import {
  openWorkspaceHouse,
  type WorkspaceHouse,
} from '../workspaces/__testUtils__/openWorkspaceHouse';

jest.setTimeout(120_000);

/** First parts of paths whose things belong to no team, or are tried with the fixtures of their own rooms. */
const ELSEWHERE = new Set([
  ...['resource-types', 'blueprints', 'clouds'],
  ...['servers', 'server-assignments', 'units', 'role-bindings', 'argocd'],
]);

/** What a caller sends who means it. */
const BODIES: Record<string, Record<string, unknown>> = {
  patchResource: { variables: { size: 2 } },
  labelResource: { labels: { env: 'prod' } },
  postApprovalMessage: { text: 'Why?' },
  updateIntegration: { name: 'mine' },
  updateSecret: { value: 'mine' },
  updateSchedule: { enabled: false },
  updateWorkspace: { name: 'mine' },
};

/** Each of a team's things, by the first part of the paths that lead to it. */
type Things = Record<string, string>;

let house: WorkspaceHouse;
let resource: Resource;
let things: Things;

/** A resource with everything that comes to be around one: in `house`, of the team Checkout. */
async function furnish(): Promise<void> {
  const { callers, units, integrationId } = house;
  const { tess, dora, ada } = callers;
  const made = async (caller: Caller, path: string, body: object, status = 201) =>
    (await caller.post(path, body as Record<string, unknown>).expect(status)).body.id as string;
  const { url } = await house.createRepository();
  const workspace = await house.createWorkspace(url, { unitId: units.checkout.id, integrationId });
  const { id } = await house.request(workspace, { name: 'ledger' });
  await house.mirrorWhen(id, ({ state }) => state === 'open');
  const approval = await until(async () => {
    const { body } = await dora.get(`/approvals?resourceId=${id}&limit=1`).expect(200);
    return body.items[0]?.planRunId ? body.items[0] : undefined;
  });
  await house.act(id, 'approve', dora);
  await until(async () => ((await house.read(id)).status === 'done' ? true : undefined));
  await house.mirrorWhen(id, ({ state }) => state === 'merged');
  resource = await house.read(id);
  const ofTeam = { unitId: units.checkout.id };
  const value = 'hunter2';
  const values = { url: house.git.url, username: 'robot', token: house.git.token };
  const schedule = { name: 'Nightly', resourceId: id, action: 'plan', cron: '0 2 * * *' };
  await ada
    .post('/blueprints', { name: 'pages', title: 'Pages', nodes: [{ key: 'page', type: 'paper' }] })
    .expect(201);
  things = {
    resources: id,
    runs: approval.planRunId,
    approvals: approval.id,
    workspaces: workspace.id,
    secrets: await made(tess, '/secrets', { name: 'db', value, ...ofTeam }),
    integrations: await made(tess, '/integrations', {
      ...{ name: 'ours', type: 'git-host', values, ...ofTeam },
    }),
    schedules: await made(tess, '/schedules', schedule),
    batches: await made(tess, '/batches', { action: 'plan', resourceIds: [id] }, 202),
    workflows: await made(
      tess,
      '/workflows',
      { kind: 'create', blueprint: 'pages', name: 'ledger', ...ofTeam },
      202,
    ),
  };
}

beforeAll(async () => {
  house = await openWorkspaceHouse();
  Object.assign(house.paper, {
    outputs: { address: '10.0.0.1', token: 'sensitive-output' },
    sensitiveOutputs: ['token'],
    plan: async () => ({ summary: { create: 1 }, changes: [] }),
  });
  await furnish();
});
afterAll(() => house.stop());

const firstPart = (path: string) => path.split('/')[1];

const all = Object.entries(routes as Record<string, RouteDefinition>);

/** The routes that lead to one thing of a team. */
const toOne = all.filter(
  ([, { path }]) => path.includes('{') && !ELSEWHERE.has(firstPart(path)),
) as [string, RouteDefinition][];

const toMany = all.filter(([, { method, path }]) => method === 'get' && !path.includes('{')) as [
  string,
  RouteDefinition,
][];

const parametersOf = (id: string): Record<string, string> => ({
  ...{ id, resourceId: id, a: '1', b: '1', revision: '1', version: '1' },
  ...{ action: 'apply', view: 'contents' },
});

const pathTo = ({ path }: RouteDefinition, id: string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => parametersOf(id)[name]);

const METHODS = { get: 'get', post: 'post', put: 'put', patch: 'patch', delete: 'del' } as const;

const ask = (caller: Caller, operation: string, route: RouteDefinition, id: string) => {
  const method = METHODS[route.method];
  const path = pathTo(route, id);
  if (method === 'get' || method === 'del') return caller[method](path);
  const body = operation === 'bindResource' ? { resourceId: things.resources } : BODIES[operation];
  return caller[method](path, body);
};

/** Leads of another team of the same department, and of one in another field. */
const strangers = () => [house.callers.tom, house.callers.otto];

it('knows of every route to one thing whose it is', () => {
  const unknown = toOne.filter(([, { path }]) => !(firstPart(path) in things));
  expect(unknown.map(([operation]) => operation)).toEqual([]);
});

it.each(toOne)('%s tells another team nothing, not even that it is there', async (name, route) => {
  const id = things[firstPart(route.path)];
  const nowhere = randomUUID();
  for (const stranger of strangers()) {
    const answer = await ask(stranger, name, route, id);
    const absent = await ask(stranger, name, route, nowhere);
    expect([stranger.ref, answer.status]).toEqual([stranger.ref, 404]);
    expect(absent.status).toBe(404);
    expect(answer.body.error.message).toBe(absent.body.error.message.replaceAll(nowhere, id));
  }
});

/** Two answer 404 to everybody here: the resource has no view, and its tool kept no state. */
const readable = toOne.filter(
  ([name, { method }]) => method === 'get' && !['viewResource', 'downloadState'].includes(name),
);

it.each(readable)('%s answers who may read it', async (name, route) => {
  await ask(house.callers.ada, name, route, things[firstPart(route.path)]).expect(200);
});

it.each(toMany)('%s leaves out what is of another team', async (_, { path }) => {
  for (const stranger of strangers()) {
    const { status, text } = await stranger.get(path);
    expect([200, 403, 404, 503]).toContain(status);
    for (const trace of [...Object.values(things), resource.name]) {
      expect(text).not.toContain(trace);
    }
  }
});

const listed = toMany.map(([, { path }]) => firstPart(path));

it('has each thing in its list for the team', async () => {
  for (const [part, id] of Object.entries(things)) {
    const { text } = listed.includes(part)
      ? await house.callers.tess.get(`/${part}`)
      : { text: id };
    expect([part, text.includes(id)]).toEqual([part, true]);
  }
});

it('gives a follower of another team no line of the log', async () => {
  for (const stranger of strangers()) {
    const stream = { Accept: 'text/event-stream' };
    const { type } = await stranger.get(`/runs/${things.runs}/logs`, stream).expect(404);
    expect(type).toBe('application/json');
  }
});

it.each([
  ['a request from a blueprint', '/workflows', { kind: 'create', blueprint: 'pages', name: 'x' }],
  ['its preview', '/workflows/preview', { kind: 'create', blueprint: 'pages', name: 'x' }],
  ['a request', '/resources', { type: 'paper', name: 'x' }],
  ['a secret', '/secrets', { name: 'x', value: 'x' }],
])('%s for another team is refused as if there were no such team', async (_, path, body) => {
  for (const stranger of strangers()) {
    const unitId = house.units.checkout.id;
    const nowhere = randomUUID();
    const answer = await stranger.post(path, { ...body, unitId });
    const absent = await stranger.post(path, { ...body, unitId: nowhere });
    expect(answer.status).toBe(path === '/secrets' ? 400 : 404);
    const { requestId: _mine, ...refusal } = answer.body.error;
    const { requestId: _other, ...same } = absent.body.error;
    expect(JSON.stringify(refusal)).toBe(JSON.stringify(same).replaceAll(nowhere, unitId));
  }
});

it.each([
  ['a schedule', '/schedules', { name: 'x', action: 'plan', cron: '0 2 * * *' }],
  ['a workflow', '/workflows', { kind: 'destroy' }],
  ['its preview', '/workflows/preview', { kind: 'destroy' }],
])('%s with a resource of another team is refused', async (_, path, body) => {
  for (const stranger of strangers()) {
    await stranger.post(path, { ...body, resourceId: resource.id }).expect(404);
  }
});

it('a batch with a resource of another team does nothing to it, and does not name it', async () => {
  for (const stranger of strangers()) {
    const wish = { action: 'destroy', resourceIds: [resource.id] };
    const { body } = await stranger.post('/batches', wish).expect(202);
    const done = await until(async () => {
      const { body: batch } = await stranger.get(`/batches/${body.id}`).expect(200);
      return batch.finishedAt ? batch : undefined;
    });
    expect(done.items).toMatchObject([{ status: 'refused', error: { code: 'NOT_FOUND' } }]);
    expect(JSON.stringify(done)).not.toContain(resource.name);
  }
});

/** Changes and removals of things that are read with a tag; what the table does not let go is not asked for one. */
const tagged = toOne.filter(
  ([name, { method, path }]) =>
    ['patch', 'delete'].includes(method) &&
    name !== 'deleteResource' &&
    toOne.some(([, other]) => other.method === 'get' && other.path === path),
);

it.each(tagged)('%s by who owns it is refused on an older tag', async (name, route) => {
  const part = firstPart(route.path);
  // Workspaces are kept by administrators, schedules by who made them.
  const owner = part === 'workspaces' ? house.callers.ada : house.callers.tess;
  const id = things[part];
  const path = pathTo(route, id);
  const { headers } = await owner.get(path).expect(200);
  expect(headers.etag).toMatch(/^"\d+"$/);
  const stale = { 'If-Match': '"4711"' };
  const answer =
    route.method === 'patch'
      ? await owner.patch(path, BODIES[name], stale)
      : await owner.del(path, stale);
  expect([answer.status, answer.body.error?.code]).toEqual([412, 'STALE_REVISION']);
});

it('is the same as before for who owns it, after all of that', async () => {
  const { tess } = house.callers;
  const after = await house.read(resource.id);
  expect([after.revision, after.state, after.variables]).toEqual([
    ...[resource.revision, resource.state, resource.variables],
  ]);
  for (const [part, id] of Object.entries(things)) await tess.get(`/${part}/${id}`).expect(200);
});
