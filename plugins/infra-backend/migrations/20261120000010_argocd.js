// @ts-check

/**
 * What Argo CD said last: of each instance how it answered, of each application how it was.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('argocd_instances', table => {
    table.text('name').primary();
    table.boolean('reachable').notNullable();
    table.text('error').comment('Why it is not reachable');
    table.timestamp('checked_at').notNullable();
    table.timestamp('reached_at').comment('When its applications were last seen');
  });

  await knex.schema.createTable('argocd_applications', table => {
    table.text('instance').notNullable();
    table.text('name').notNullable();
    table.jsonb('state').notNullable();
    table
      .text('digest')
      .notNullable()
      .comment('Of the state: what is the same is not written again');
    table.timestamp('changed_at').notNullable().defaultTo(knex.fn.now());
    table.primary(['name', 'instance']);
  });

  await knex.raw(
    `CREATE INDEX resources_argocd_application
     ON resources ((outputs ->> 'argocdInstance'), (outputs ->> 'argocdApplication'), unit_id)
     WHERE state <> 'destroyed' AND outputs ->> 'argocdApplication' IS NOT NULL`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX resources_argocd_application');
  await knex.schema.dropTable('argocd_applications');
  await knex.schema.dropTable('argocd_instances');
};
