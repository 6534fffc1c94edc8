// @ts-check

/**
 * What units may use, and the servers that it rests on.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('quotas', table => {
    table.comment('One row per unit and site; amounts are maps from dimension to whole number');
    table.uuid('unit_id').notNullable().references('units.id');
    table.text('site').notNullable();
    table
      .jsonb('limit_amounts')
      .notNullable()
      .defaultTo('{}')
      .comment('Granted; of a field: the sum of its online servers');
    table
      .jsonb('allotted_amounts')
      .notNullable()
      .defaultTo('{}')
      .comment("Sum of the children's limits");
    table
      .jsonb('used_amounts')
      .notNullable()
      .defaultTo('{}')
      .comment('Sum of the live reservations of this very unit; only their trigger writes it');
    table
      .bigInteger('revision')
      .notNullable()
      .defaultTo(1)
      .comment('Grows with the limit; the ETag');
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.text('updated_by');
    table.primary(['unit_id', 'site']);
  });

  await knex.schema.createTable('sites', table => {
    table.comment('Every site that the inventory ever named, with what its servers have');
    table.text('name').primary();
    table.jsonb('online_amounts').notNullable().defaultTo('{}');
    table.jsonb('offline_amounts').notNullable().defaultTo('{}');
  });

  await knex.schema.createTable('servers', table => {
    table.uuid('id').primary();
    table.text('name').notNullable();
    table.text('serial_number');
    table.text('vendor');
    table.text('product');
    table.text('site').notNullable();
    table.text('deployment_cluster');
    table.integer('cpu').notNullable().comment('Cores');
    table.integer('ram_gb').notNullable().comment('GiB');
    table.text('performance_tier').notNullable();
    table.text('status').notNullable();
    table.uuid('field_id').references('units.id').comment('The field it is assigned to');
    table
      .timestamp('last_seen_at')
      .comment('Of a server that the latest sync did not confirm: when one last did');
    table.index(['name', 'id'], 'servers_name');
    table.index(['field_id', 'site'], 'servers_field_site');
  });
  await knex.raw(
    'CREATE UNIQUE INDEX servers_serial ON servers (serial_number) WHERE serial_number IS NOT NULL',
  );
  await knex.raw(
    'CREATE UNIQUE INDEX servers_unnumbered_name ON servers (name) WHERE serial_number IS NULL',
  );

  await knex.raw(
    "CREATE INDEX servers_offline ON servers (field_id, site) WHERE status = 'offline' AND field_id IS NOT NULL",
  );

  await knex.schema.createTable('inventory_syncs', table => {
    table.uuid('id').primary();
    table.text('status').notNullable();
    table.timestamp('started_at').notNullable();
    table.timestamp('finished_at');
    table.text('requested_by').notNullable();
    table.jsonb('result').notNullable().defaultTo('{}');
    table.index(['started_at', 'id'], 'inventory_syncs_started');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('inventory_syncs');
  await knex.schema.dropTable('servers');
  await knex.schema.dropTable('sites');
  await knex.schema.dropTable('quotas');
};
