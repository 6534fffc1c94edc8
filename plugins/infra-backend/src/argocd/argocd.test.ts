import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  coreServices,
  createBackendModule,
  createServiceFactory,
  type SchedulerServiceTaskInvocationDefinition,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  type ArgoCdApplication,
  type ArgoCdApplicationDetail,
  SIGNAL_CHANNEL,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type ApplicationRollback,
  rollbackExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { type ArgoCd, type Git, startArgoCd, startGit } from '@bailiwick/sandbox';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';

jest.setTimeout(60_000);

const ROLLBACK = `/argocd/applications/main/namespaces/rollback`;
const SYNC = '/argocd/applications/main/namespaces/sync';

describe('applications of Argo CD', () => {
  let git: Git;
  let argocd: ArgoCd;
  let backend: InfraBackend;
  let units: SmallOrganisation;
  const tasks = new Map<string, SchedulerServiceTaskInvocationDefinition>();
  const publish = jest.fn();
  /** Administrators whom the permission policy denies something. */
  const denied: Record<string, string[]> = {
    'user:default/eve': ['infra.argocd.read'],
    'user:default/ivy': ['infra.argocd.sync', 'infra.argocd.rollback'],
  };
  const rollback: jest.Mocked<ApplicationRollback> = { refusal: jest.fn(), rollback: jest.fn() };

  const deniedTo = ({ principal }: BackstageCredentials) =>
    denied[(principal as BackstageUserPrincipal).userEntityRef] ?? [];

  const poll = async () => tasks.get('infra-poll-argocd')?.fn(new AbortController().signal);

  /** A namespace of a team, as the provisioner leaves it. */
  const addNamespace = async (unitId: string, name: string, state = 'provisioned') => {
    await backend.database.knex('resources').insert({
      id: randomUUID(),
      name,
      type: 'project',
      version: '1',
      unit_id: unitId,
      external_name: name,
      state,
      status: 'done',
      outputs: JSON.stringify({ argocdInstance: 'main', argocdApplication: 'namespaces' }),
      requested_by: 'user:default/test',
    });
    await git.commit('platform', 'values', {
      [`src/helm/namespaces/${name}.yaml`]: `name: ${name}\nteamId: t\nresourceQuota: {cpu: 1, memory: 1Gi}\n`,
    });
  };

  beforeAll(async () => {
    git = await startGit();
    await git.commit('platform', 'values', { 'src/helm/first.txt': '1\n' });
    argocd = await startArgoCd({
      values: { repository: git.valuesRepository, fetchFrom: git.valuesFolder },
      refreshSeconds: 0.2,
    });
    argocd.faults.set({ syncSeconds: 0.1 });
    argocd.addApplication({ name: 'ingress', sync: 'OutOfSync' });
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: closedPort } = closed.address() as AddressInfo;
    closed.close();
    backend = await startInfraBackend({
      infra: {
        argocd: {
          instances: [
            { name: 'main', url: argocd.url, token: argocd.token, timeout: { seconds: 1 } },
            { name: 'edge', url: `http://127.0.0.1:${closedPort}/argocd`, token: 'x' },
          ],
        },
      },
      permissions: {
        authorize: async (requests, { credentials }) =>
          requests.map(({ permission }) => ({
            result: deniedTo(credentials).includes(permission.name)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
          })),
        authorizeConditional: async requests =>
          requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      },
      features: [
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () =>
            mockServices.scheduler.mock({
              scheduleTask: async task => void tasks.set(task.id, task),
            }),
        }),
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({ publish }),
        }),
        createBackendModule({
          pluginId: 'infra',
          moduleId: 'test-rollback',
          register: env =>
            env.registerInit({
              deps: { point: rollbackExtensionPoint },
              init: async ({ point }) => point.setRollback(rollback),
            }),
        }),
      ],
    });
    units = await buildSmallOrganisation(backend);
    await backend.give('eve', 'center_admin');
    await backend.give('ivy', 'center_admin');
    await addNamespace(units.checkout.id, 'checkout-shop');
    await addNamespace(units.risk.id, 'risk-scores');
    await poll();
  });
  afterAll(async () => {
    await backend.stop();
    await argocd.stop();
    await git.stop();
  });
  beforeEach(() => {
    argocd.faults.reset();
    argocd.faults.set({ syncSeconds: 0.1 });
    jest.clearAllMocks();
  });

  const list = async (name: string, query = '') =>
    (await backend.as(name).get(`/argocd/applications${query}`).expect(200)).body;
  const names = async (who: string, query?: string) =>
    ((await list(who, query)).items as ArgoCdApplication[]).map(({ name }) => name);
  const detail = async (who: string, name = 'namespaces'): Promise<ArgoCdApplicationDetail> =>
    (await backend.as(who).get(`/argocd/applications/main/${name}`).expect(200)).body;
  const settled = async () => {
    while ((await detail('ada')).operation?.phase === 'Running') {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };

  describe('in a list', () => {
    it('are as last seen, beside how each instance answered', async () => {
      const { items, instances } = await list('ada');
      expect(items.map(({ name }: ArgoCdApplication) => name)).toEqual(['ingress', 'namespaces']);
      expect(items[0]).toMatchObject({
        instance: 'main',
        project: 'default',
        health: 'Healthy',
        sync: 'OutOfSync',
        operation: { phase: 'Succeeded' },
        source: { path: 'deploy', targetRevision: 'main' },
        url: `${argocd.url}/applications/argocd/ingress`,
      });
      expect(instances).toEqual([
        { name: 'main', reachable: true, checkedAt: expect.any(String) },
        {
          name: 'edge',
          reachable: false,
          checkedAt: expect.any(String),
          error: 'Argo CD edge cannot be reached (ECONNREFUSED)',
        },
      ]);
    });

    it('are those with namespaces that one reads, and those of nobody', async () => {
      expect(await names('mia')).toEqual(['ingress', 'namespaces']);
      expect(await names('dora')).toEqual(['ingress', 'namespaces']);
      expect(await names('otto')).toEqual(['ingress']);
    });

    it('are found by name, several at once, and by unit', async () => {
      expect(await names('ada', '?name=namespaces,%20absent')).toEqual(['namespaces']);
      expect(await names('ada', `?unitId=${units.checkout.id}`)).toEqual(['namespaces']);
      expect(await names('ada', `?unitId=${units.commerce.id}`)).toEqual(['namespaces']);
      expect(await names('ada', `?unitId=${units.routing.id}`)).toEqual([]);
      await backend.as('mia').get(`/argocd/applications?unitId=${units.risk.id}`).expect(404);
      await backend.as('mia').get('/argocd/applications?unitId=x').expect(400);
    });

    it('come in pages', async () => {
      const first = await list('ada', '?limit=1');
      const second = await list('ada', `?limit=1&cursor=${first.nextCursor}`);
      expect([first, second].map(({ items }) => items[0].name)).toEqual(['ingress', 'namespaces']);
      expect(second.nextCursor).toBeUndefined();
    });

    it('are not shown against the policy', async () => {
      const answer = await backend.as('eve').get('/argocd/applications').expect(403);
      expect(answer.body.error.code).toBe('FORBIDDEN');
    });
  });

  describe('followed', () => {
    const announced = () => publish.mock.calls.map(([{ message }]) => message);
    const flush = () => new Promise(resolve => setTimeout(resolve, 250));

    it('are written and announced only where they changed', async () => {
      await settled();
      // An operation that has ended still shows its consequences for a round or two.
      do {
        publish.mockClear();
        await poll();
        await flush();
      } while (announced().length > 0);
      const rows = () => backend.database.knex('argocd_applications').orderBy('name');
      const before = await rows();
      await poll();
      await flush();
      expect(announced()).toEqual([]);
      expect(await rows()).toEqual(before);

      argocd.addApplication({ name: 'ingress', sync: 'Synced' });
      argocd.addApplication({ name: 'newcomer' });
      await poll();
      await flush();
      expect(publish.mock.calls[0][0]).toMatchObject({ channel: SIGNAL_CHANNEL });
      expect(announced()).toEqual([
        { subject: 'argocd', id: 'main/ingress' },
        { subject: 'argocd', id: 'main/newcomer' },
      ]);
      await argocd.removeApplication('newcomer');
      await poll();
      expect(await names('ada')).toEqual(['ingress', 'namespaces']);
    });

    it('stay as last seen while their instance is away', async () => {
      argocd.faults.set({ mode: 'error500' });
      await poll();
      const { items, instances } = await list('ada');
      expect(items).toHaveLength(2);
      expect(instances[0]).toMatchObject({
        name: 'main',
        reachable: false,
        error: expect.stringContaining('answered 500'),
      });
      await flush();
      expect(announced()).toContainEqual({ subject: 'argocd', id: 'main' });
      publish.mockClear();
      await poll();
      await flush();
      expect(announced()).toEqual([]);
      argocd.faults.set({ mode: 'ok' });
      await poll();
      expect((await list('ada')).instances[0]).toMatchObject({ reachable: true });
    });
  });

  describe('looked at', () => {
    it('have resources and history, and say what one may do', async () => {
      await settled();
      const shown = await detail('ada');
      expect(shown.resources.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['checkout-shop', 'risk-scores']),
      );
      expect(shown.history[0]).toMatchObject({ revision: expect.stringMatching(/^[0-9a-f]{40}$/) });
      expect(shown.permissions).toEqual({ sync: { allowed: true }, rollback: { allowed: true } });
    });

    it('hide the resources of others', async () => {
      const shown = await detail('mia');
      const seen = new Set(shown.resources.map(({ name }) => name));
      expect([...seen]).toEqual(['checkout-shop']);
      expect(shown.permissions).toEqual({
        sync: { allowed: false, reason: expect.stringContaining('leads of teams') },
        rollback: { allowed: false, reason: expect.stringContaining('Only administrators') },
      });
      expect((await detail('tess')).permissions.sync).toEqual({ allowed: true });
    });

    it('do not exist for who reads nothing in them', async () => {
      await backend.as('otto').get('/argocd/applications/main/namespaces').expect(404);
      await backend.as('otto').post(SYNC).expect(404);
      await backend.as('otto').get('/argocd/applications/main/ingress').expect(200);
    });

    it('give the reason where nobody can take them back, or the policy forbids it', async () => {
      rollback.refusal.mockReturnValue('Another repository');
      expect((await detail('ivy')).permissions).toEqual({
        sync: { allowed: false, reason: expect.stringContaining('infra.argocd.sync') },
        rollback: { allowed: false, reason: 'Another repository' },
      });
      rollback.refusal.mockReset();
    });

    it.each([
      ['main/absent', 404, 'NOT_FOUND', 'missing'],
      ['nowhere/namespaces', 404, 'NOT_FOUND', undefined],
      ['edge/anything', 502, 'UPSTREAM_FAILED', 'unreachable'],
    ])('say what is wrong with %s', async (path, status, code, reason) => {
      const answer = await backend.as('ada').get(`/argocd/applications/${path}`).expect(status);
      expect(answer.body.error).toMatchObject({ code });
      expect(answer.body.error.details?.reason).toBe(reason);
      expect(answer.text).not.toMatch(/\.[jt]s:\d+/);
    });

    it('say that they are forbidden where Argo CD lists them and does not show them', async () => {
      await backend.database.knex('argocd_applications').insert({
        instance: 'main',
        name: 'hidden',
        state: '{}',
        digest: '',
      });
      const answer = await backend.as('ada').get('/argocd/applications/main/hidden').expect(502);
      expect(answer.body.error.details).toEqual({ reason: 'forbidden', instance: 'main' });
      await backend.database.knex('argocd_applications').where({ name: 'hidden' }).delete();
    });

    it.each([
      ['hang', 'unreachable'],
      ['error500', 'upstream'],
    ] as const)('say so in mode %s', async (mode, reason) => {
      argocd.faults.set({ mode });
      const answer = await backend
        .as('ada')
        .get('/argocd/applications/main/namespaces')
        .expect(502);
      expect(answer.body.error.details.reason).toBe(reason);
    });
  });

  describe('synced', () => {
    const trail = () =>
      backend.database.knex('audit_entries').where({ subject_kind: 'argocd' }).orderBy('id');

    it('by a lead of a team in them, to the head, and it is on record', async () => {
      await settled();
      argocd.faults.set({ syncSeconds: 2 });
      const { body } = await backend.as('tess').post(SYNC).expect(202);
      expect(body.revision).toMatch(/^[0-9a-f]{40}$/);
      expect((await trail()).at(-1)).toMatchObject({
        event: 'argocd-sync-requested',
        actor: 'user:default/tess',
        subject_id: 'main/namespaces',
        after: { revision: body.revision, prune: false },
      });
      const busy = await backend.as('ada').post(SYNC).expect(409);
      expect(busy.body.error.details).toEqual({ reason: 'busy', instance: 'main' });
      await settled();
    });

    it('to something else only by administrators', async () => {
      const { history } = await detail('ada');
      const { revision } = history[0];
      await backend.as('tess').post(SYNC, { revision }).expect(403);
      await backend.as('tess').post(SYNC, { prune: true }).expect(403);
      await backend.as('ada').post(SYNC, { revision, prune: true }).expect(202);
      await settled();
    });

    it('by nobody else', async () => {
      await backend.as('mia').post(SYNC).expect(403);
      await backend.as('dora').post(SYNC).expect(403);
      await backend.as('tess').post('/argocd/applications/main/ingress/sync').expect(403);
      await backend.asService('scaffolder').post(SYNC).expect(403);
      await backend.as('ivy').post(SYNC).expect(403);
    });

    it('not by nonsense', async () => {
      const answer = await backend.as('ada').post(SYNC, { revision: 'HEAD', x: 1 }).expect(400);
      expect(answer.body.error.details.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
        expect.arrayContaining(['/revision']),
      );
    });
  });

  describe('taken back', () => {
    const firstRevision = async () => (await detail('ada')).history.at(-1)!.revision;

    it('by administrators, through git, and it is on record', async () => {
      await settled();
      const revision = await firstRevision();
      const commit = await git.commit('platform', 'values', { 'src/helm/reverted.txt': 'x\n' });
      rollback.rollback.mockResolvedValue({ commit });
      const { body } = await backend.as('ada').post(ROLLBACK, { revision }).expect(202);
      expect(body).toEqual({ commit });
      expect(rollback.rollback).toHaveBeenCalledWith(
        {
          instance: 'main',
          application: 'namespaces',
          repoUrl: git.valuesRepository,
          path: 'src/helm',
          targetRevision: 'main',
        },
        expect.objectContaining({ revision, requestedBy: 'user:default/ada' }),
      );
      const entry = await backend.database
        .knex('audit_entries')
        .where({ event: 'argocd-rolled-back' })
        .first();
      expect(entry).toMatchObject({ actor: 'user:default/ada', after: { revision, commit } });
      await settled();
      expect((await detail('ada')).operation).toMatchObject({ revision: commit });
    });

    it('with a warning where the sync has to be asked for again', async () => {
      await settled();
      argocd.faults.set({ syncSeconds: 2 });
      const revision = await firstRevision();
      const { body: started } = await backend.as('ada').post(SYNC).expect(202);
      rollback.rollback.mockResolvedValue({ commit: started.revision });
      const { body } = await backend.as('ada').post(ROLLBACK, { revision }).expect(202);
      expect(body.warning).toMatch(/^Git is reverted, but the sync has to be asked for again/);
      await settled();
    });

    it('to nothing but a revision of the history', async () => {
      const answer = await backend
        .as('ada')
        .post(ROLLBACK, { revision: '1'.repeat(40) })
        .expect(400);
      expect(answer.body.error.details).toEqual([
        { pointer: '/revision', message: 'must be a revision of the history of the application' },
      ]);
      await backend.as('ada').post(ROLLBACK, { revision: 'abc' }).expect(400);
      await backend.as('ada').post(ROLLBACK).expect(400);
      expect(rollback.rollback).not.toHaveBeenCalled();
    });

    it('by nobody else', async () => {
      const revision = await firstRevision();
      for (const who of ['tess', 'dora', 'mia', 'ivy']) {
        await backend.as(who).post(ROLLBACK, { revision }).expect(403);
      }
      expect(rollback.rollback).not.toHaveBeenCalled();
    });
  });
});
