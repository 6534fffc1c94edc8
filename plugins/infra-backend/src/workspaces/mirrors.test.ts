import { openWorkspaceHouse, type WorkspaceHouse } from './__testUtils__/openWorkspaceHouse';
import { until } from '../runs/__testUtils__/waiting';

jest.setTimeout(120_000);

let house: WorkspaceHouse;

beforeAll(async () => {
  house = await openWorkspaceHouse();
});
afterAll(() => house.stop());
beforeEach(() => house.git.faults.reset());

const reject = (id: string) =>
  house.act(id, 'reject', house.callers.dora, { comment: 'Not this month' });
const approve = (id: string) => house.act(id, 'approve', house.callers.dora);
const provisioned = (id: string) =>
  until(async () => ((await house.read(id)).status === 'done' ? true : undefined));
const isOpen = ({ state, error }: { state: string; error?: unknown }) => state === 'open' && !error;

/** A repository with its workspace, and a resource whose pull request is open. */
async function proposed(more: object = {}) {
  const { url, name } = await house.createRepository();
  const workspace = await house.createWorkspace(url);
  const resource = await house.request(workspace, { variables: { size: 3 }, ...more });
  const mirror = await house.mirrorWhen(resource.id, isOpen);
  return { repository: name, workspace, resource, mirror };
}

describe('what is requested', () => {
  it('is proposed on a branch with its id, and merged when it is approved', async () => {
    const { repository, resource, mirror } = await proposed();
    const { id } = resource;
    const path = `meridian/commerce/payments/checkout/guarded/${resource.name}-${id}`;
    expect(mirror).toMatchObject({
      ...{ path, kind: 'create', pullRequest: { number: 1, state: 'open' } },
      resource: { id, name: resource.name, isThere: true },
    });
    expect(mirror.branch).toContain(id);
    const [pull] = await house.pulls(repository);
    expect(pull).toMatchObject({
      ...{ title: `Create guarded ${resource.name}`, state: 'open' },
      head: { ref: mirror.branch, sha: mirror.commit },
    });
    expect(await house.file(repository, `${path}/main.json`)).toBeUndefined();
    expect(JSON.parse((await house.file(repository, `${path}/main.json`, mirror.branch))!)).toEqual(
      {
        ...{ name: resource.name, variables: { size: 3 }, withheld: [] },
      },
    );

    await approve(id);
    const merged = await house.mirrorWhen(id, ({ state }) => state === 'merged');
    expect(merged).toMatchObject({ pullRequest: { number: 1, state: 'merged' }, path });
    expect(merged.mergedCommit).toMatch(/^[0-9a-f]{40}$/);
    expect(merged.branch).toBeUndefined();
    expect(await house.file(repository, `${path}/main.json`)).toContain('"size": 3');
    expect(await house.file(repository, `${path}/README.md`)).toContain(`/infra/resources/${id}`);
    expect(await house.branches(repository)).toEqual(['main']);
    const { body } = await house.callers.ada.get(`/resources/${id}/audit?limit=100`).expect(200);
    const events = body.items.map(({ event }: { event: string }) => event);
    expect(events.filter((event: string) => event.startsWith('mirror-')).reverse()).toEqual([
      ...['mirror-bound', 'mirror-opened', 'mirror-merged'],
    ]);
  });

  it('is closed when it is rejected, and its branch is gone', async () => {
    const { repository, resource } = await proposed();
    await reject(resource.id);
    const mirror = await house.mirrorWhen(resource.id, ({ state }) => state === 'closed');
    expect(mirror).toMatchObject({ pullRequest: { state: 'closed' } });
    expect(mirror.outside).toBeUndefined();
    expect(await house.branches(repository)).toEqual(['main']);
    expect((await house.pulls(repository)).map(({ merged_at }) => merged_at)).toEqual([null]);
  });

  it('is closed when it is withdrawn', async () => {
    const { repository, resource } = await proposed();
    await house.act(resource.id, 'cancel');
    await house.mirrorWhen(resource.id, ({ state }) => state === 'closed');
    expect(await house.branches(repository)).toEqual(['main']);
  });

  it('is merged at once where nobody is asked', async () => {
    const { repository, resource, mirror } = await (async () => {
      const { url, name } = await house.createRepository();
      const workspace = await house.createWorkspace(url);
      const made = await house.request(workspace, { type: 'paper' });
      const seen = await house.mirrorWhen(made.id, ({ state }) => state === 'merged');
      return { repository: name, resource: made, mirror: seen };
    })();
    expect(await house.file(repository, `${mirror.path}/main.json`)).toContain(resource.name);
    expect((await house.pulls(repository))[0].merged_at).not.toBeNull();
  });

  it('begins a repository that is empty', async () => {
    const url = await house.git.createRepository('platform', 'empty');
    const workspace = await house.createWorkspace(url);
    const { id } = await house.request(workspace, { type: 'paper' });
    const { path } = await house.mirrorWhen(id, ({ state }) => state === 'merged');
    expect(await house.file('empty', `${path}/main.json`)).toBeDefined();
  });

  it('shows nothing sensitive, whether it comes from a secret or from an output of a parent', async () => {
    const { callers, units, paper } = house;
    const secret = { name: 'db', unitId: units.checkout.id, value: 'top-secret-value' };
    await callers.tess.post('/secrets', secret).expect(201);
    Object.assign(paper, {
      outputs: { address: '10.0.0.1', token: 'sensitive-output' },
      sensitiveOutputs: ['token'],
    });
    const { url, name } = await house.createRepository();
    const workspace = await house.createWorkspace(url);
    const parent = await house.request(workspace, {
      type: 'paper',
      variables: { password: { $secret: 'db' } },
    });
    await provisioned(parent.id);
    const child = await house.request(workspace, { type: 'leaf', parents: [parent.id] });
    const { path } = await house.mirrorWhen(child.id, ({ state }) => state === 'merged');
    const ofParent = await house.mirrorWhen(parent.id, ({ state }) => state === 'merged');
    expect(JSON.parse((await house.file(name, `${ofParent.path}/main.json`))!)).toMatchObject({
      ...{ variables: { size: 1 }, withheld: ['password'] },
    });
    expect(JSON.parse((await house.file(name, `${path}/main.json`))!)).toMatchObject({
      ...{ variables: { address: '10.0.0.1' }, withheld: ['token'] },
    });
    Object.assign(paper, { outputs: {}, sensitiveOutputs: [] });
  });
});

describe('a change', () => {
  const landed = async (more: object = {}) => {
    const found = await proposed(more);
    await approve(found.resource.id);
    await house.mirrorWhen(found.resource.id, ({ state }) => state === 'merged');
    await provisioned(found.resource.id);
    return found;
  };
  const change = (id: string, variables: object) =>
    house.callers.tess.patch(`/resources/${id}`, { variables }).expect(202);

  it('has a branch of its own, is closed by a rejection and merged by an approval', async () => {
    const { repository, resource, mirror } = await landed({ variables: { size: 3, big: true } });
    const { id } = resource;
    const main = () => house.file(repository, `${mirror.path}/main.json`);
    await house.git.commit('platform', repository, { [`${mirror.path}/notes.txt`]: 'theirs\n' });
    await change(id, { size: 4, big: null });
    const second = await house.mirrorWhen(id, isOpen);
    expect(second).toMatchObject({ kind: 'change', pullRequest: { number: 2 } });
    expect(second.branch).not.toBe(mirror.branch);
    expect(await main()).toContain('"size": 3');
    await reject(id);
    await house.mirrorWhen(id, ({ state }) => state === 'merged');
    expect(await house.branches(repository)).toEqual(['main']);

    await change(id, { size: 5, big: null });
    await house.mirrorWhen(id, isOpen);
    await approve(id);
    await house.mirrorWhen(
      id,
      ({ state, pullRequest }) => state === 'merged' && pullRequest?.number === 3,
    );
    expect(await main()).toContain('"size": 5');
    expect(await house.file(repository, `${mirror.path}/modules/big.tf`)).toBeUndefined();
    expect(await house.file(repository, `${mirror.path}/notes.txt`)).toBe('theirs\n');
  });

  it('is taken out by a pull request when it is destroyed', async () => {
    const { repository, resource, mirror } = await landed();
    const { id } = resource;
    await house.act(id, 'destroy');
    const removal = await house.mirrorWhen(id, isOpen);
    expect(removal).toMatchObject({ kind: 'destroy', pullRequest: { number: 2 } });
    expect(await house.file(repository, `${mirror.path}/main.json`)).toBeDefined();
    await approve(id);
    const gone = await house.mirrorWhen(id, ({ state }) => state === 'removed');
    expect(gone.pullRequest).toEqual(expect.objectContaining({ number: 2, state: 'merged' }));
    expect(await house.file(repository, `${mirror.path}/main.json`)).toBeUndefined();
    expect(await house.file(repository, 'README.md')).toBe('# Ours\n');
    await until(async () => ((await house.read(id)).state === 'destroyed' ? true : undefined));

    await house.act(id, 'recreate');
    const again = await house.mirrorWhen(id, isOpen);
    expect(again).toMatchObject({ kind: 'create', pullRequest: { number: 3 } });
  });
});

describe('what people do on the git host', () => {
  const seen = (id: string, outside: string) =>
    house.mirrorWhen(id, mirror => mirror.outside === outside);

  it('shows: a pull request closed there is not opened again before the approval', async () => {
    const { repository, resource } = await proposed();
    const { github } = house;
    await github.pulls.update({
      ...{ owner: 'platform', repo: repository, pull_number: 1, state: 'closed' },
    });
    const mirror = await seen(resource.id, 'closed');
    expect(mirror).toMatchObject({ state: 'closed', pullRequest: { number: 1, state: 'closed' } });
    expect(await house.branches(repository)).toEqual(['main']);
    await approve(resource.id);
    await house.mirrorWhen(resource.id, ({ state }) => state === 'merged');
    expect(await house.pulls(repository)).toHaveLength(2);
    expect(await house.file(repository, `${mirror.path}/main.json`)).toBeDefined();
  });

  it('shows: one merged there approves nothing, and is taken back by a rejection', async () => {
    const { repository, resource } = await proposed();
    await house.github.pulls.merge({ owner: 'platform', repo: repository, pull_number: 1 });
    const mirror = await seen(resource.id, 'merged');
    expect(await house.read(resource.id)).toMatchObject({ status: 'approval_pending' });
    expect(await house.file(repository, `${mirror.path}/main.json`)).toBeDefined();
    await reject(resource.id);
    await house.mirrorWhen(resource.id, ({ state }) => state === 'removed');
    expect(await house.file(repository, `${mirror.path}/main.json`)).toBeUndefined();
  });

  it('is replaced where it is a push to our branch: only what was approved is merged', async () => {
    const { repository, resource, mirror } = await proposed();
    await house.git.commit(
      ...(['platform', repository, { [`${mirror.path}/evil.tf`]: '# evil\n' }] as const),
      { branch: mirror.branch },
    );
    await approve(resource.id);
    await house.mirrorWhen(resource.id, ({ state }) => state === 'merged');
    expect(await house.file(repository, `${mirror.path}/main.json`)).toContain('"size": 3');
    expect(await house.file(repository, `${mirror.path}/evil.tf`)).toBeUndefined();
  });

  it('is worked around where it contradicts: the branch is made anew from what there is', async () => {
    const { repository, resource, mirror } = await proposed();
    await house.git.commit('platform', repository, { [`${mirror.path}/main.json`]: 'theirs\n' });
    await approve(resource.id);
    await house.mirrorWhen(resource.id, ({ state }) => state === 'merged');
    expect(await house.file(repository, `${mirror.path}/main.json`)).toContain('"size": 3');
  });
});

describe('trouble', () => {
  it('with a push that is refused is told, and over with the next attempt', async () => {
    const { url, name } = await house.createRepository();
    const workspace = await house.createWorkspace(url);
    house.git.faults.set({ rejectPushes: 1 });
    const { id } = await house.request(workspace, { type: 'paper' });
    const failed = await house.mirrorWhen(id, ({ error }) => error !== undefined);
    expect(failed.error).toMatchObject({ reason: 'refused', attempts: 1 });
    expect(failed.error?.message).toContain('non-fast-forward');
    expect(failed.error?.nextAttemptAt).toBeDefined();
    await provisioned(id);
    const done = await house.mirrorWhen(id, ({ state }) => state === 'merged');
    expect(done.error).toBeUndefined();
    expect(await house.file(name, `${done.path}/main.json`)).toBeDefined();
  });

  it('with a host that is down keeps neither approval nor apply waiting', async () => {
    const { resource } = await proposed();
    house.git.faults.set({ down: true });
    await approve(resource.id);
    await provisioned(resource.id);
    const failed = await house.mirrorWhen(resource.id, ({ error }) => error !== undefined);
    expect(failed.error?.reason).toBe('unreachable');
    house.git.faults.set({ down: false });
    const { tess } = house.callers;
    await tess.post(`/resources/${resource.id}/mirror/retry`).expect(202);
    await house.mirrorWhen(resource.id, ({ state, error }) => state === 'merged' && !error);
  });

  it('with a credential is told without it, and over once that is right', async () => {
    const { callers, git, units } = house;
    const values = { url: git.url, username: 'robot', token: 'wrong-token-value' };
    const { body: integration } = await callers.dora
      .post('/integrations', {
        ...{ name: 'wrong', type: 'git-host', unitId: units.payments.id, values },
      })
      .expect(201);
    const { url } = await house.createRepository();
    const workspace = await house.createWorkspace(url, { integrationId: integration.id });
    const { body: verdict } = await callers.dora
      .post(`/workspaces/${workspace.id}/validate`)
      .expect(200);
    expect(verdict.valid).toBe(false);
    const { id } = await house.request(workspace, { type: 'paper' });
    const failed = await house.mirrorWhen(id, ({ error }) => error !== undefined);
    expect(failed.error?.reason).toBe('denied');
    expect(JSON.stringify([failed, verdict])).not.toContain('wrong-token-value');
    await callers.dora
      .patch(`/integrations/${integration.id}`, { values: { ...values, token: git.token } })
      .expect(200);
    await house.mirrorWhen(id, ({ state, error }) => state === 'merged' && !error);
    const good = await callers.dora.post(`/workspaces/${workspace.id}/validate`).expect(200);
    expect(good.body).toEqual({ valid: true });
  });

  it('with a repository that was deleted is told, and over when it is there again', async () => {
    const { repository, workspace, resource } = await proposed();
    await house.github.repos.delete({ owner: 'platform', repo: repository });
    await approve(resource.id);
    const failed = await house.mirrorWhen(resource.id, ({ error }) => error !== undefined);
    expect(failed.error?.reason).toBe('denied');
    const shown = await house.callers.dora.get(`/workspaces/${workspace.id}`).expect(200);
    expect(shown.body).toMatchObject({ mirrored: 1, failing: 1 });
    await house.git.createRepository('platform', repository, { files: { 'a.txt': 'a\n' } });
    await house.callers.dora.post(`/resources/${resource.id}/mirror/retry`).expect(202);
    const { path } = await house.mirrorWhen(
      resource.id,
      ({ state, error }) => state === 'merged' && !error,
    );
    expect(await house.file(repository, `${path}/main.json`)).toBeDefined();
  });

  it('with what cannot be written down says why', async () => {
    const { url } = await house.createRepository();
    const workspace = await house.createWorkspace(url);
    const { id } = await house.request(workspace, { type: 'paper', variables: { size: 13 } });
    const failed = await house.mirrorWhen(id, ({ error }) => error !== undefined);
    expect(failed.error).toMatchObject({
      ...{ reason: 'unrenderable', message: 'Thirteen cannot be written down' },
    });
    await provisioned(id);
  });
});

describe('two processes', () => {
  it('write each change once', async () => {
    await house.startAnother();
    const { url, name } = await house.createRepository();
    const workspace = await house.createWorkspace(url);
    const made = await Promise.all(
      Array.from({ length: 6 }, () => house.request(workspace, { type: 'paper' })),
    );
    for (const { id } of made) await house.mirrorWhen(id, ({ state }) => state === 'merged');
    const pulls = await house.pulls(name);
    expect(pulls).toHaveLength(6);
    expect(pulls.every(({ merged_at }) => merged_at !== null)).toBe(true);
    expect(await house.branches(name)).toEqual(['main']);
  });
});
