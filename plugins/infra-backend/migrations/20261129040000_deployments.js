// @ts-check

/**
 * Workflows that bring code to a service, in stages.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('deployments', table => {
    table.uuid('workflow_id').primary().references('workflows.id').onDelete('CASCADE');
    table.uuid('resource_id').notNullable().comment('No reference: the resource may be gone');
    table.text('resource_name').notNullable();
    table.text('resource_type').notNullable();
    table.jsonb('source').notNullable().comment('With the commit that it was pinned to');
    table.jsonb('validation').notNullable().comment('How the service is looked at');
    table.text('image').comment('By digest, once it is built');
    table.text('address').comment('Of the service, once it was looked at');
    table.jsonb('report').comment('What was deployed, once all of it is done');
    table.index('resource_id', 'deployments_resource');
  });
  await knex.schema.createTable('deployment_stages', table => {
    table.uuid('workflow_id').notNullable();
    table.foreign('workflow_id').references('deployments.workflow_id').onDelete('CASCADE');
    table.integer('position').notNullable();
    table.text('name').notNullable().comment('request, build, deploy, validate or report');
    table.boolean('begun').notNullable().defaultTo(false);
    table.boolean('done').notNullable().defaultTo(false);
    table.uuid('run_id').comment('No reference: the run goes with its resource');
    table.text('error').comment('Why it could not begin, or what became of it');
    table.primary(['workflow_id', 'position']);
    table.unique(['workflow_id', 'name'], { indexName: 'deployment_stages_name' });
  });
  await knex.raw(
    'CREATE INDEX workflow_steps_of_resource ON workflow_steps (resource_id, workflow_id)',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX workflow_steps_of_resource');
  await knex('workflows').where({ kind: 'deployment' }).delete();
  await knex.schema.dropTable('deployment_stages');
  await knex.schema.dropTable('deployments');
};
