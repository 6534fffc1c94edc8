// @ts-check

/**
 * The audit trail stays as it is, but for one thing: in the reason of a failure a secret may be masked that became known later.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE FUNCTION allow_masking_only() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        literal text := replace(replace(replace(NEW.after->>'reason', '\\', '\\\\'), '%', '\\%'), '_', '\\_');
      BEGIN
        IF to_jsonb(NEW) - 'after' = to_jsonb(OLD) - 'after'
          AND NEW.after - 'reason' = OLD.after - 'reason'
          AND OLD.after->>'reason' LIKE replace(literal, '***', '%')
        THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'entries of % are only ever added', TG_TABLE_NAME;
      END
    $$`);
  await knex.raw('DROP TRIGGER audit_entries_stay ON audit_entries');
  await knex.raw(`
    CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  await knex.raw(`
    CREATE TRIGGER audit_entries_mask BEFORE UPDATE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION allow_masking_only()`);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP TRIGGER audit_entries_mask ON audit_entries');
  await knex.raw('DROP TRIGGER audit_entries_stay ON audit_entries');
  await knex.raw(`
    CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  await knex.raw('DROP FUNCTION allow_masking_only()');
};
