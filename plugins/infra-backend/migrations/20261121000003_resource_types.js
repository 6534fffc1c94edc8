// @ts-check

/**
 * Resource types from files and from the API, with their versions, and values that only one live resource may have.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('resource_types', table => {
    table.comment('Types that do not come from code, and what administrators changed of all types');
    table.text('name').primary();
    table
      .text('origin')
      .notNullable()
      .comment('api, file, or built-in where only overrides are kept');
    table.jsonb('definition').comment('Without name and versions; missing for a built-in type');
    table.jsonb('overrides').notNullable().defaultTo('{}');
    table.text('location').comment('The configured target that a file type comes from');
    table.text('file').comment('The file within it');
    table.boolean('vanished').notNullable().defaultTo(false).comment('No longer in its file');
    table.jsonb('problems').notNullable().defaultTo('[]').comment('Of its file, as it is now');
    table.bigInteger('revision').notNullable().defaultTo(1);
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
  });
  await knex.schema.createTable('resource_type_versions', table => {
    table.text('type').notNullable().references('resource_types.name').onDelete('CASCADE');
    table.text('version').notNullable();
    table.text('lifecycle').notNullable();
    table.text('note');
    table.jsonb('schema').notNullable();
    table.jsonb('settings').notNullable();
    table.jsonb('outputs').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.primary(['type', 'version']);
  });
  await knex.schema.createTable('resource_type_clock', table => {
    table.comment(
      'One row: grows with every change of types, so that each process knows when to read',
    );
    table.boolean('id').primary().defaultTo(true);
    table.bigInteger('change').notNullable().defaultTo(0);
  });
  await knex('resource_type_clock').insert({ id: true });

  await knex.schema.createTable('resource_unique_values', table => {
    table.comment('Which resource has a value that is unique within the type');
    table.text('type').notNullable();
    table.text('variable').notNullable();
    table.text('digest').notNullable().comment('SHA-256 of the value');
    table.jsonb('value').notNullable();
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.primary(['type', 'variable', 'digest']);
    table.index('resource_id', 'resource_unique_values_resource');
  });
  await knex.raw(
    "CREATE INDEX resources_live_version ON resources (type, version) WHERE state <> 'destroyed'",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX resources_live_version');
  for (const table of [
    'resource_unique_values',
    'resource_type_clock',
    'resource_type_versions',
    'resource_types',
  ]) {
    await knex.schema.dropTable(table);
  }
};
