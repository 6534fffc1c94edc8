import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Postgres, startPostgres } from '@bailiwick/sandbox';
import knexFactory, { type Knex } from 'knex';
import { migrateToLatest } from '../../plugins/infra-backend/src/lib/database/open';

/** A PostgreSQL with the settings of a production one: what is committed is on disk. */
export interface BenchPostgres {
  connection: Postgres['connection'];
  /** With as many connections as asked for. */
  connect(connections: number): Knex;
  stop(): Promise<void>;
}

/** Starts a server with an empty database that has the tables of the plugin. */
export async function startBenchPostgres(): Promise<BenchPostgres> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'bailiwick-bench-'));
  // Given a folder, the sandbox leaves fsync on.
  const server = await startPostgres({ dataFolder });
  const connection = await server.createDatabase('bench');
  // As the documentation of the installation has it.
  const pipelined = { ...connection, pipeline: true };
  const opened: Knex[] = [];
  const connect = (connections: number) => {
    const knex = knexFactory({
      client: 'pg',
      connection: pipelined,
      pool: { min: connections, max: connections },
    });
    opened.push(knex);
    return knex;
  };
  await migrateToLatest(connect(1));
  return {
    connection,
    connect,
    async stop() {
      for (const knex of opened) await knex.destroy();
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
