// @ts-check

/**
 * Credentials for outside systems, secrets of units, and which resource uses which credentials.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('integrations', table => {
    table.uuid('id').primary();
    table.text('name').notNullable();
    table.text('type').notNullable();
    table
      .uuid('unit_id')
      .comment("Whose it is; everybody's to use where it is absent")
      .references('units.id');
    table.jsonb('values').notNullable().defaultTo('{}').comment('Of the fields that are no secret');
    table
      .specificType('secret_fields', 'text[]')
      .notNullable()
      .defaultTo('{}')
      .comment('Names of the fields in sealed');
    table.binary('sealed').comment('The secret values as JSON, sealed as integration/<id>');
    table.integer('revision').notNullable().defaultTo(1);
    table.text('created_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('validated_at').comment('When the outside system last took these values');
    table.text('validation_error').comment('Why it did not, when it was last asked');
    table.index(['name', 'id'], 'integrations_listed');
    table.index('unit_id', 'integrations_unit');
  });
  await knex.raw(
    "CREATE UNIQUE INDEX integrations_name ON integrations (coalesce(unit_id::text, ''), name)",
  );

  await knex.schema.createTable('secrets', table => {
    table.uuid('id').primary();
    table.uuid('unit_id').notNullable().references('units.id');
    table.text('name').notNullable();
    table.text('description');
    table.integer('version').notNullable().defaultTo(1).comment('Grows with every new value');
    table.binary('sealed').notNullable().comment('The value, sealed as secret/<id>');
    table.text('created_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.unique(['unit_id', 'name'], { indexName: 'secrets_name' });
    table.index(['name', 'id'], 'secrets_listed');
  });

  await knex.schema.createTable('resource_integrations', table => {
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.uuid('integration_id').notNullable().references('integrations.id');
    table.integer('position').notNullable().comment('In the order of the request');
    table.primary(['resource_id', 'integration_id']);
    table.index('integration_id', 'resource_integrations_integration');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of ['resource_integrations', 'secrets', 'integrations']) {
    await knex.schema.dropTable(table);
  }
};
