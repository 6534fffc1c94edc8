// @ts-check

/**
 * What is watched of resources while nobody looks: whether the real thing has drifted away.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('resources', table => {
    table
      .jsonb('drift')
      .comment('What was found to differ from what was applied; nothing where nothing does');
    table.timestamp('watched_at').comment('When somebody last looked');
  });
  await knex.raw(
    'CREATE INDEX resources_drifted ON resources (created_at, id) WHERE drift IS NOT NULL',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX resources_drifted');
  await knex.schema.alterTable('resources', table => {
    table.dropColumn('watched_at');
    table.dropColumn('drift');
  });
};
