// @ts-check

/**
 * What money on record is counted in. The table has one row once the plugin has started; figures of another currency would mean
 * something else without anybody having changed them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('money', table => {
    table.comment('What monthly costs, limits and their course are counted in');
    table.boolean('is_all').primary().defaultTo(true);
    table.text('currency').notNullable().comment('ISO 4217');
    table.timestamp('since').notNullable().defaultTo(knex.fn.now());
    table.check('is_all', [], 'money_has_one_row');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('money');
};
