import type { Knex } from 'knex';
import type { RequestHouse } from './requestHouse';

export const SITE = 'ams1';

/** A team with more quota than a benchmark uses up, and the units above it. */
export async function plantTeam(house: RequestHouse, knex: Knex) {
  const author = { ref: 'user:default/bench' };
  let parentId: string | undefined;
  for (const kind of ['center', 'field', 'department', 'team']) {
    const unit = await house.units.create(author, { kind, name: kind, parentId });
    parentId = unit.id;
  }
  const plenty = JSON.stringify({ cpu: 1_000_000_000, ramGb: 1_000_000_000 });
  await knex('sites').insert({ name: SITE });
  await knex('quotas').insert({ unit_id: parentId, site: SITE, limit_amounts: plenty });
  return house.units.get(parentId!);
}
