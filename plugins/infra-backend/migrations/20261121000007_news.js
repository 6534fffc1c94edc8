// @ts-check

/**
 * What people and outside systems are to be told, and what became of telling it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('news', table => {
    table.comment('Written with the change that it tells of; gone once it is known whom to tell');
    table.bigIncrements('id');
    table.text('kind').notNullable();
    table.uuid('resource_id').notNullable().comment('No reference: the resource may be gone');
    table.uuid('approval_id');
    table.text('actor').notNullable();
    table.jsonb('detail').notNullable().defaultTo('{}');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
  });
  await knex.schema.createTable('news_notices', table => {
    table.comment('What was told once and is not told again');
    table.text('key').primary();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
  });
  await knex.schema.createTable('webhook_deliveries', table => {
    table.uuid('id').primary();
    table.text('channel').notNullable().comment('backstage, webhook or slack');
    table.uuid('integration_id').references('integrations.id').onDelete('CASCADE');
    table.jsonb('message').notNullable();
    table.jsonb('recipients').comment('References of users and groups, for backstage');
    table.text('status').notNullable().defaultTo('waiting').comment('waiting, delivered or failed');
    table.integer('attempts').notNullable().defaultTo(0);
    table.timestamp('next_attempt_at').notNullable().defaultTo(knex.fn.now());
    table.text('last_error');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('finished_at');
    table.index('integration_id', 'webhook_deliveries_integration');
    table.index('created_at', 'webhook_deliveries_created');
  });
  await knex.raw(
    "CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (next_attempt_at) WHERE status = 'waiting'",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of ['webhook_deliveries', 'news_notices', 'news']) {
    await knex.schema.dropTable(table);
  }
};
