// @ts-check

/**
 * Resources, and the runs that bring them about.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('resources', table => {
    table.uuid('id').primary();
    table.text('name').notNullable();
    table.text('type').notNullable();
    table.text('version').notNullable();
    table.uuid('unit_id').notNullable().references('units.id');
    table.text('site');
    table.text('external_name').comment('Name in the outside system, such as the namespace');
    table.text('state').notNullable();
    table.text('status').notNullable();
    table.text('status_reason');
    table.jsonb('variables').notNullable().defaultTo('{}');
    table.jsonb('outputs').notNullable().defaultTo('{}');
    table.jsonb('cost').notNullable().defaultTo('{}');
    table.integer('revision').notNullable().defaultTo(1);
    table.timestamp('expires_at');
    table.text('requested_by').notNullable();
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    // Lists are read on from a position in one of three orders, of all resources or of single units.
    table.index(['created_at', 'id'], 'resources_created');
    table.index(['updated_at', 'id'], 'resources_updated');
    table.index(['name', 'id'], 'resources_name');
    table.index(['unit_id', 'created_at', 'id'], 'resources_unit');
    table.index(['unit_id', 'updated_at', 'id'], 'resources_unit_updated');
    table.index(['unit_id', 'name', 'id'], 'resources_unit_name');
    // What only few may have.
    table.index(['type', 'created_at', 'id'], 'resources_type');
    table.index(['site', 'created_at', 'id'], 'resources_site');
    table.index(['requested_by', 'created_at', 'id'], 'resources_requester');
  });
  await knex.raw(
    "CREATE INDEX resources_status ON resources (status, created_at, id) WHERE status <> 'done'",
  );
  await knex.raw(
    "CREATE INDEX resources_state ON resources (state, created_at, id) WHERE state IN ('provision', 'destroy')",
  );
  await knex.raw(
    'CREATE INDEX resources_expiry ON resources (expires_at) WHERE expires_at IS NOT NULL',
  );
  await indexPartsOfNames(knex);
  await knex.raw(
    "CREATE UNIQUE INDEX resources_live_name ON resources (unit_id, type, lower(name)) WHERE state <> 'destroyed'",
  );
  await knex.raw(
    "CREATE UNIQUE INDEX resources_live_external_name ON resources (type, external_name) WHERE state <> 'destroyed'",
  );

  await knex.schema.createTable('resource_parents', table => {
    table.comment('Which resources a resource was built upon');
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.uuid('parent_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.primary(['resource_id', 'parent_id']);
    table.index('parent_id', 'resource_parents_parent');
  });

  await knex.schema.createTable('runs', table => {
    table.uuid('id').primary();
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.uuid('unit_id').notNullable().comment("The resource's, for a fair turn of every unit");
    table.text('provisioner').notNullable();
    table.text('kind').notNullable();
    table.text('action').comment('Name of the action that a run of kind action carries out');
    table.text('status').notNullable();
    table
      .text('stage')
      .notNullable()
      .defaultTo('work')
      .comment('compensate while what a failed first apply left behind is taken back');
    table.text('phase');
    table.text('outcome').comment('How the run will have ended once compensation succeeded');
    table.integer('attempt').notNullable().defaultTo(1);
    table
      .integer('compensations')
      .notNullable()
      .defaultTo(0)
      .comment('How often compensation failed; the pause before the next try follows from it');
    table.text('requested_by').notNullable();
    table
      .bigInteger('turn')
      .notNullable()
      .comment('Place in the queue: the runs of one unit take later and later turns');
    table.timestamp('not_before').comment('A pause before the next try');
    table
      .timestamp('enqueued_at')
      .notNullable()
      .defaultTo(knex.fn.now())
      .comment('When a message for it was last sent');
    table
      .bigInteger('fence')
      .notNullable()
      .defaultTo(0)
      .comment('Grows with each worker that takes the run');
    table.text('worker').comment('Who holds the lease');
    table.timestamp('lease_until');
    table.text('cancel_reason').comment('Set once somebody asked the worker to stop');
    table.text('commit');
    table.text('error');
    table.jsonb('summary');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.timestamp('started_at');
    table.timestamp('finished_at');
    table.index(['resource_id', 'created_at', 'id'], 'runs_resource');
  });
  await knex.raw(
    "CREATE UNIQUE INDEX runs_one_in_progress ON runs (resource_id) WHERE status = 'in_progress'",
  );
  await knex.raw(
    "CREATE INDEX runs_unfinished ON runs (provisioner, status, turn, created_at, id) WHERE status IN ('queued', 'in_progress')",
  );
  await knex.raw(
    "CREATE INDEX runs_waiting_of_unit ON runs (unit_id, provisioner, turn) WHERE status = 'queued'",
  );
  await knex.raw("CREATE INDEX runs_enqueued ON runs (enqueued_at) WHERE status = 'queued'");

  await knex.schema.createTable('run_steps', table => {
    table.comment('Results of durable steps, so that a run that starts again does not repeat them');
    table.uuid('run_id').notNullable().references('runs.id').onDelete('CASCADE');
    table.text('stage').notNullable();
    table.text('key').notNullable();
    table.jsonb('result');
    table.timestamp('finished_at').notNullable().defaultTo(knex.fn.now());
    table.primary(['run_id', 'stage', 'key']);
  });

  await knex.schema.createTable('run_logs', table => {
    table.uuid('run_id').notNullable().references('runs.id').onDelete('CASCADE');
    table.bigInteger('seq').notNullable();
    table.timestamp('time').notNullable();
    table.text('phase').notNullable();
    table.text('stream').notNullable();
    table.text('text').notNullable();
    table.primary(['run_id', 'seq']);
  });
};

/**
 * Finds any part of a name by an index, where PostgreSQL comes with its extension pg_trgm and lets us have it. Without it a search
 * reads the table.
 *
 * @param {import('knex').Knex} knex
 */
async function indexPartsOfNames(knex) {
  await knex.raw(`
    DO $$ BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
      RAISE NOTICE 'Without pg_trgm the search for parts of names is slow';
    END $$`);
  const { rows } = await knex.raw(
    "SELECT opcnamespace::regnamespace::text AS schema FROM pg_opclass WHERE opcname = 'gin_trgm_ops'",
  );
  if (rows.length === 0) return;
  await knex.raw(
    `CREATE INDEX resources_name_parts ON resources USING gin (name ${rows[0].schema}.gin_trgm_ops)`,
  );
}

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of ['run_logs', 'run_steps', 'runs', 'resource_parents', 'resources']) {
    await knex.schema.dropTable(table);
  }
};
