import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import type { UnitScope } from '../organisation/UnitStore';

/** Ids of the units whose names an actor may know, as a subquery: what belongs to them is shown to the same people. */
export function ofVisibleUnits(
  knex: Knex,
  { scope, filter }: { scope: UnitScope; filter: RowFilter },
): Knex.QueryBuilder {
  const units = knex('units').select('units.id').modify(filter);
  if (scope === 'all') return units;
  return units.whereRaw('(units.ancestor_ids && ?::uuid[] OR units.id = ANY(?::uuid[]))', [
    scope.subtrees,
    scope.singles,
  ]);
}
