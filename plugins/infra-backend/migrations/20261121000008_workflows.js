// @ts-check

/**
 * Work on many resources at once: batches, and workflows that create or destroy in the order of what rests upon what.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('batches', table => {
    table.uuid('id').primary();
    table.text('action').notNullable();
    table.text('requested_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table
      .timestamp('held_until')
      .notNullable()
      .comment('The process that carries it out pushes this on; after it nobody does any more');
    table.timestamp('finished_at');
    table.index(['created_at', 'id'], 'batches_created');
    table.index(['requested_by', 'created_at', 'id'], 'batches_requester');
  });
  await knex.raw('CREATE INDEX batches_going_on ON batches (held_until) WHERE finished_at IS NULL');
  await knex.schema.createTable('batch_items', table => {
    table.uuid('batch_id').notNullable().references('batches.id').onDelete('CASCADE');
    table.integer('position').notNullable();
    table.uuid('resource_id').notNullable().comment('No reference: the resource may be gone');
    table.text('name').comment('Nothing where the requester could not read it');
    table.text('status').notNullable().defaultTo('waiting').comment('waiting, done or refused');
    table.uuid('run_id');
    table.jsonb('error').comment('Code and message of what was refused');
    table.primary(['batch_id', 'position']);
  });

  await knex.schema.createTable('blueprints', table => {
    table.text('name').primary();
    table.text('title').notNullable();
    table.text('description');
    table.jsonb('inputs').notNullable();
    table.jsonb('nodes').notNullable();
    table.integer('revision').notNullable().defaultTo(1);
    table.text('created_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
  });

  await knex.schema.createTable('workflows', table => {
    table.uuid('id').primary();
    table.text('kind').notNullable().comment('create or destroy');
    table.text('status').notNullable().comment('active, stopped, cancelled or done');
    table.text('reason').comment('Why it is stopped');
    table.text('title').notNullable();
    table.uuid('unit_id').notNullable().references('units.id').onDelete('CASCADE');
    table.text('blueprint').comment('No reference: the blueprint may be gone');
    table.text('requested_by').notNullable();
    table
      .text('acts_as')
      .notNullable()
      .comment('Who started or resumed it last: their roles count');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('look_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('finished_at');
    table.index(['created_at', 'id'], 'workflows_created');
    table.index('unit_id', 'workflows_unit');
  });
  await knex.raw("CREATE INDEX workflows_active ON workflows (look_at) WHERE status = 'active'");
  await knex.schema.createTable('workflow_steps', table => {
    table.uuid('workflow_id').notNullable().references('workflows.id').onDelete('CASCADE');
    table.integer('position').notNullable();
    table.uuid('resource_id').notNullable().comment('No reference: the resource may be gone');
    table.text('resource_name').notNullable();
    table.text('resource_type').notNullable();
    table.text('key').comment('Of the node of the blueprint');
    table.jsonb('after').notNullable().comment('Ids of the resources whose steps come first');
    table.boolean('begun').notNullable().defaultTo(false);
    table.text('error');
    table.primary(['workflow_id', 'position']);
    table.unique(['workflow_id', 'resource_id'], { indexName: 'workflow_steps_resource' });
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    ...['workflow_steps', 'workflows', 'blueprints', 'batch_items', 'batches'],
  ]) {
    await knex.schema.dropTable(table);
  }
};
