import type { Knex } from 'knex';
import { capacityOf } from './amounts';

/** A field at a site. */
export interface Place {
  fieldId: string;
  site: string;
}

const columnsOf = (places: readonly Place[]) => ({
  fieldIds: places.map(({ fieldId }) => fieldId),
  sites: places.map(({ site }) => site),
});

const ONLINE = capacityOf('servers', `servers.status = 'active'`);
const OFFLINE = capacityOf('servers', `servers.status = 'offline'`);

/** Limits that come from servers. */
export class CapacityStore {
  /**
   * Locks the rows of fields, in the one order that every transaction keeps, and makes those that are missing. From then on nobody
   * else can change what the sums over their servers depend on without waiting.
   */
  async lock(trx: Knex.Transaction, places: readonly Place[]): Promise<void> {
    const columns = columnsOf(places);
    await trx.raw(
      `INSERT INTO quotas (unit_id, site)
       SELECT DISTINCT * FROM unnest(:fieldIds::uuid[], :sites::text[])
       ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
      columns,
    );
    await trx.raw(
      `SELECT 1 FROM quotas
       WHERE (unit_id, site) IN (SELECT * FROM unnest(:fieldIds::uuid[], :sites::text[]))
       ORDER BY unit_id, site FOR UPDATE`,
      columns,
    );
  }

  /** Sets limits to what the online servers have; the caller holds the locks. Answers the places whose limit changed. */
  async recount(trx: Knex.Transaction, places: readonly Place[]): Promise<Place[]> {
    const { rows } = await trx.raw<{ rows: Place[] }>(
      `WITH capacity AS (
         SELECT place.field_id, place.site, ${ONLINE} AS amounts
         FROM (SELECT DISTINCT * FROM unnest(:fieldIds::uuid[], :sites::text[])) AS place (field_id, site)
           LEFT JOIN servers ON servers.field_id = place.field_id AND servers.site = place.site
         GROUP BY place.field_id, place.site
       )
       UPDATE quotas SET limit_amounts = capacity.amounts, revision = revision + 1, updated_at = now()
       FROM capacity
       WHERE quotas.unit_id = capacity.field_id AND quotas.site = capacity.site
         AND quotas.limit_amounts <> capacity.amounts
       RETURNING quotas.unit_id AS "fieldId", quotas.site`,
      columnsOf(places),
    );
    return rows;
  }

  /** Sets what whole sites have, and notes sites that are new. */
  async recountSites(trx: Knex.Transaction): Promise<void> {
    await trx.raw(
      `INSERT INTO sites (name, online_amounts, offline_amounts)
       SELECT servers.site, ${ONLINE}, ${OFFLINE} FROM servers GROUP BY servers.site
       UNION ALL
       SELECT sites.name, ${capacityOf('servers')}, ${capacityOf('servers')}
       FROM sites LEFT JOIN servers ON servers.site = sites.name
       WHERE servers.site IS NULL GROUP BY sites.name
       ON CONFLICT (name) DO UPDATE
         SET online_amounts = excluded.online_amounts, offline_amounts = excluded.offline_amounts
         WHERE (sites.online_amounts, sites.offline_amounts)
           IS DISTINCT FROM (excluded.online_amounts, excluded.offline_amounts)`,
    );
  }
}
