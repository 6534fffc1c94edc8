import { type ArgoCd, startArgoCd, startGit, type Git } from '@bailiwick/sandbox';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operationOf } from './application';
import { ArgoCdClient } from './ArgoCdClient';
import { ArgoCdError } from './errors';

const TOKEN = 'a-token-that-nobody-may-see';

const clientOf = (url: string, changes: { token?: string; timeoutMs?: number } = {}) =>
  new ArgoCdClient({
    name: 'main',
    url,
    uiUrl: 'https://argocd.example',
    token: TOKEN,
    namespace: 'argocd',
    projects: [],
    timeoutMs: 2000,
    ...changes,
  });

const failureOf = async (call: Promise<unknown>): Promise<ArgoCdError> => {
  const error = await call.then(
    () => undefined,
    caught => caught,
  );
  expect(error).toBeInstanceOf(ArgoCdError);
  return error;
};

describe('the client of Argo CD', () => {
  let git: Git;
  let argocd: ArgoCd;
  let client: ArgoCdClient;

  beforeAll(async () => {
    git = await startGit();
    argocd = await startArgoCd({
      values: { repository: git.valuesRepository, fetchFrom: git.valuesFolder },
      projects: ['default'],
    });
    argocd.addApplication({ name: 'shop', sync: 'OutOfSync', health: 'Degraded' });
    argocd.addApplication({ name: 'secret', project: 'hidden' });
    client = clientOf(argocd.url, { token: argocd.token });
  });
  afterAll(async () => {
    await argocd.stop();
    await git.stop();
  });
  beforeEach(() => argocd.faults.reset());

  it('lists what the token shows, without the bulk of it', async () => {
    const applications = await client.listApplications();
    expect(applications.map(each => client.nameOf(each)).sort()).toEqual(['namespaces', 'shop']);
    const shop = applications.find(({ metadata }) => metadata.name === 'shop');
    expect(shop?.status).toMatchObject({
      health: { status: 'Degraded' },
      sync: { status: 'OutOfSync' },
      resources: [],
      history: [],
    });
    expect(operationOf(shop!)?.revision).toMatch(/^[0-9a-f]{40}$/);
  });

  it('shows one with its resources and history', async () => {
    const shop = await client.getApplication('shop');
    expect(shop.status.resources.length).toBeGreaterThan(3);
    expect(shop.status.history).toHaveLength(10);
    expect(operationOf(shop)).toMatchObject({ phase: 'Succeeded', prune: true });
  });

  it('syncs, and says when another operation is going on', async () => {
    argocd.faults.set({ syncSeconds: 1 });
    const started = await client.syncApplication('namespaces', { prune: true });
    expect(operationOf(started)).toMatchObject({ phase: 'Running', prune: true });
    const busy = await failureOf(client.syncApplication('namespaces'));
    expect(busy).toMatchObject({ failure: 'busy', isPassing: true });
  });

  it('asks for the head where an application syncs by itself', async () => {
    await argocd.follow({
      name: 'automatic',
      repository: git.valuesRepository,
      fetchFrom: git.valuesFolder,
      autoSync: { prune: false },
    });
    const head = await git.commit('platform', 'values', { 'x.txt': 'x\n' });
    const started = await client.syncApplication('automatic', { revision: head });
    expect(operationOf(started)?.revision).toBe(head);
  });

  it.each(['secret', 'absent'])('cannot tell why %s is not shown, and says so', async name => {
    const error = await failureOf(client.getApplication(name));
    expect(error).toMatchObject({ failure: 'forbidden', isPassing: false });
    expect(error.message).toBe(
      `Argo CD main refuses to show the application ${name} to the portal's token; it may lack the right, or the application does not exist: permission denied`,
    );
  });

  it('tells a token that is not accepted, a fault and a silence apart', async () => {
    const denied = await failureOf(clientOf(argocd.url).listApplications());
    expect(denied).toMatchObject({ failure: 'forbidden' });
    expect(denied.message).toMatch(/does not accept the portal's token/);
    argocd.faults.set({ mode: 'error500' });
    const broken = await failureOf(client.listApplications());
    expect(broken).toMatchObject({ failure: 'upstream', isPassing: true });
    argocd.faults.set({ mode: 'hang' });
    const slow = clientOf(argocd.url, { token: argocd.token, timeoutMs: 200 });
    const silent = await failureOf(slow.listApplications());
    expect(silent).toMatchObject({ failure: 'unreachable', isPassing: true });
    expect(silent.message).toBe('Argo CD main did not answer within 0.2 s');
  });

  it("passes the caller's own abort on", async () => {
    argocd.faults.set({ mode: 'hang' });
    const reason = new Error('Enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(client.listApplications({ signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('what is not Argo CD', () => {
  let server: Server;
  let answer: RequestListener;
  let url: string;
  const seen: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request.url ?? '');
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it.each<[string, RequestListener, string]>([
    ['a page', (_, response) => void response.end('<html>Sign in</html>'), 'upstream'],
    ['an empty answer', (_, response) => void response.end(''), 'upstream'],
    ['other JSON', (_, response) => void response.end('{"items":[{"name":1}]}'), 'upstream'],
    [
      'a redirect',
      (_, response) => void response.writeHead(302, { location: '/login' }).end(),
      'unreachable',
    ],
    ['a broken connection', (_, response) => void response.destroy(), 'unreachable'],
    [
      'a proxy',
      (_, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>'),
      'upstream',
    ],
    [
      'an echo of the token',
      (_, response) => void response.writeHead(400).end(JSON.stringify({ message: `no ${TOKEN}` })),
      'refused',
    ],
  ])('is refused: %s', async (_, listener, failure) => {
    answer = listener;
    const error = await failureOf(clientOf(url).listApplications());
    expect(error.failure).toBe(failure);
    expect(error.message).not.toContain(TOKEN);
    expect(error.message.length).toBeLessThan(800);
  });

  it('takes what is null or missing for empty', async () => {
    answer = (_, response) => void response.end('{"metadata":{},"items":null}');
    expect(await clientOf(url).listApplications()).toEqual([]);
    answer = (_, response) =>
      void response.end('{"metadata":{"name":"new"},"spec":{},"status":{"health":{},"sync":null}}');
    const application = await clientOf(url).getApplication('new');
    expect(application.status).toMatchObject({ resources: [], history: [], conditions: [] });
    expect(operationOf(application)).toBeUndefined();
  });

  it('finds applications in other namespaces', async () => {
    answer = (_, response) =>
      void response.end('{"metadata":{"name":"shop","namespace":"team-a"},"spec":{},"status":{}}');
    const client = clientOf(url);
    const application = await client.getApplication('team-a/shop');
    expect(seen.at(-1)).toBe('/api/v1/applications/shop?appNamespace=team-a');
    expect(client.nameOf(application)).toBe('team-a/shop');
    expect(client.urlOf('team-a/shop')).toBe('https://argocd.example/applications/team-a/shop');
    expect(client.urlOf('shop')).toBe('https://argocd.example/applications/argocd/shop');
  });
});
