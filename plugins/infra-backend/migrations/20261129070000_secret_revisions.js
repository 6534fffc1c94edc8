// @ts-check

/**
 * How often a secret has been changed, so that nobody writes over what they have not seen. Its version counts values only, and a
 * description is changed without a new one.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('secrets', table => {
    table.integer('revision').notNullable().defaultTo(1).comment('Grows with every change');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('secrets', table => table.dropColumn('revision'));
};
