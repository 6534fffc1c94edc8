import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createTestDatabase, PostgresConnection, startPostgres } from './index';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

async function query(connection: PostgresConnection, sql: string) {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('gives each call a database of its own', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(one.connection, 'create table only_here (id int)');
    expect(await query(two.connection, `select to_regclass('only_here') as found`)).toEqual([
      { found: null },
    ]);
    await Promise.all([one.drop(), two.drop()]);
    await expect(query(one.connection, 'select 1')).rejects.toThrow('does not exist');
  });

  it('drops a database that is still in use', async () => {
    const database = await createTestDatabase();
    const client = new Client(database.connection);
    const cut = new Promise(resolve => client.on('error', resolve));
    await client.connect();
    await database.drop();
    await expect(cut).resolves.toMatchObject({ code: '57P01' });
  });

  it('copies a template that is prepared once', async () => {
    const prepare = jest.fn(async (connection: PostgresConnection) => {
      await query(connection, 'create table seeded as select 7 as answer');
    });
    const template = { name: 'copied', prepare };
    const databases = await Promise.all([1, 2, 3].map(() => createTestDatabase({ template })));
    for (const { connection, drop } of databases) {
      expect(await query(connection, 'select answer from seeded')).toEqual([{ answer: 7 }]);
      await drop();
    }
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it('tries a failed template again', async () => {
    const failing = { name: 'retried', prepare: () => Promise.reject(new Error('no luck')) };
    await expect(createTestDatabase({ template: failing })).rejects.toThrow('no luck');
    const working = { name: 'retried', prepare: async () => undefined };
    await (await createTestDatabase({ template: working })).drop();
  });

  it('refuses a template name that is no database name', async () => {
    const template = { name: 'Not-Good', prepare: async () => undefined };
    await expect(createTestDatabase({ template })).rejects.toThrow('"Not-Good" must be of');
  });
});

describe('startPostgres', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-postgres-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps its data across stop and start', async () => {
    const first = await startPostgres({ dataFolder: folder });
    const infra = await first.createDatabase('infra');
    await query(infra, 'create table kept as select 1 as id');
    await first.stop();

    const second = await startPostgres({ dataFolder: folder });
    const again = await second.createDatabase('infra');
    expect(await query(again, 'select id from kept')).toEqual([{ id: 1 }]);
    await second.stop();
  });

  it('recovers committed data after kill -9, on the same port', async () => {
    const server = await startPostgres({ dataFolder: folder });
    await query(server.connection, 'create table kept as select 1 as id');
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await query(server.connection, 'select id from kept')).toEqual([{ id: 1 }]);
    await server.stop();
  });

  it('does not outlive a process that was killed, which can then start again', async () => {
    const script = `require(${JSON.stringify(require.resolve('./index.ts'))})
      .startPostgres({ dataFolder: ${JSON.stringify(folder)} })
      .then(({ connection }) => {
        process.stdout.write(String(connection.port));
        setInterval(() => {}, 1000);
      });`;
    const owner = spawn(
      process.execPath,
      ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs'), '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [said] = await once(owner.stdout, 'data');
    const port = Number(said);
    owner.kill('SIGKILL');
    const server = await startPostgres({ dataFolder: folder, port });
    expect(server.connection.port).toBe(port);
    await server.stop();
  });

  it('starts over a pid file whose number belongs to another program by now', async () => {
    const server = await startPostgres({ dataFolder: folder });
    await server.stop();
    const pidFile = join(folder, 'cluster', 'postmaster.pid');
    await writeFile(pidFile, `${process.pid}\n${join(folder, 'cluster')}\n`);
    const again = await startPostgres({ dataFolder: folder });
    expect(await readFile(pidFile, 'utf8')).toMatch(`${again.pid}\n`);
    await again.stop();
  });

  it('refuses a data folder that a living sandbox uses', async () => {
    const server = await startPostgres({ dataFolder: folder });
    await expect(startPostgres({ dataFolder: folder })).rejects.toThrow(
      `is in use: process ${process.pid} runs PostgreSQL (process ${server.pid})`,
    );
    expect(await query(server.connection, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await server.stop();
  });

  it('runs in a folder below one that is for us alone', async () => {
    const locked = join(folder, 'locked');
    await mkdir(locked, { mode: 0o700 });
    const server = await startPostgres({ dataFolder: join(locked, 'postgres') });
    expect(await query(server.connection, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await server.stop();
    expect((await stat(locked)).mode % 0o1000).toBe(0o700);
  });

  it('names the port that is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>(resolve => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    await expect(startPostgres({ dataFolder: folder, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken`,
    );
    await new Promise(resolve => other.close(resolve));
  });

  it('cuts sessions and comes back on restart', async () => {
    const server = await startPostgres();
    const client = new Client(server.connection);
    const cut = new Promise<Error>(resolve => client.on('error', resolve));
    await client.connect();
    await server.restart();
    expect(await cut).toBeInstanceOf(Error);
    expect(await query(server.connection, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await server.stop();
  });

  it('comes back by itself after kill -9 where it was told to', async () => {
    const server = await startPostgres({ revive: true });
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    while (server.pid === pid) await sleep(50);
    expect(await query(server.connection, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await server.stop();
    await expect(query(server.connection, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('throws the data away when no folder was named', async () => {
    const server = await startPostgres();
    const [{ folder: cluster }] = await query(
      server.connection,
      `select current_setting('data_directory') as folder`,
    );
    expect(existsSync(cluster)).toBe(true);
    await server.stop();
    expect(existsSync(cluster)).toBe(false);
    await expect(query(server.connection, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });
});
