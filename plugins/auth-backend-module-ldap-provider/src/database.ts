import { DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

const PACKAGE = '@bailiwick/backstage-plugin-auth-backend-module-ldap-provider';

/** The database is that of the auth plugin, whose own migrations have a table of their own. */
export const migrations = () => ({
  directory: resolvePackagePath(PACKAGE, 'migrations'),
  tableName: 'ldap_sign_in_migrations',
});

/**
 * The database of the auth plugin with our tables in it.
 *
 * @throws Error on another database than PostgreSQL
 */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  const { client } = knex.client.config as { client: unknown };
  if (client !== 'pg') {
    throw new Error(
      `The ldap provider runs on PostgreSQL only, and the database client of the auth plugin is "${client}": set backend.database.client to pg, or backend.database.plugin.auth.client for this plugin alone`,
    );
  }
  if (!database.migrations?.skip) await knex.migrate.latest(migrations());
  return knex;
}
