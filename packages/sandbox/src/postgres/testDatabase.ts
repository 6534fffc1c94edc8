import { randomBytes } from 'node:crypto';
import { asSuperuser, PostgresConnection } from './startPostgres';

/** Address of the test server as a `postgres://` URL; set by the Jest global setup, or beforehand. */
export const TEST_POSTGRES = 'BAILIWICK_TEST_POSTGRES';
/** Distinguishes the databases of this run on a server that several runs share. */
export const TEST_RUN = 'BAILIWICK_TEST_RUN';

export interface TestDatabase {
  readonly connection: PostgresConnection;
  /** Removes the database, cutting whoever is still connected. */
  drop(): Promise<void>;
}

export interface TestTemplate {
  /** Distinguishes this template from the others of the run. */
  name: string;
  /** Fills the template, once per run; it must close its connections before it returns. */
  prepare(connection: PostgresConnection): Promise<void>;
}

/** The connection to the test server's database `postgres`. */
export function testServer(): PostgresConnection {
  const address = process.env[TEST_POSTGRES];
  if (!address) {
    throw new Error(
      `There is no test server: name @bailiwick/sandbox/jest/globalSetup and /globalTeardown in the "jest" field of package.json, or set ${TEST_POSTGRES}`,
    );
  }
  const url = new URL(address);
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
  };
}

/** The names of this run's databases begin with it. */
export const runPrefix = () => `bailiwick_test_${process.env[TEST_RUN] ?? 'solo'}_`;

/** Creates an empty database on the test server, or a copy of `template`. */
export async function createTestDatabase(
  options: { template?: TestTemplate } = {},
): Promise<TestDatabase> {
  const server = testServer();
  const source = options.template && (await prepared(server, options.template));
  const name = `${runPrefix()}${randomBytes(6).toString('hex')}`;
  await asSuperuser(server, client =>
    client.query(`create database "${name}"${source ? ` template "${source}"` : ''}`),
  );
  return {
    connection: { ...server, database: name },
    drop: () => dropDatabase(server, name),
  };
}

/** Fills the template at its first use; test files of other processes wait for it. */
async function prepared(server: PostgresConnection, template: TestTemplate): Promise<string> {
  const name = `${runPrefix()}template_${template.name}`;
  if (!/^[a-z0-9_]{1,63}$/.test(name)) {
    throw new Error(
      `The template name "${template.name}" must be of lower-case letters, digits and "_", and short enough for a database name`,
    );
  }
  await asSuperuser(server, async client => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return;
    const unfinished = `${runPrefix()}${randomBytes(6).toString('hex')}`;
    await client.query(`create database "${unfinished}"`);
    try {
      await template.prepare({ ...server, database: unfinished });
      await client.query(`alter database "${unfinished}" rename to "${name}"`);
    } catch (error) {
      await dropDatabase(server, unfinished);
      throw error;
    }
  });
  return name;
}

async function dropDatabase(server: PostgresConnection, name: string): Promise<void> {
  await asSuperuser(server, client =>
    client.query(`drop database if exists "${name}" with (force)`),
  );
}

/** Removes what the tests of this run left on the server. */
export async function dropTestDatabases(): Promise<void> {
  await asSuperuser(testServer(), async client => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [runPrefix()],
    );
    for (const { datname } of rows) {
      await client.query(`drop database if exists "${datname}" with (force)`);
    }
  });
}
