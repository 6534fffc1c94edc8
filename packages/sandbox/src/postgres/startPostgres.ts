import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { LOOPBACK } from '../net/listen';
import { freePort } from '../net/ports';
import { postgresBinaries } from './binaries';
import { claim, clusterOf, createCluster, prepareFolder, recover } from './cluster';
import { KeptServer } from './KeptServer';
import { startProcess } from './process';
import { ServerUser, serverUser } from './serverUser';

/** What `pg`, knex and Backstage's `backend.database.connection` take. */
export interface PostgresConnection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface PostgresOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Kept and used again at the next start. Without it the data is thrown away by `stop()`. */
  dataFolder?: string;
  /** Default 400. */
  maxConnections?: number;
  /** Start again when the server ends without `stop()`, as a service manager would. */
  revive?: boolean;
  /** Server settings over those of the sandbox, for example `{log_statement: 'all'}`. */
  settings?: Record<string, string>;
}

export interface Postgres {
  /** The superuser on the database `postgres`. */
  readonly connection: PostgresConnection;
  readonly url: string;
  /** The server's process id; it changes with a restart. */
  readonly pid: number;
  /** Creates the database unless it exists, and answers how to reach it. */
  createDatabase(name: string): Promise<PostgresConnection>;
  /**
   * Stops and starts the server on the same port with the same data. `immediate`, the default, cuts
   * every session as a crash would; it also revives a server that was killed.
   */
  restart(options?: { how?: 'fast' | 'immediate'; downForMs?: number }): Promise<void>;
  stop(): Promise<void>;
}

const SUPERUSER = { user: 'bailiwick', password: 'bailiwick' };

/** Faster, and safe where the data is thrown away anyway. */
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts a real PostgreSQL on 127.0.0.1.
 *
 * @throws Error when the port is taken or a living sandbox uses the data folder
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const temporary = options.dataFolder
    ? undefined
    : await mkdtemp(join(tmpdir(), 'bailiwick-postgres-'));
  const dataFolder = options.dataFolder ?? (temporary as string);
  const settings = {
    max_connections: `${options.maxConnections ?? 400}`,
    max_locks_per_transaction: '256',
    ...(temporary ? THROW_AWAY : {}),
    ...options.settings,
  };

  let port = options.port ?? 0;
  let user: ServerUser;
  const launch = async () => {
    await recover(dataFolder);
    port = await freePort(port);
    await claim(dataFolder);
    return startProcess({ dataFolder, port, user, settings, temporaryFolder: temporary });
  };
  const server = new KeptServer(launch, { revive: options.revive ?? false });

  try {
    await prepareFolder(dataFolder);
    user = await serverUser([clusterOf(dataFolder), postgresBinaries().postgres]);
    await createCluster(dataFolder, user, SUPERUSER);
    await server.start();
  } catch (error) {
    if (temporary) await rm(temporary, { recursive: true, force: true });
    throw error;
  }

  const connection = { host: LOOPBACK, port, ...SUPERUSER, database: 'postgres' };
  return {
    connection,
    url: urlOf(connection),
    get pid() {
      return server.pid;
    },
    async createDatabase(name) {
      await asSuperuser(connection, async client => {
        const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
          name,
        ]);
        if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
      });
      return { ...connection, database: name };
    },
    async restart({ how = 'immediate', downForMs = 0 } = {}) {
      await server.end(how);
      await sleep(downForMs);
      await server.start();
    },
    async stop() {
      await server.end(temporary ? 'immediate' : 'fast');
      if (temporary) await rm(temporary, { recursive: true, force: true });
    },
  };
}

export function urlOf({ host, port, user, password, database }: PostgresConnection): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`;
}

/** Runs `work` on a connection that is closed afterwards. */
export async function asSuperuser<T>(
  connection: PostgresConnection,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
