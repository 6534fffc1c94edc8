// @ts-check

/**
 * Runs that are known to have left nothing behind, so that quota need not be held for it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table
      .boolean('left_nothing')
      .notNullable()
      .defaultTo(false)
      .comment('It ended before its work began, or what it did was taken back');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('left_nothing');
  });
};
