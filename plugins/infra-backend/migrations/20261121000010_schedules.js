// @ts-check

/**
 * Actions that are done at certain times in the name of who asked for them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('schedules', table => {
    table.uuid('id').primary();
    table.text('name').notNullable();
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.text('action').notNullable();
    table.text('cron').comment('Either this');
    table.timestamp('at').comment('or this');
    table.text('timezone').notNullable();
    table.boolean('enabled').notNullable();
    table.text('owner').notNullable().comment('In whose name, and with whose rights of then');
    table.timestamp('next_due_at').comment('Missing where it never comes again');
    table.timestamp('last_due_at').comment('When it was due the last time that it came');
    table.text('last_outcome').comment('fired or refused');
    table.text('last_reason').comment('Why it was refused');
    table
      .integer('refusals')
      .notNullable()
      .defaultTo(0)
      .comment('How often in a row the owner was not allowed to');
    table.integer('revision').notNullable().defaultTo(1).comment('Grows with what people change');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.index('resource_id', 'schedules_resource');
    table.index(['created_at', 'id'], 'schedules_created');
  });
  await knex.raw('CREATE INDEX schedules_due ON schedules (next_due_at) WHERE enabled');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('schedules');
};
