// @ts-check

/**
 * Amounts are maps from a dimension to a whole number, such as {"cpu": 4, "ramGb": 16}. These functions are their arithmetic, so
 * that a further dimension changes neither a table nor a function. What is missing counts as nothing.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE FUNCTION amounts_add(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT a || coalesce(
        jsonb_object_agg(key, coalesce((a ->> key)::bigint, 0) + value::bigint), '{}')
      FROM jsonb_each_text(b)
    $$`);
  await knex.raw(`
    CREATE FUNCTION amounts_subtract(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT a || coalesce(
        jsonb_object_agg(key, coalesce((a ->> key)::bigint, 0) - value::bigint), '{}')
      FROM jsonb_each_text(b)
    $$`);
  // What takes nothing, or gives back, always fits: also where the unit is overcommitted.
  await knex.raw(`
    CREATE FUNCTION quota_fits(delta jsonb, limit_amounts jsonb, allotted jsonb, used jsonb)
    RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT NOT EXISTS (
        SELECT 1 FROM jsonb_each_text(delta) AS part
        WHERE part.value::bigint > greatest(0, coalesce((limit_amounts ->> part.key)::bigint, 0)
          - coalesce((allotted ->> part.key)::bigint, 0) - coalesce((used ->> part.key)::bigint, 0)))
    $$`);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP FUNCTION quota_fits(jsonb, jsonb, jsonb, jsonb)');
  await knex.raw('DROP FUNCTION amounts_subtract(jsonb, jsonb)');
  await knex.raw('DROP FUNCTION amounts_add(jsonb, jsonb)');
};
