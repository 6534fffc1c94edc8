import { setTimeout as sleep } from 'node:timers/promises';
import { Git, startGit } from '../git';
import { ArgoCd, startArgoCd } from './index';
import { matchesSelector } from './query';
import { Application } from './types';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

const UNKNOWN_COMMIT = 'f'.repeat(40);

interface Answer {
  status: number;
  body: Application & { items: Application[]; error?: string; message?: string; code?: number };
}

describe('Argo CD', () => {
  let git: Git;
  let argocd: ArgoCd;
  beforeEach(async () => {
    git = await startGit();
    argocd = await startArgoCd({
      values: { repository: git.valuesRepository },
      refreshSeconds: 0.2,
    });
    argocd.faults.set({ syncSeconds: 0.4 });
  });
  afterEach(async () => {
    await argocd.stop();
    await git.stop();
  });

  async function call(path: string, init: RequestInit = {}, token = argocd.token): Promise<Answer> {
    const response = await fetch(`${argocd.url}/api/v1${path}`, {
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    });
    return { status: response.status, body: await response.json() };
  }
  const application = async () => (await call('/applications/namespaces')).body;
  const refreshed = async () => (await call('/applications/namespaces?refresh=normal')).body;
  const sync = (body: object) =>
    call('/applications/namespaces/sync', { method: 'POST', body: JSON.stringify(body) });

  async function until(
    condition: (state: Application) => boolean,
    name = 'namespaces',
  ): Promise<Application> {
    for (let tries = 0; tries < 200; tries++) {
      const state = (await call(`/applications/${name}`)).body;
      if (condition(state)) return state;
      await sleep(50);
    }
    throw new Error(`This did not come about: ${condition}`);
  }
  const settled = () =>
    until(
      ({ operation, status }) =>
        !operation && !status.resources?.some(({ health }) => health?.status === 'Progressing'),
    );

  const pushed = (...names: string[]) =>
    git.commit('platform', 'values', {
      [git.valuesPath]: JSON.stringify({
        namespaces: names.map(name => ({
          ...{ name, teamId: 'checkout', resourceQuota: { cpu: 2, memory: '4Gi' } },
        })),
      }),
    });

  const resourcesIn = ({ status }: Application, name: string) =>
    (status.resources ?? []).filter(resource => resource.name === name);

  it('is Synced and Healthy at the head from the start', async () => {
    const { metadata, spec, status } = await application();
    expect(metadata).toMatchObject({ name: 'namespaces', namespace: 'argocd' });
    expect(spec.source).toEqual({
      repoURL: git.valuesRepository,
      path: 'src/helm',
      targetRevision: 'main',
      helm: { valueFiles: ['values.yaml'] },
    });
    expect(status).toMatchObject({
      sync: { status: 'Synced', revision: expect.stringMatching(/^[0-9a-f]{40}$/) },
      health: { status: 'Healthy' },
      history: [{ id: 0, revision: status.sync.revision }],
    });
  });

  it('notices a new commit by itself, and at once when asked', async () => {
    const first = await pushed('one');
    const noticed = await until(({ status }) => status.sync.revision === first);
    expect(noticed.status.sync.status).toBe('OutOfSync');
    const second = await pushed('one', 'two');
    expect((await refreshed()).status.sync.revision).toBe(second);
  });

  it('takes its time to bring a commit to the cluster', async () => {
    argocd.faults.set({ syncSeconds: 4 });
    const revision = await pushed('one');
    const started = await sync({ revision, prune: true });
    expect(started.status).toBe(200);
    expect(started.body.operation).toMatchObject({
      sync: { revision, prune: true },
      initiatedBy: { username: 'bailiwick' },
    });
    expect(started.body.status.operationState).toBeUndefined();
    await until(({ status }) => status.operationState?.phase === 'Running');

    const applied = await until(({ operation }) => !operation);
    expect(applied.status).toMatchObject({
      sync: { status: 'Synced', revision },
      health: { status: 'Progressing' },
      operationState: { phase: 'Succeeded', syncResult: { revision } },
    });
    expect(applied.status.operationState?.syncResult?.resources).toEqual([
      expect.objectContaining({ kind: 'Namespace', name: 'one', message: 'namespace/one created' }),
      expect.objectContaining({ kind: 'ResourceQuota', namespace: 'one', status: 'Synced' }),
    ]);

    const { status } = await settled();
    expect(status.health).toEqual({ status: 'Healthy' });
    expect(resourcesIn({ status } as Application, 'one')).toEqual([
      {
        version: 'v1',
        kind: 'Namespace',
        name: 'one',
        status: 'Synced',
        health: { status: 'Healthy' },
      },
      {
        ...{ version: 'v1', kind: 'ResourceQuota', namespace: 'one', name: 'one' },
        ...{ status: 'Synced', health: { status: 'Healthy' } },
      },
    ]);
    expect(status.history?.map(entry => entry.revision).at(-1)).toBe(revision);
  });

  it('shows the last operation until the next one has begun', async () => {
    const first = await pushed('one');
    await sync({ revision: first });
    await settled();
    const { body } = await sync({ revision: await pushed('two') });
    expect(body.operation).toBeDefined();
    expect(body.status.operationState).toMatchObject({
      ...{ phase: 'Succeeded', syncResult: { revision: first } },
    });
  });

  it('syncs an older commit than the head, and stays out of sync with the head', async () => {
    const older = await pushed('one');
    const head = await pushed('one', 'two');
    await sync({ revision: older });
    const state = await settled();
    expect(state.status.operationState?.syncResult?.revision).toBe(older);
    expect(state.status.sync).toMatchObject({ status: 'OutOfSync', revision: head });
    expect(resourcesIn(state, 'one')[0].status).toBe('Synced');
    expect(resourcesIn(state, 'two')[0]).toMatchObject({
      ...{ status: 'OutOfSync', health: { status: 'Missing' } },
    });
  });

  it('removes what is gone only when told to prune', async () => {
    await sync({ revision: await pushed('one', 'two') });
    await settled();
    const revision = await pushed('two');
    await sync({ revision });
    const kept = await settled();
    expect(kept.status.sync.status).toBe('OutOfSync');
    expect(resourcesIn(kept, 'one')[0]).toMatchObject({ requiresPruning: true });

    argocd.faults.set({ syncSeconds: 4 });
    await sync({ revision, prune: true });
    const going = await until(({ operation }) => !operation);
    expect(resourcesIn(going, 'one')[0].health).toMatchObject({ message: 'Pending deletion' });
    const gone = await settled();
    expect(resourcesIn(gone, 'one')).toEqual([]);
    expect(gone.status.sync.status).toBe('Synced');
  });

  it('changes nothing in a dry run', async () => {
    const revision = await pushed('one');
    await sync({ revision, dryRun: true });
    const { status } = await until(({ operation }) => !operation);
    expect(status.operationState?.phase).toBe('Succeeded');
    expect(status.sync.status).toBe('OutOfSync');
    expect(status.history).toHaveLength(1);
  });

  it('syncs single resources', async () => {
    const revision = await pushed('one', 'two');
    await sync({ revision, resources: [{ kind: 'Namespace', name: 'two' }] });
    const state = await settled();
    expect(resourcesIn(state, 'one')[0].health?.status).toBe('Missing');
    expect(resourcesIn(state, 'two')[0].health?.status).toBe('Healthy');
  });

  it('carries out one operation at a time, and ends one when told', async () => {
    argocd.faults.set({ syncSeconds: 2 });
    const revision = await pushed('one');
    const answers = await Promise.all([sync({ revision }), sync({ revision }), sync({})]);
    const refused = { code: 9, message: 'another operation is already in progress' };
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(answers.find(({ status }) => status === 400)?.body).toMatchObject(refused);
    await until(({ status }) => status.operationState?.phase === 'Running');
    const end = () => call('/applications/namespaces/operation', { method: 'DELETE' });
    expect((await end()).status).toBe(200);
    const { status } = await application();
    expect(status.operationState).toMatchObject({
      ...{ phase: 'Failed', message: 'Operation terminated' },
    });
    expect(await end()).toMatchObject({ status: 400, body: { code: 3 } });
    await sleep(1500);
    expect(resourcesIn(await application(), 'one')[0].health?.status).toBe('Missing');
  });

  it('fails a sync to a commit or a branch that is not there', async () => {
    await sync({ revision: UNKNOWN_COMMIT });
    const { status } = await until(({ operation }) => !operation);
    expect(status.operationState).toMatchObject({
      ...{ phase: 'Error', message: expect.stringContaining(UNKNOWN_COMMIT) },
    });
    expect(await sync({ revision: 'no-such-branch' })).toMatchObject({
      ...{ status: 400, body: { code: 9, message: expect.stringContaining('no-such-branch') } },
    });
    expect(await sync({ revision: 7 })).toMatchObject({ status: 400, body: { code: 3 } });
  });

  it('reports values that cannot be rendered as a condition', async () => {
    await git.commit('platform', 'values', { [git.valuesPath]: 'namespaces: [{name: Not_Good}]' });
    const { status } = await refreshed();
    expect(status.sync.status).toBe('Unknown');
    expect(status.conditions).toEqual([
      expect.objectContaining({
        type: 'ComparisonError',
        message: expect.stringContaining('namespaces.0.name: must be a DNS label'),
      }),
    ]);
    await pushed('one');
    expect((await refreshed()).status.conditions).toBeUndefined();
  });

  it('also renders one file per namespace', async () => {
    await git.commit('platform', 'values', {
      'src/helm/namespaces/one.yaml': 'name: one\nresourceQuota: { cpu: 2, memory: 4Gi }\n',
    });
    expect(resourcesIn(await refreshed(), 'one')).toHaveLength(2);
  });

  it('degrades the named namespaces and no others', async () => {
    argocd.faults.set({ failNamespaces: ['bad'] });
    await sync({ revision: await pushed('bad', 'good') });
    const state = await settled();
    expect(state.status.health.status).toBe('Degraded');
    expect(state.status.operationState?.phase).toBe('Succeeded');
    expect(resourcesIn(state, 'bad')[0].health).toEqual({
      ...{ status: 'Degraded', message: expect.stringContaining('"bad" is not usable') },
    });
    expect(resourcesIn(state, 'good')[0].health).toEqual({ status: 'Healthy' });
  });

  it('stays at the commit that it knows when stale', async () => {
    const { status: before } = await application();
    argocd.faults.set({ mode: 'stale' });
    const revision = await pushed('one');
    expect((await refreshed()).status.sync).toMatchObject({
      ...{ status: 'Synced', revision: before.sync.revision },
    });
    expect((await sync({ revision })).status).toBe(200);
    const { status } = await settled();
    expect(status).toMatchObject({
      sync: { status: 'Synced', revision: before.sync.revision },
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded', syncResult: { revision: before.sync.revision } },
      resources: [],
    });
    argocd.faults.reset();
    expect((await refreshed()).status.sync).toMatchObject({ status: 'OutOfSync', revision });
  });

  it('answers with errors, or not at all', async () => {
    argocd.faults.set({ mode: 'error500' });
    expect(await call('/applications')).toMatchObject({ status: 500, body: { code: 13 } });
    argocd.faults.set({ mode: 'hang' });
    const signal = AbortSignal.timeout(300);
    await expect(call('/applications', { signal })).rejects.toThrow('aborted due to timeout');
  });

  it('syncs by itself where it should', async () => {
    await argocd.follow({
      ...{ name: 'automatic', repository: git.valuesRepository, autoSync: { prune: true } },
    });
    const revision = await pushed('one');
    const { status } = await until(
      ({
        operation,
        status: {
          sync: { status: code, revision: seen },
        },
      }) => !operation && code === 'Synced' && seen === revision,
      'automatic',
    );
    expect(status.operationState).toMatchObject({
      phase: 'Succeeded',
      operation: { initiatedBy: { automated: true } },
      syncResult: { revision },
    });
    const refused = await call('/applications/automatic/sync', {
      ...{ method: 'POST', body: JSON.stringify({ revision }) },
    });
    expect(refused.body.message).toBe(
      `Cannot sync to ${revision}: auto-sync currently set to main`,
    );
  });

  it('needs the token', async () => {
    expect(await call('/applications', {}, '')).toMatchObject({
      ...{ status: 401, body: { code: 16, error: 'no session information' } },
    });
    expect(await call('/applications', {}, 'wrong')).toMatchObject({ status: 401 });
    expect((await call('/session/userinfo', {}, 'wrong')).body).toEqual({});
    expect((await call('/session/userinfo')).body).toMatchObject({
      ...{ loggedIn: true, username: 'bailiwick' },
    });
    const version = await fetch(`${argocd.url}/api/version`);
    expect(await version.json()).toMatchObject({ Version: expect.stringMatching(/^v\d/) });
  });

  it('tells a forbidden application from a missing one only where the project is named', async () => {
    argocd.addApplication({ name: 'theirs', project: 'restricted' });
    for (const name of ['theirs', 'nowhere']) {
      expect(await call(`/applications/${name}`)).toMatchObject({
        ...{ status: 403, body: { code: 7, message: 'permission denied' } },
      });
    }
    expect(await call('/applications/nowhere?project=default')).toMatchObject({
      ...{
        status: 404,
        body: { code: 5, message: expect.stringContaining('"nowhere" not found') },
      },
    });
    const { items } = (await call('/applications')).body;
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['namespaces']);
  });

  it('lists thousands of applications, filtered and cut to what was asked for', async () => {
    argocd.addSyntheticApplications(2000);
    const list = async (query: string) => (await call(`/applications?${query}`)).body.items;
    expect(await list('')).toHaveLength(2001);
    expect(await list('selector=tier%3Dweb')).toHaveLength(1000);
    expect(await list('name=synthetic-00004')).toMatchObject([
      { metadata: { name: 'synthetic-00004' }, status: { sync: { status: 'OutOfSync' } } },
    ]);
    const fields = 'fields=items.metadata.name,items.status.health.status';
    expect((await list(fields))[1]).toEqual({
      ...{ metadata: { name: 'synthetic-00001' }, status: { health: { status: 'Healthy' } } },
    });
    const [short] = await list('name=namespaces&fields=-items.status.resources,items.spec');
    expect(short).not.toHaveProperty('spec');
    expect(short.status).not.toHaveProperty('resources');
    expect(short.status).toHaveProperty('history');
  });

  it('shows the tree of what there is', async () => {
    await sync({ revision: await pushed('one') });
    await settled();
    const response = await call('/applications/namespaces/resource-tree');
    expect(response.body).toMatchObject({
      nodes: [
        { kind: 'Namespace', name: 'one', health: { status: 'Healthy' } },
        { kind: 'ResourceQuota', namespace: 'one', name: 'one' },
      ],
    });
  });

  it('tells who wrote a commit', async () => {
    const revision = await pushed('one');
    const { body } = await call(`/applications/namespaces/revisions/${revision}/metadata`);
    expect(body).toMatchObject({ author: expect.stringContaining('@'), message: 'Change by hand' });
  });
});

describe('matchesSelector', () => {
  const labels = { tier: 'web', team: 'checkout' };

  it.each([
    ['tier=web', true],
    ['tier==web,team!=risk', true],
    ['tier in (web, worker)', true],
    ['tier notin (web)', false],
    ['team', true],
    ['!team', false],
    ['owner', false],
    ['owner!=me', true],
  ])('%s is %s', (selector, expected) => {
    expect(matchesSelector(labels, selector)).toBe(expected);
  });
});
