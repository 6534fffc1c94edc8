// @ts-check

/**
 * Lists of the whole audit trail: which unit an entry belongs to, and indexes for what lists are narrowed to.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('audit_entries', table => {
    table.uuid('unit_id').comment('Whose entry it is, where it is of a unit; the unit may be gone');
  });
  await knex.raw('ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_stay');
  await knex.raw(`
    UPDATE audit_entries SET unit_id = resources.unit_id FROM resources
    WHERE subject_kind = 'resource' AND subject_id = resources.id::text`);
  await knex.raw(`
    UPDATE audit_entries SET unit_id = units.id FROM units
    WHERE subject_kind IN ('unit', 'quota') AND split_part(subject_id, '/', 1) = units.id::text`);
  await knex.raw('ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_stay');
  await knex.raw(
    'CREATE INDEX audit_entries_unit ON audit_entries (unit_id, id) WHERE unit_id IS NOT NULL',
  );
  await knex.schema.alterTable('audit_entries', table => {
    table.index(['event', 'id'], 'audit_entries_event');
    table.index(['actor', 'id'], 'audit_entries_actor');
    table.index('time', 'audit_entries_time');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('audit_entries', table => {
    table.dropIndex('time', 'audit_entries_time');
    table.dropIndex(['actor', 'id'], 'audit_entries_actor');
    table.dropIndex(['event', 'id'], 'audit_entries_event');
  });
  await knex.raw('DROP INDEX audit_entries_unit');
  await knex.schema.alterTable('audit_entries', table => table.dropColumn('unit_id'));
};
