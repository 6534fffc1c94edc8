// @ts-check

/**
 * What only few resources of a few units are, such as those that failed in one team, without a look at those of all others.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    "CREATE INDEX resources_unit_status ON resources (unit_id, status, created_at, id) WHERE status <> 'done'",
  );
  await knex.raw(
    "CREATE INDEX resources_unit_state ON resources (unit_id, state, created_at, id) WHERE state IN ('provision', 'destroy')",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX resources_unit_status, resources_unit_state');
};
