// @ts-check

/**
 * What happened, and what was answered: the audit trail and the answers kept for idempotency keys.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('audit_entries', table => {
    table.comment('Append-only: a trigger refuses changes');
    table.bigIncrements('id');
    table.timestamp('time').notNullable().defaultTo(knex.fn.now());
    table.text('event').notNullable();
    table.text('actor').notNullable();
    table.text('request_id');
    table.text('subject_kind').notNullable();
    table.text('subject_id').notNullable();
    table.jsonb('before');
    table.jsonb('after');
    table.index(['subject_kind', 'subject_id', 'id'], 'audit_entries_subject');
  });

  await knex.raw(`
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'entries of % are only ever added', TG_TABLE_NAME;
      END
    $$`);
  await knex.raw(`
    CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);

  await knex.schema.createTable('idempotency_keys', table => {
    table.text('caller').notNullable();
    table.text('key').notNullable();
    table.text('fingerprint').notNullable().comment('Digest of route and body');
    table.integer('status').comment('Absent while the first request is under way');
    table.jsonb('answer');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.primary(['caller', 'key']);
    table.index('created_at', 'idempotency_keys_created');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('idempotency_keys');
  await knex.schema.dropTable('audit_entries');
  await knex.raw('DROP FUNCTION refuse_change()');
};
