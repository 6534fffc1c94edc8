// @ts-check

/**
 * Git repositories that mirror rendered IaC, and how far each resource's mirror has come.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('workspaces', table => {
    table.uuid('id').primary();
    table.text('name').notNullable();
    table.text('description');
    table.uuid('unit_id').notNullable().references('units.id');
    table.uuid('integration_id').notNullable().references('integrations.id');
    table.text('url').notNullable();
    table.text('api_url').notNullable();
    table.text('branch').notNullable();
    table.text('path').notNullable().comment('Template of the folder of a resource');
    table.specificType('resource_types', 'text[]').notNullable().comment('Empty: all');
    table
      .specificType('served_units', 'uuid[]')
      .notNullable()
      .comment('Empty: all beneath its unit');
    table.integer('revision').notNullable().defaultTo(1);
    table.text('created_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('validated_at');
    table.text('validation_error');
    table.unique(['name'], { indexName: 'workspaces_name' });
    table.index('unit_id', 'workspaces_unit');
    table.index('integration_id', 'workspaces_integration');
  });
  await knex.schema.createTable('workspace_mirrors', table => {
    table
      .uuid('resource_id')
      .primary()
      .comment('No reference: what was deleted is still to be taken out of the repository');
    table.uuid('workspace_id').notNullable().references('workspaces.id').onDelete('CASCADE');
    table.text('resource_name').notNullable();
    table.text('resource_type').notNullable();
    table.uuid('unit_id').notNullable();
    table.text('path').notNullable();
    table
      .bigInteger('wakes')
      .notNullable()
      .defaultTo(1)
      .comment('Grows when there may be something to do');
    table.bigInteger('seen').notNullable().defaultTo(0).comment('Of wakes, what was done');
    table
      .timestamp('due_at')
      .defaultTo(knex.fn.now())
      .comment('Missing where there is nothing to do');
    table.text('state').notNullable().defaultTo('waiting');
    table.text('kind');
    table
      .jsonb('pull')
      .comment('The pull request that is under way, from before its branch is pushed');
    table.jsonb('last_pull').comment('The newest pull request, for people to see');
    table.text('outside').comment('merged or closed, by somebody on the git host');
    table.text('declined').comment('Digest of what somebody closed there');
    table.text('landed').comment('Which approved form of the resource the branch has');
    table
      .specificType('files', 'text[]')
      .notNullable()
      .defaultTo('{}')
      .comment('Of ours on the branch');
    table.text('commit');
    table.text('merged_commit');
    table.timestamp('merged_at');
    table.text('error_reason');
    table.text('error');
    table.timestamp('error_since');
    table.integer('attempts').notNullable().defaultTo(0);
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.index(['workspace_id', 'resource_name', 'resource_id'], 'workspace_mirrors_workspace');
    table.index('unit_id', 'workspace_mirrors_unit');
  });
  await knex.raw(
    'CREATE INDEX workspace_mirrors_due ON workspace_mirrors (due_at) WHERE due_at IS NOT NULL',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('workspace_mirrors');
  await knex.schema.dropTable('workspaces');
};
