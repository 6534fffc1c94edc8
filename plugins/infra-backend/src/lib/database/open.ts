import { type DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const PACKAGE = '@bailiwick/backstage-plugin-infra-backend';

/** Folder of the migrations, in the built package as well as in the sources. */
export const migrationsFolder = () => resolvePackagePath(PACKAGE, 'migrations');

export async function migrateToLatest(knex: Knex): Promise<void> {
  await knex.migrate.latest({ directory: migrationsFolder() });
}

/**
 * The plugin's database, brought up to date unless configuration says to leave it alone.
 *
 * @throws Error on another database than PostgreSQL: quota rests on its row locks
 */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  const { client } = knex.client.config as { client: unknown };
  if (client !== 'pg') {
    throw new Error(
      `The infra plugin runs on PostgreSQL only, and its database client is "${client}": set backend.database.client to pg, or backend.database.plugin.infra.client for this plugin alone`,
    );
  }
  if (!database.migrations?.skip) await migrateToLatest(knex);
  return knex;
}
