// @ts-check

/**
 * Plans that runs saved, and which plan a run must carry out.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('run_plans', table => {
    table.uuid('run_id').primary().references('runs.id').onDelete('CASCADE');
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.text('purpose').notNullable().comment('apply or destroy');
    table.text('input_digest').notNullable().comment('Of what the plan was made from');
    table.text('digest').notNullable().comment('Of the inputs and the plan itself');
    table.jsonb('changes').notNullable();
    table.jsonb('policies').notNullable().defaultTo('[]');
    table.binary('artifact').comment('As the tool wants it back; sealed');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('expires_at').notNullable();
    table.index(['resource_id', 'created_at'], 'run_plans_resource');
    table.index('expires_at', 'run_plans_expiry');
  });
  await knex.schema.alterTable('runs', table => {
    table.text('plan_for').comment('What a run of kind plan looks into: apply or destroy');
    table
      .uuid('plan_run_id')
      .comment('The run whose plan this one carries out')
      .references('runs.id')
      .onDelete('SET NULL');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('plan_run_id');
    table.dropColumn('plan_for');
  });
  await knex.schema.dropTable('run_plans');
};
