import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as LdapClient } from 'ldapts';
import { Client } from 'pg';
import { git as runGit } from '../git/command';
import { inventoryRows } from '../inventory';
import { Sandbox, startSandbox } from '../startSandbox';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

describe('the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => send('POST', '/reset'));
  afterAll(() => sandbox.stop());

  async function send(method: string, path = '', body?: unknown) {
    const response = await fetch(`${sandbox.url}/_control${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  it('shows the address of every part, and each answers there', async () => {
    const { body } = await send('GET');
    expect(body).toMatchObject({
      argocd: { instance: 'main', application: 'namespaces' },
      git: { valuesRepository: expect.stringMatching(/values\.git$/) },
      faults: {
        inventory: { mode: 'ok', drop: [], rename: {}, set: {}, extra: [] },
        argocd: { mode: 'ok', syncSeconds: 2, failNamespaces: [] },
        aws: { mode: 'ok', delaySeconds: 0, refuse: {} },
        git: { rejectPushes: 0, down: false },
        ldap: { down: false, hide: {} },
      },
    });

    expect(await (await fetch(body.inventory.url)).json()).toHaveLength(300);
    expect(await runGit('/', ['ls-remote', body.git.valuesRepository, 'main'])).toContain('main');
    const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const user = await fetch(`${body.github.url}/user`, withToken(body.github.token));
    expect(await user.json()).toMatchObject({ login: 'bailiwick' });
    const application = await fetch(
      `${body.argocd.url}/api/v1/applications/${body.argocd.application}`,
      withToken(body.argocd.token),
    );
    expect(await application.json()).toMatchObject({
      spec: { source: { repoURL: body.git.valuesRepository } },
      status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } },
    });
    const ldap = new LdapClient({ url: body.ldap.url });
    await ldap.bind(body.ldap.bindDn, body.ldap.bindPassword);
    await ldap.unbind();
    expect((await fetch(body.aws.url)).status).toBe(403);
    expect((await fetch(`${sandbox.url}/v2/`)).status).toBe(401);
    const database = new Client(body.postgres.url);
    await database.connect();
    await database.end();
  });

  it('merges faults into those that stand', async () => {
    const [one, two] = inventoryRows();
    await send('PUT', '', {
      inventory: { mode: 'html', drop: ['a', 'b'], rename: { [one.name]: 'x' } },
      ldap: { hide: { tess: ['g1', 'g2'] } },
    });
    const { status, body } = await send('PUT', '', {
      inventory: {
        mode: 'ok',
        drop: ['c'],
        rename: { [two.name]: 'y' },
        set: { [one.name]: { cpu: 1 } },
      },
      ldap: { hide: { tess: ['g3'], tom: ['g1'] } },
    });
    expect(status).toBe(200);
    expect(body.faults.inventory).toMatchObject({
      mode: 'ok',
      drop: ['c'],
      rename: { [one.name]: 'x', [two.name]: 'y' },
    });
    expect(body.faults.ldap.hide).toEqual({ tess: ['g3'], tom: ['g1'] });

    const merged = await send('PUT', '', {
      inventory: {
        drop: null,
        rename: { [one.name]: null },
        set: { [one.name]: { ram_gb: null } },
      },
    });
    expect(merged.body.faults.inventory).toMatchObject({
      drop: [],
      rename: { [two.name]: 'y' },
      set: { [one.name]: { cpu: 1, ram_gb: null } },
    });
    const rows = await (await fetch(sandbox.inventory.url)).json();
    expect(rows.slice(0, 2)).toEqual([
      { ...one, cpu: 1, ram_gb: null },
      { ...two, name: 'y' },
    ]);
  });

  it.each([
    [{ weather: {} }, '/weather', /unknown part "weather"/],
    [{ inventory: { mode: 'bad' } }, '/inventory/mode', /expected one of/],
    [{ argocd: { sync: 1 } }, '/argocd', /"sync"/],
    [{ git: { down: 'yes' } }, '/git/down', /boolean/],
    [{ git: 7 }, '/git', /object/],
    [{ aws: { functions: { shop: 99 } } }, '/aws/functions/shop', />=200/],
    [[], '', /object of faults/],
  ])('refuses %j, naming what is wrong', async (patch, pointer, message) => {
    const { status, body } = await send('PUT', '', patch);
    expect(status).toBe(400);
    expect(body.error.details).toEqual([{ pointer, message: expect.stringMatching(message) }]);
  });

  it('applies nothing of a patch with an error in it', async () => {
    await send('PUT', '', { git: { down: true }, ldap: { up: true } });
    expect((await send('GET')).body.faults.git.down).toBe(false);
  });

  it('refuses a body that is no JSON', async () => {
    const response = await fetch(`${sandbox.url}/_control`, {
      ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{' },
    });
    expect(response.status).toBe(400);
  });

  it('returns to the start, and keeps what was pushed', async () => {
    const sha = await sandbox.git.commit('platform', 'values', { note: 'kept' });
    await send('PUT', '', { argocd: { mode: 'hang' }, git: { rejectPushes: 3 } });
    const { body } = await send('POST', '/reset');
    expect(body.faults).toMatchObject({ argocd: { mode: 'ok' }, git: { rejectPushes: 0 } });
    const listed = await runGit('/', ['ls-remote', sandbox.git.valuesRepository, 'main']);
    expect(listed).toContain(sha);
  });

  it('counts calls by method and path, and forgets them when told', async () => {
    await send('DELETE', '/calls');
    await fetch(`${sandbox.inventory.url}?page=1`);
    await fetch(sandbox.inventory.url);
    await fetch(`${sandbox.argocd.url}/api/version`);
    expect((await send('GET', '/calls')).body).toEqual({
      'GET /argocd/api/version': 1,
      'GET /inventory': 2,
    });
    await send('DELETE', '/calls');
    expect((await send('GET', '/calls')).body).toEqual({});
  });

  it('restarts the database', async () => {
    const { pid } = sandbox.postgres;
    expect((await send('POST', '/postgres/restart', { how: 'immediate' })).status).toBe(200);
    expect(sandbox.postgres.pid).not.toBe(pid);
    expect((await send('POST', '/postgres/restart', { how: 'gently' })).status).toBe(400);
  });

  it('stops everything again when a part cannot start', async () => {
    const port = Number(new URL(sandbox.url).port);
    const ldap = Number(new URL(sandbox.directory.url).port);
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-sandbox-'));
    const taken = `Port ${ldap} on 127.0.0.1 is taken`;
    await expect(startSandbox({ ports: { ldap }, dataFolder: folder })).rejects.toThrow(taken);
    const again = await startSandbox({ dataFolder: folder });
    await again.stop();
    await rm(folder, { recursive: true });
    await expect(startSandbox({ ports: { http: port } })).rejects.toThrow(`Port ${port}`);
    const closed = connect(Number(new URL(again.url).port), '127.0.0.1');
    await expect(new Promise((_, reject) => closed.on('error', reject))).rejects.toThrow(
      'ECONNREFUSED',
    );
  });
});
