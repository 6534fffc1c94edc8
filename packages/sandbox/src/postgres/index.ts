export { startPostgres } from './startPostgres';
export type { Postgres, PostgresConnection, PostgresOptions } from './startPostgres';
export { createTestDatabase } from './testDatabase';
export type { TestDatabase, TestTemplate } from './testDatabase';
