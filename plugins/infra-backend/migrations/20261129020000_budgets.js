// @ts-check

/**
 * What a live reservation costs a month; nothing where it is released.
 *
 * @param {'NEW' | 'OLD'} row
 */
const live = row => `CASE WHEN ${row}.state = 'released' THEN 0 ELSE ${row}.monthly_cost END`;

/**
 * What units may spend a month. Money is of no site, so it stands apart from `quotas`: one row per unit, which a trigger makes together
 * with the unit. Whoever costs no money touches none of it.
 *
 * A unit without a limit may spend what it wants. Beneath a unit with a limit every unit has one, so that what a team holds need be
 * compared with the row of the team alone.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('budgets', table => {
    table.comment('Money a month, in the smallest unit of the configured currency');
    table.uuid('unit_id').primary().references('units.id').onDelete('CASCADE');
    table.bigInteger('monthly_limit').comment('Granted; NULL where nothing limits it');
    table.bigInteger('allotted').notNullable().defaultTo(0).comment("Sum of the children's limits");
    table
      .bigInteger('spent')
      .notNullable()
      .defaultTo(0)
      .comment('Sum of the live reservations of this very unit; only their trigger writes it');
    table.bigInteger('revision').notNullable().defaultTo(1).comment('Grows with the limit');
    table.timestamp('updated_at').notNullable().defaultTo(knex.fn.now());
    table.text('updated_by');
    // Nobody loses money as sites lose servers: the sums hold always, whoever writes.
    table.check('allotted >= 0 AND spent >= 0', [], 'budgets_not_negative');
    table.check('allotted + spent <= monthly_limit', [], 'budgets_within_limit');
  });
  await knex.raw('INSERT INTO budgets (unit_id) SELECT id FROM units');

  // The lock makes a new unit wait for a limit that its parent is just given, and the other way round.
  await knex.raw(`
    CREATE FUNCTION budgets_begin() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      above bigint := (SELECT monthly_limit FROM budgets WHERE unit_id = NEW.parent_id FOR SHARE);
    BEGIN
      INSERT INTO budgets (unit_id, monthly_limit)
      VALUES (NEW.id, CASE WHEN above IS NULL THEN NULL ELSE 0 END);
      RETURN NULL;
    END $$`);
  await knex.raw(
    'CREATE TRIGGER units_budget AFTER INSERT ON units FOR EACH ROW EXECUTE FUNCTION budgets_begin()',
  );

  await knex.schema.createTable('budget_history', table => {
    table.comment('What holds from a moment on, until the next row of the same unit');
    table.uuid('unit_id').notNullable().references('units.id').onDelete('CASCADE');
    table.timestamp('at').notNullable();
    table.bigInteger('monthly_limit');
    table.bigInteger('used').notNullable().comment('Of the unit and everything beneath it');
    table.primary(['unit_id', 'at']);
    table.index(['at'], 'budget_history_at');
  });

  await knex.schema.alterTable('reservations', table => {
    table.bigInteger('monthly_cost').notNullable().defaultTo(0);
    // What is at no site takes money only.
    table.setNullable('site');
  });
  await countAtSites(knex, {
    made: `NEW.site IS NOT NULL AND NEW.state <> 'released'`,
    changed: `NEW.site IS NOT NULL AND ((OLD.state = 'released') <> (NEW.state = 'released')
      OR (NEW.state <> 'released' AND OLD.amounts <> NEW.amounts))`,
    removed: `OLD.site IS NOT NULL AND OLD.state <> 'released'`,
  });

  await knex.raw(`
    CREATE FUNCTION budgets_spend() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      place uuid := coalesce(NEW.unit_id, OLD.unit_id);
      delta bigint := CASE WHEN TG_OP = 'DELETE' THEN 0 ELSE ${live('NEW')} END
        - CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE ${live('OLD')} END;
    BEGIN
      UPDATE budgets SET spent = spent + delta
      WHERE unit_id = place
        AND (delta <= 0 OR monthly_limit IS NULL OR allotted + spent + delta <= monthly_limit);
      IF NOT FOUND THEN
        RAISE EXCEPTION 'The budget of unit % was taken by another transaction', place
          USING ERRCODE = 'serialization_failure';
      END IF;
      RETURN NULL;
    END $$`);
  // After those of the quota at the site, by name: every transaction takes the locks in this order.
  for (const [name, event, when] of [
    ['made', 'INSERT', `${live('NEW')} <> 0`],
    ['changed', 'UPDATE', `${live('OLD')} <> ${live('NEW')}`],
    ['removed', 'DELETE', `${live('OLD')} <> 0`],
  ]) {
    await knex.raw(`
      CREATE CONSTRAINT TRIGGER reservations_spending_${name} AFTER ${event} ON reservations
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (${when})
        EXECUTE FUNCTION budgets_spend()`);
  }
};

/**
 * Replaces the conditions under which reservations are counted into `quotas`.
 *
 * @param {import('knex').Knex} knex
 * @param {Record<'made' | 'changed' | 'removed', string>} conditions
 */
async function countAtSites(knex, conditions) {
  for (const [name, event, when] of [
    ['made', 'INSERT', conditions.made],
    ['changed', 'UPDATE', conditions.changed],
    ['removed', 'DELETE', conditions.removed],
  ]) {
    await knex.raw(`DROP TRIGGER reservations_${name} ON reservations`);
    await knex.raw(`
      CREATE CONSTRAINT TRIGGER reservations_${name} AFTER ${event} ON reservations
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (${when})
        EXECUTE FUNCTION reservations_count()`);
  }
}

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DELETE FROM reservations WHERE site IS NULL');
  // Triggers that wait for the end of the transaction keep the table from being altered.
  await knex.raw('SET CONSTRAINTS ALL IMMEDIATE');
  for (const name of ['made', 'changed', 'removed']) {
    await knex.raw(`DROP TRIGGER reservations_spending_${name} ON reservations`);
  }
  await knex.raw('DROP FUNCTION budgets_spend()');
  await countAtSites(knex, {
    made: `NEW.state <> 'released'`,
    changed: `(OLD.state = 'released') <> (NEW.state = 'released')
      OR (NEW.state <> 'released' AND OLD.amounts <> NEW.amounts)`,
    removed: `OLD.state <> 'released'`,
  });
  await knex.schema.alterTable('reservations', table => {
    table.dropColumn('monthly_cost');
    table.dropNullable('site');
  });
  await knex.schema.dropTable('budget_history');
  await knex.raw('DROP TRIGGER units_budget ON units');
  await knex.raw('DROP FUNCTION budgets_begin()');
  await knex.schema.dropTable('budgets');
};
