// @ts-check

/**
 * The org tree, and who has which role in it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('units', table => {
    table.uuid('id').primary();
    table.text('kind').notNullable();
    table.integer('level').notNullable().comment('0 for the root');
    table.text('slug').notNullable();
    table.text('name').notNullable();
    table.uuid('parent_id').references('units.id');
    table
      .specificType('ancestor_ids', 'uuid[]')
      .notNullable()
      .comment('From the root down, ending with the unit itself; units never move');
    table.text('ldap_group');
    table.integer('revision').notNullable().defaultTo(1);
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.unique(['kind', 'slug'], { indexName: 'units_kind_slug' });
    table.index('parent_id', 'units_parent');
  });
  await knex.raw(
    'CREATE UNIQUE INDEX units_name ON units (parent_id, lower(name)) NULLS NOT DISTINCT',
  );
  await knex.raw('CREATE UNIQUE INDEX units_root ON units ((true)) WHERE parent_id IS NULL');
  await knex.raw('CREATE INDEX units_ancestors ON units USING gin (ancestor_ids)');

  await knex.schema.createTable('role_bindings', table => {
    table.comment('Roles given by hand; those of the directory follow from directory_users');
    table.uuid('id').primary();
    table.text('user_ref').notNullable().comment('Case-folded');
    table.text('role').notNullable();
    table.uuid('unit_id').references('units.id');
    table.timestamp('expires_at');
    table.text('created_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.index('user_ref', 'role_bindings_user');
    table.index('unit_id', 'role_bindings_unit');
  });
  await knex.raw(
    'CREATE UNIQUE INDEX role_bindings_once ON role_bindings (user_ref, role, unit_id) NULLS NOT DISTINCT',
  );

  await knex.schema.createTable('directory_users', table => {
    table.comment('What the directory said of a user when it was last asked');
    table.text('user_ref').primary().comment('Case-folded');
    table.text('username').notNullable();
    table.text('dn').notNullable();
    table.text('display_name');
    table.text('email');
    table.specificType('groups', 'text[]').notNullable().comment('DNs, nested ones resolved');
    table.timestamp('checked_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('directory_users');
  await knex.schema.dropTable('role_bindings');
  await knex.schema.dropTable('units');
};
