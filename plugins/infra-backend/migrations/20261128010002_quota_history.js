// @ts-check

/**
 * What units had and used in the course of time: a row whenever somebody looked and something was different.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('quota_history', table => {
    table.comment('What holds from a moment on, until the next row of the same unit and site');
    table.uuid('unit_id').notNullable().references('units.id').onDelete('CASCADE');
    table.text('site').notNullable();
    table.timestamp('at').notNullable();
    table.jsonb('limit_amounts').notNullable();
    table.jsonb('used_amounts').notNullable().comment('Of the unit and everything beneath it');
    table.primary(['unit_id', 'site', 'at']);
    table.index(['at'], 'quota_history_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('quota_history');
};
