import { until } from '../runs/__testUtils__/waiting';
import { randomUUID } from 'node:crypto';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { openWorkspaceHouse, type WorkspaceHouse } from './__testUtils__/openWorkspaceHouse';

jest.setTimeout(120_000);

let house: WorkspaceHouse;
let denied: string[] = [];

const decide = (name: string) => ({
  result: denied.includes(name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
});

beforeAll(async () => {
  house = await openWorkspaceHouse({
    permissions: {
      authorize: async requests => requests.map(({ permission }) => decide(permission.name)),
      authorizeConditional: async requests =>
        requests.map(({ permission }) => decide(permission.name)),
    },
  });
});
afterAll(() => house.stop());
afterEach(() => {
  denied = [];
});

const problemsOf = async (more: object) => {
  const { url } = await house.createRepository();
  const answer = await house.callers.dora.post('/workspaces', house.wish(url, more)).expect(400);
  return answer.body.error.details as { pointer: string; message: string }[];
};

describe('a workspace', () => {
  it('is made by a department admin, seen by who sees the unit, and changed with its ETag', async () => {
    const { callers, units, integrationId } = house;
    const { url } = await house.createRepository();
    const made = await callers.dora
      .post('/workspaces', house.wish(url, { name: 'payments-iac', resourceTypes: ['paper'] }))
      .expect(201);
    expect(made.body).toMatchObject({
      ...{ name: 'payments-iac', unitId: units.payments.id, unitName: 'Payments', integrationId },
      ...{ url, branch: 'main', path: '{unit}/{type}/{name}-{id}', resourceTypes: ['paper'] },
      ...{ units: [], mirrored: 0, failing: 0, mayManage: true },
    });
    const { id } = made.body;
    const seen = await callers.mia.get(`/workspaces/${id}`).expect(200);
    expect(seen.body).toEqual({ ...made.body, mayManage: false });
    await callers.otto.get(`/workspaces/${id}`).expect(404);
    await callers.tess.patch(`/workspaces/${id}`, { name: 'mine' }).expect(403);
    const { etag } = seen.headers;
    await callers.dora
      .patch(`/workspaces/${id}`, { description: 'Ours' }, { 'If-Match': etag })
      .expect(200);
    await callers.dora
      .patch(`/workspaces/${id}`, { description: 'Theirs' }, { 'If-Match': etag })
      .expect(412);
    const trail = await callers.ada.get(`/audit?subjectKind=workspace&subjectId=${id}`).expect(200);
    expect(trail.body.items.map(({ event }: { event: string }) => event)).toEqual([
      ...['workspace-changed', 'workspace-created'],
    ]);
    await callers.dora.del(`/workspaces/${id}`).expect(204);
    await callers.dora.get(`/workspaces/${id}`).expect(404);
  });

  it('is listed page by page, by name, by unit and by type', async () => {
    const { callers, units } = house;
    const { url } = await house.createRepository();
    for (const name of ['zz-a', 'zz-b', 'zz-c']) await house.createWorkspace(url, { name });
    await house.createWorkspace(url, { name: 'zz-risk', units: [units.risk.id] });
    await house.createWorkspace(url, { name: 'zz-leaf', resourceTypes: ['leaf'] });
    const names = async (query: string, caller = callers.tess) => {
      const { body } = await caller.get(`/workspaces?q=zz-&${query}`).expect(200);
      return { names: body.items.map(({ name }: { name: string }) => name), ...body };
    };
    const first = await names('limit=2');
    expect(first.names).toEqual(['zz-a', 'zz-b']);
    expect((await names(`limit=2&cursor=${first.nextCursor}`)).names).toEqual(['zz-c', 'zz-leaf']);
    expect((await names(`unitId=${units.checkout.id}&type=paper`)).names).toEqual([
      ...['zz-a', 'zz-b', 'zz-c'],
    ]);
    expect((await names('', callers.otto)).names).toEqual([]);
    await callers.otto.get(`/workspaces?unitId=${units.checkout.id}`).expect(404);
  });

  it('is refused with what is wrong, field by field', async () => {
    const { units, git } = house;
    expect(await problemsOf({ url: 'https://evil.example/a/b.git' })).toEqual([
      expect.objectContaining({ pointer: '/url' }),
    ]);
    expect(await problemsOf({ apiUrl: 'https://evil.example/api' })).toEqual([
      { pointer: '/apiUrl', message: 'must be on the host of the integration' },
    ]);
    expect(await problemsOf({ url: 'http://me:secret@127.0.0.1/a/b.git' })).toEqual([
      {
        pointer: '/url',
        message: 'must not contain credentials: those belong into an integration',
      },
    ]);
    expect(await problemsOf({ path: '{unit}/{name}' })).toEqual([
      {
        pointer: '/path',
        message: 'must contain {id}, so that each resource has a folder of its own',
      },
    ]);
    expect(await problemsOf({ path: '../{id}/{color}' })).toHaveLength(2);
    expect(await problemsOf({ branch: '-x' })).toEqual([
      { pointer: '/branch', message: 'must be the name of a branch' },
    ]);
    const wrong = { integrationId: randomUUID(), resourceTypes: ['no'], units: [units.search.id] };
    expect((await problemsOf(wrong)).map(({ pointer }) => pointer)).toEqual([
      ...['/integrationId', '/resourceTypes/0', '/units/0'],
    ]);
    const { url } = await house.createRepository();
    await house.createWorkspace(url, { name: 'taken' });
    const taken = house.wish(url, { name: 'taken' });
    await house.callers.dora.post('/workspaces', taken).expect(409);
    expect(git.url).toBeDefined();
  });

  it('is for nobody who only leads a team, nor for a department admin elsewhere', async () => {
    const { callers, units } = house;
    const { url } = await house.createRepository();
    await callers.tess.post('/workspaces', house.wish(url)).expect(403);
    await callers.dora
      .post('/workspaces', house.wish(url, { unitId: units.commerce.id }))
      .expect(403);
    await callers.dora
      .post('/workspaces', house.wish(url, { unitId: units.checkout.id }))
      .expect(201);
    denied = ['infra.workspace.manage'];
    await callers.ada.post('/workspaces', house.wish(url)).expect(403);
  });

  it('stays as long as it mirrors something, and so do its integration and its unit', async () => {
    const { callers, integrationId, units } = house;
    const { url } = await house.createRepository();
    const workspace = await house.createWorkspace(url);
    const { id } = await house.request(workspace, { type: 'paper' });
    await house.mirrorWhen(id, ({ state }) => state === 'merged');
    const refused = await callers.dora.del(`/workspaces/${workspace.id}`).expect(409);
    expect(refused.body.error).toMatchObject({
      ...{ code: 'DEPENDENCY_EXISTS', details: { blockedBy: [expect.objectContaining({ id })] } },
    });
    const kept = await callers.dora.del(`/integrations/${integrationId}`).expect(409);
    expect(kept.body.error.details.blockedBy).toContainEqual(
      expect.objectContaining({ id: workspace.id, type: 'workspace' }),
    );
    const unit = await callers.ada.del(`/units/${units.payments.id}`).expect(409);
    expect(unit.body.error.message).toContain('workspaces (');
    await callers.dora.del(`/workspaces/${workspace.id}/mirrors/${id}`).expect(204);
    await callers.dora.del(`/workspaces/${workspace.id}`).expect(204);
    expect((await callers.tess.get(`/resources/${id}/mirror`).expect(200)).body).toEqual({});
  });

  it('moves to another repository with everything, unless something is open', async () => {
    const { callers } = house;
    const [first, second] = [await house.createRepository(), await house.createRepository()];
    const workspace = await house.createWorkspace(first.url);
    const { id } = await house.request(workspace, { type: 'paper' });
    const waits = await house.request(workspace);
    await house.mirrorWhen(id, ({ state }) => state === 'merged');
    await house.mirrorWhen(waits.id, ({ state }) => state === 'open');
    /** Once nobody is writing there. */
    const move = () =>
      until(async () => {
        const wish = { url: second.url };
        const { status, body } = await callers.dora.patch(`/workspaces/${workspace.id}`, wish);
        const isBusy = /is being written to/.test(body.error?.message);
        return isBusy ? undefined : { status, message: body.error?.message };
      });
    expect(await move()).toEqual({ status: 409, message: expect.stringContaining(waits.name) });
    await house.act(waits.id, 'cancel');
    await house.mirrorWhen(waits.id, ({ state }) => state === 'closed');
    expect((await move()).status).toBe(200);
    const { path } = await house.mirrorWhen(id, ({ state }) => state === 'merged');
    expect(await house.file(second.name, `${path}/main.json`)).toBeDefined();
  });
});

describe('a request', () => {
  it('can name a workspace that serves it, and no other', async () => {
    const { callers, units } = house;
    const { url } = await house.createRepository();
    const risk = await house.createWorkspace(url, { units: [units.risk.id] });
    const leaf = await house.createWorkspace(url, { resourceTypes: ['leaf'] });
    const all = await house.createWorkspace(url);
    const problem = async (workspaceId: string, type = 'paper') => {
      const wish = { type, name: 'never', unitId: units.checkout.id, workspaceId, dryRun: true };
      const { body } = await callers.tess.post('/resources', wish).expect(400);
      return body.error.details;
    };
    expect(await problem(risk.id)).toEqual([
      { pointer: '/workspaceId', message: 'must be a workspace that serves Checkout' },
    ]);
    expect(await problem(randomUUID())).toEqual(await problem(risk.id));
    expect((await problem(leaf.id))[0].message).toContain('must be a workspace that serves paper');
    expect((await problem(all.id, 'unwritten'))[0].message).toContain('cannot be rendered');
  });

  it('is mirrored where its type says, and made all the same where that cannot be', async () => {
    const { callers, units } = house;
    const wish = { type: 'bound', name: 'dry', unitId: units.checkout.id, dryRun: true };
    const before = await callers.tess.post('/resources', wish).expect(200);
    expect(before.body.warnings).toEqual([expect.stringContaining('The workspace iac')]);
    const unmirrored = await house.request(undefined, { type: 'bound' });
    expect(await house.mirrorOf(unmirrored.id)).toBeUndefined();
    const { url } = await house.createRepository();
    const workspace = await house.createWorkspace(url, { name: 'iac' });
    const { id } = await house.request(undefined, { type: 'bound' });
    const mirror = await house.mirrorWhen(id, ({ state }) => state === 'merged');
    expect(mirror.workspace).toEqual({ id: workspace.id, name: 'iac', url });

    await callers.tess
      .post(`/workspaces/${workspace.id}/mirrors`, { resourceId: unmirrored.id })
      .expect(403);
    const bind = () =>
      callers.dora.post(`/workspaces/${workspace.id}/mirrors`, { resourceId: unmirrored.id });
    await bind().expect(201);
    await bind().expect(409);
    await house.mirrorWhen(unmirrored.id, ({ state }) => state === 'merged');
    const list = async (caller: typeof callers.mia, query = '') => {
      const answer = await caller.get(`/workspaces/${workspace.id}/mirrors?${query}`).expect(200);
      return answer.body.items.map((item: { resource: { id: string } }) => item.resource.id).sort();
    };
    expect(await list(callers.mia)).toEqual([id, unmirrored.id].sort());
    expect(await list(callers.tom)).toEqual([]);
    expect(await list(callers.ada, 'state=open')).toEqual([]);
    expect(await list(callers.ada, 'failing=false&limit=1')).toHaveLength(1);
  });
});
