// @ts-check

/**
 * The quota that each resource holds. A deferred trigger counts reservations into `quotas` at the very end of the transaction that
 * writes them: so the row of a busy team is locked for the length of a commit, whatever else the transaction does and however slow
 * its client is, and no statement can change a reservation without its counter.
 *
 * What does not fit by then fails as a serialisation failure: the transaction is tried again and sees what is left now.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('reservations', table => {
    table.comment('Quota that one resource takes: held, then committed, then released');
    table.uuid('resource_id').primary().references('resources.id').onDelete('CASCADE');
    // No foreign key to quotas: its check would lock the row of a busy team from the first statement on. The trigger finds the row.
    table.uuid('unit_id').notNullable();
    table.text('site').notNullable();
    table.jsonb('amounts').notNullable();
    table.text('state').notNullable();
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
  });
  await knex.raw(
    "CREATE INDEX reservations_live ON reservations (unit_id, site) WHERE state <> 'released'",
  );

  await knex.raw(`
    CREATE FUNCTION reservations_count() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      place reservations := coalesce(NEW, OLD);
      was jsonb := CASE WHEN TG_OP <> 'INSERT' AND OLD.state <> 'released' THEN OLD.amounts ELSE '{}' END;
      becomes jsonb := CASE WHEN TG_OP <> 'DELETE' AND NEW.state <> 'released' THEN NEW.amounts ELSE '{}' END;
      delta jsonb := amounts_subtract(becomes, was);
    BEGIN
      UPDATE quotas SET used_amounts = amounts_add(used_amounts, delta)
      WHERE unit_id = place.unit_id AND site = place.site
        AND quota_fits(delta, limit_amounts, allotted_amounts, used_amounts);
      IF NOT FOUND THEN
        RAISE EXCEPTION 'The quota of unit % at % was taken by another transaction', place.unit_id, place.site
          USING ERRCODE = 'serialization_failure';
      END IF;
      RETURN NULL;
    END $$`);
  await knex.raw(`
    CREATE CONSTRAINT TRIGGER reservations_made AFTER INSERT ON reservations
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN (NEW.state <> 'released') EXECUTE FUNCTION reservations_count()`);
  await knex.raw(`
    CREATE CONSTRAINT TRIGGER reservations_changed AFTER UPDATE ON reservations
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN ((OLD.state = 'released') <> (NEW.state = 'released')
        OR (NEW.state <> 'released' AND OLD.amounts <> NEW.amounts))
      EXECUTE FUNCTION reservations_count()`);
  await knex.raw(`
    CREATE CONSTRAINT TRIGGER reservations_removed AFTER DELETE ON reservations
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN (OLD.state <> 'released') EXECUTE FUNCTION reservations_count()`);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('reservations');
  await knex.raw('DROP FUNCTION reservations_count()');
};
