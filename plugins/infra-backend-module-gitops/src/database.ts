import { type DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const PACKAGE = '@bailiwick/backstage-plugin-infra-backend-module-gitops';

/**
 * The module shares the plugin's database and keeps its own list of migrations there: knex refuses a list with entries whose files it
 * does not find.
 */
const MIGRATIONS_TABLE = 'gitops_migrations';

export async function migrateToLatest(knex: Knex): Promise<void> {
  await knex.migrate.latest({
    directory: resolvePackagePath(PACKAGE, 'migrations'),
    tableName: MIGRATIONS_TABLE,
  });
}

/** The plugin's database with the module's tables up to date, unless configuration says to leave it alone. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) await migrateToLatest(knex);
  return knex;
}
