// @ts-check

/**
 * States that provisioners keep with us: every version sealed, one lock per resource, and what runs may come with.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('state_versions', table => {
    table.uuid('resource_id').notNullable().references('resources.id').onDelete('CASCADE');
    table.integer('version').notNullable();
    table.bigInteger('serial').comment("The tool's own number");
    table.text('lineage');
    table.binary('sealed').notNullable();
    table.integer('size').notNullable().comment('Bytes, before it was sealed');
    table.uuid('run_id').references('runs.id').onDelete('SET NULL');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.primary(['resource_id', 'version']);
  });
  await knex.schema.createTable('state_locks', table => {
    table.uuid('resource_id').primary().references('resources.id').onDelete('CASCADE');
    table.text('lock_id').notNullable().comment("The tool's own name of the lock");
    table.jsonb('info').notNullable().comment('What the tool wants to hear about the lock');
    table.uuid('run_id').references('runs.id').onDelete('SET NULL');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
  });
  await knex.schema.createTable('state_credentials', table => {
    table.comment('Good for as long as its worker holds the run');
    table.uuid('run_id').primary().references('runs.id').onDelete('CASCADE');
    table.bigInteger('fence').notNullable();
    table.text('token_hash').notNullable().comment('SHA-256; the token itself is nowhere');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of ['state_credentials', 'state_locks', 'state_versions']) {
    await knex.schema.dropTable(table);
  }
};
