import { createTestDatabase, type TestDatabase, type TestTemplate } from '@bailiwick/sandbox';
import knexFactory, { type Knex } from 'knex';
import { migrateToLatest } from '../lib/database/open';

/** Migrated once per Jest run; each test file works on a copy. */
const MIGRATED: TestTemplate = {
  name: 'infra',
  async prepare(connection) {
    const knex = knexFactory({ client: 'pg', connection });
    try {
      await migrateToLatest(knex);
    } finally {
      await knex.destroy();
    }
  },
};

export interface OpenTestDatabase extends TestDatabase {
  /** Looks behind the plugin's back, with a pool of its own. */
  knex: Knex;
}

/** A database of its own with the tables of the plugin, and a knex on it. `drop()` ends both. */
export async function openTestDatabase(): Promise<OpenTestDatabase> {
  const database = await createTestDatabase({ template: MIGRATED });
  const knex = knexFactory({
    client: 'pg',
    connection: database.connection,
    pool: { min: 0, max: 10 },
  });
  return {
    connection: database.connection,
    knex,
    async drop() {
      await knex.destroy();
      await database.drop();
    },
  };
}
