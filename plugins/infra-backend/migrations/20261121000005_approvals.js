// @ts-check

/**
 * Approvals, changes that wait beside the live values, and revisions.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('resources', table => {
    table.binary('sealed_outputs').comment('Outputs that only those may see who act on it');
    table.jsonb('pending_change').comment('What is proposed beside the live values');
    table
      .boolean('stale')
      .notNullable()
      .defaultTo(false)
      .comment('An output of a parent that it uses has changed since it was applied');
  });
  await knex.schema.alterTable('runs', table => {
    table.text('approved_inputs').comment('Digest of what was approved; any other is refused');
  });

  await knex.schema.createTable('approvals', table => {
    table.uuid('id').primary();
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.text('kind').notNullable().comment('create, change or destroy');
    table.text('status').notNullable().defaultTo('open');
    table.jsonb('steps').notNullable().comment('As the policy of the type was when it opened');
    table.text('step_order').notNullable();
    table.jsonb('proposal').notNullable().comment('Version, variables and cost as asked for');
    table.jsonb('before').comment('The same of what is provisioned');
    table.text('requested_by').notNullable();
    table.text('was_state').comment('Where the resource was; nothing of a new one');
    table.text('was_status');
    table.uuid('plan_run_id').references('runs.id').onDelete('SET NULL');
    table.text('digest').comment('What a decision must name; nothing until the plan is made');
    table.boolean('asked').notNullable().defaultTo(false);
    table.timestamp('opened_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('escalate_at');
    table.timestamp('escalated_at');
    table.timestamp('decided_at');
    table.index(['opened_at', 'id'], 'approvals_opened');
    table.index(['resource_id', 'opened_at'], 'approvals_resource');
  });
  await knex.raw(
    "CREATE UNIQUE INDEX approvals_one_open ON approvals (resource_id) WHERE status = 'open'",
  );
  await knex.raw("CREATE INDEX approvals_open ON approvals (opened_at, id) WHERE status = 'open'");

  await knex.schema.createTable('approval_decisions', table => {
    table.bigIncrements('id');
    table.uuid('approval_id').notNullable().references('approvals.id').onDelete('CASCADE');
    table.integer('step').notNullable();
    table.text('decided_by').notNullable();
    table.text('decision').notNullable();
    table.text('comment');
    table.text('digest').notNullable();
    table.timestamp('decided_at').notNullable().defaultTo(knex.fn.now());
    table.index('approval_id', 'approval_decisions_approval');
  });
  await knex.schema.createTable('approval_messages', table => {
    table.bigIncrements('id');
    table.uuid('approval_id').notNullable().references('approvals.id').onDelete('CASCADE');
    table.text('written_by').notNullable();
    table.text('text').notNullable();
    table.boolean('asks').notNullable();
    table.timestamp('written_at').notNullable().defaultTo(knex.fn.now());
    table.index('approval_id', 'approval_messages_approval');
  });

  await knex.schema.createTable('resource_revisions', table => {
    table.comment('What a resource was each time that a change was decided upon');
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.integer('revision').notNullable();
    table.text('version').notNullable();
    table.jsonb('variables').notNullable();
    table.jsonb('cost').notNullable();
    table.jsonb('parents').notNullable().defaultTo('[]');
    table.jsonb('integrations').notNullable().defaultTo('[]');
    table.text('requested_by').notNullable();
    table.uuid('approval_id');
    table.integer('restored_from');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.primary(['resource_id', 'revision']);
  });
  // What there was before revisions were kept is the first revision.
  await knex.raw(`
    INSERT INTO resource_revisions (resource_id, revision, version, variables, cost, requested_by, created_at)
    SELECT id, revision, version, variables, cost, requested_by, created_at FROM resources`);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    ...['resource_revisions', 'approval_messages', 'approval_decisions', 'approvals'],
  ]) {
    await knex.schema.dropTable(table);
  }
  await knex.schema.alterTable('runs', table => table.dropColumn('approved_inputs'));
  await knex.schema.alterTable('resources', table => {
    table.dropColumn('stale');
    table.dropColumn('sealed_outputs');
    table.dropColumn('pending_change');
  });
};
