import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { git as runGit } from './git/command';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

interface Ready {
  ready: boolean;
  url: string;
  git: { valuesRepository: string; token: string };
  ldap: { url: string };
  postgres: { url: string };
}

const LOADER = require.resolve('@backstage/cli/config/nodeTransform.cjs');

describe('the command', () => {
  let folder: string;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-cli-'));
  });
  afterAll(async () => {
    running.forEach(child => child.kill('SIGKILL'));
    await rm(folder, { recursive: true, force: true });
  });

  function run(args: string[], env: Record<string, string> = {}) {
    const child = spawn(
      process.execPath,
      ['--require', LOADER, require.resolve('./cli.ts'), ...args],
      {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    running.push(child);
    const errors: Buffer[] = [];
    child.stderr.on('data', chunk => errors.push(chunk));
    const ended = once(child, 'close').then(([code]) => ({
      code,
      said: Buffer.concat(errors).toString('utf8'),
    }));
    return { child, ended, lines: createInterface(child.stdout) };
  }

  async function start(ports = ['0', '0', '0']) {
    const [http, ldap, postgres] = ports;
    const { child, ended, lines } = run(
      ['start', '--data', join(folder, 'data'), '--ldap-port', ldap, '--postgres-port', postgres],
      { BAILIWICK_SANDBOX_PORT: http },
    );
    const said = await Promise.race([once(lines, 'line'), ended]);
    if (!Array.isArray(said)) throw new Error(`It did not start: ${said.said}`);
    return { child, ended, ready: JSON.parse(said[0]) as Ready };
  }

  async function query(url: string, sql: string) {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('starts everything, stops it on SIGTERM, and keeps the data over a kill -9', async () => {
    const first = await start();
    expect(first.ready).toMatchObject({ ready: true, url: expect.stringMatching(/^http:/) });
    await query(first.ready.postgres.url, 'create table kept as select 1 as id');
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, said: '' });
    await expect(fetch(first.ready.url)).rejects.toThrow('fetch failed');
    await expect(query(first.ready.postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED');

    const ports = [first.ready.url, first.ready.ldap.url, first.ready.postgres.url].map(
      url => new URL(url).port,
    );
    const second = await start(ports);
    expect(second.ready).toEqual(first.ready);
    expect(await query(second.ready.postgres.url, 'select id from kept')).toEqual([{ id: 1 }]);
    second.child.kill('SIGKILL');
    await second.ended;

    const third = await start(ports);
    expect(await query(third.ready.postgres.url, 'select id from kept')).toEqual([{ id: 1 }]);
    expect(await runGit('/', ['ls-remote', third.ready.git.valuesRepository])).toContain('main');
    third.child.kill('SIGINT');
    expect(await third.ended).toMatchObject({ code: 0 });
  });

  it('says which port is taken, and leaves nothing running', async () => {
    const running1 = await start();
    const port = new URL(running1.ready.url).port;
    const { ended } = run(['--port', port, '--data', join(folder, 'other')]);
    expect(await ended).toEqual({
      code: 1,
      said: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken by another program`),
    });
    running1.child.kill('SIGTERM');
    await running1.ended;
  });

  it('refuses a port that is none', async () => {
    const { ended } = run(['--port', 'http']);
    expect(await ended).toMatchObject({
      ...{ code: 1, said: expect.stringContaining('--port must be a port number') },
    });
  });

  it('says that there is no portal to seed', async () => {
    const { ended } = run(['seed', '--backend', 'http://127.0.0.1:9']);
    expect(await ended).toMatchObject({ code: 1, said: expect.stringContaining('127.0.0.1:9') });
  });
});
