// @ts-check

/**
 * Changes that wait for a commit, and what became of them: the desk of the group commit, which all processes share.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_changes', table => {
    table
      .text('id')
      .primary()
      .comment('Of the run and its step, so that asking again is the same change');
    table
      .bigIncrements('seq', { primaryKey: false })
      .comment('The order in which changes are made');
    table.text('repository').notNullable().comment('Address and branch');
    table.text('resource_id');
    table.text('title').notNullable().comment('Its line in the message of the commit');
    table.jsonb('edit').notNullable();
    table.text('status').notNullable().comment('waiting, pushed, refused or withdrawn');
    table.boolean('attempted').notNullable().defaultTo(false).comment('It may be in git');
    table.text('base').comment('Head of the branch before the first attempt');
    table.text('commit');
    table.text('error').comment('Why it was refused, or why the last attempt failed');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
  });
  await knex.raw(
    "CREATE INDEX gitops_changes_waiting ON gitops_changes (repository, seq) WHERE status = 'waiting'",
  );
  await knex.raw(
    "CREATE INDEX gitops_changes_ended ON gitops_changes (updated_at) WHERE status <> 'waiting'",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('gitops_changes');
};
