import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { CapacityService } from '../CapacityService';
import { CapacityStore } from '../CapacityStore';
import { QuotaStore } from '../QuotaStore';

export interface TestServer {
  fieldId?: string;
  site: string;
  cpu: number;
  ramGb: number;
  status?: 'active' | 'offline';
}

/** Adds servers as a sync and assignments would, or puts them in the place of those that are there. */
export async function addServers(
  knex: Knex,
  servers: readonly TestServer[],
  { instead = false } = {},
): Promise<string[]> {
  const capacity = new CapacityService({
    capacities: new CapacityStore(),
    quotas: new QuotaStore(knex),
  });
  const rows = servers.map(({ fieldId, ramGb, status = 'active', ...server }) => {
    const id = randomUUID();
    return {
      ...server,
      ...{ id, name: `server-${id}`, ram_gb: ramGb, field_id: fieldId ?? null, status },
      performance_tier: server.cpu >= 64 ? 'high_performance' : 'regular',
    };
  });
  await knex.transaction(async trx => {
    if (instead) await trx('servers').delete();
    await trx('servers').insert(rows);
    const places = await trx('servers')
      .distinct('field_id AS fieldId', 'site')
      .whereNotNull('field_id');
    await capacity.follow(trx, places);
    await capacity.followSites(trx);
  });
  return rows.map(({ id }) => id);
}

/** Takes everything away that quota is about, but the units. */
export async function clearQuota(knex: Knex): Promise<void> {
  for (const table of ['resources', 'servers', 'quotas', 'sites']) await knex(table).delete();
  await knex('budgets').update({ monthly_limit: null, allotted: 0 });
}
