// @ts-check

/**
 * What actions of provisioners are given.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.jsonb('input').comment('What a run of kind action was given');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => table.dropColumn('input'));
};
