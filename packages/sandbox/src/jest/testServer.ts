import { randomBytes } from 'node:crypto';
import { Postgres, startPostgres } from '../postgres';
import { dropTestDatabases, TEST_POSTGRES, TEST_RUN } from '../postgres/testDatabase';

let own: Postgres | undefined;

/** Starts the server of this Jest run, unless one was given by BAILIWICK_TEST_POSTGRES. */
export async function startTestServer(): Promise<void> {
  process.env[TEST_RUN] = randomBytes(4).toString('hex');
  if (process.env[TEST_POSTGRES]) return;
  own = await startPostgres();
  process.env[TEST_POSTGRES] = own.url;
}

/** Stops the run's own server, or cleans up on the given one. */
export async function stopTestServer(): Promise<void> {
  if (own) {
    await own.stop();
    own = undefined;
    delete process.env[TEST_POSTGRES];
  } else {
    await dropTestDatabases();
  }
  delete process.env[TEST_RUN];
}
