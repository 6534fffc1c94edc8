// @ts-check

/**
 * What people attach to resources to find them again: labels for everybody, favourites for oneself.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('resources', table => {
    table.jsonb('labels').notNullable().defaultTo('{}').comment('Text by key');
  });
  await knex.raw(
    "CREATE INDEX resources_labels ON resources USING gin (labels) WHERE labels <> '{}'",
  );
  await knex.schema.createTable('favourites', table => {
    table.comment('Who wants which resources at hand');
    table.string('user_ref', 260).notNullable().comment('Entity reference of the user');
    table
      .uuid('resource_id')
      .notNullable()
      .references('resources.id')
      .onDelete('CASCADE')
      .index('favourites_resource');
    table.primary(['user_ref', 'resource_id']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('favourites');
  await knex.schema.alterTable('resources', table => table.dropColumn('labels'));
};
