// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('ldap_sign_in_attempts', table => {
    table.comment(
      'Failed sign-ins per user, address and browser; rows without meaning are removed',
    );
    table.text('key').primary().comment('Hash of what is counted');
    table.integer('failures').notNullable();
    table.timestamp('window_ends_at').notNullable().index();
  });
  await knex.schema.createTable('ldap_ended_sessions', table => {
    table.comment('Sessions that ended before their cookie did');
    table.uuid('id').primary();
    table.timestamp('cookie_ends_at').notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('ldap_ended_sessions');
  await knex.schema.dropTable('ldap_sign_in_attempts');
};
