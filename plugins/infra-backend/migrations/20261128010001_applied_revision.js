// @ts-check

/**
 * Which revision of a resource is live, so that a change that failed can be taken back to it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('resources', table => {
    table
      .integer('applied_revision')
      .comment('The revision that was last applied; nothing where none was, or nobody knows');
  });
  // Of what failed or is under way at this moment nobody wrote down what was live before.
  await knex.raw(
    `UPDATE resources SET applied_revision = revision
     WHERE state = 'provisioned' AND status IN ('done', 'ready', 'approval_pending')`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('resources', table => table.dropColumn('applied_revision'));
};
