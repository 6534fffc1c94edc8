import type { Amounts } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { capacityOf, type StoredAmounts, sumOf, toAmounts } from './amounts';
import { CAPACITY_LEVEL, type Figures, type QuotaUnit } from './types';

interface FiguresRow {
  site: string;
  limit: StoredAmounts;
  allotted: StoredAmounts;
  held: StoredAmounts;
  used: StoredAmounts;
  offline: StoredAmounts;
  revision: string | null;
}

interface QuotaRow {
  limit_amounts: StoredAmounts;
  allotted_amounts: StoredAmounts;
  used_amounts: StoredAmounts;
  revision: string;
}

export interface LimitChange {
  unitId: string;
  site: string;
  limit: Amounts;
  /** Who sets it. */
  by: string;
}

/** A row that is locked until the end of the transaction. */
export type LockedQuota = Pick<Figures, 'limit' | 'allotted' | 'held'> & { revision: string };

const toLocked = (row: QuotaRow): LockedQuota => ({
  limit: toAmounts(row.limit_amounts),
  allotted: toAmounts(row.allotted_amounts),
  held: toAmounts(row.used_amounts),
  revision: row.revision,
});

// The root has no row of its own: it has all servers that are online, and what fields have is allotted.
const FIGURES = `
  WITH beneath AS (
    SELECT quotas.site, ${sumOf('quotas.used_amounts')} AS used,
      ${sumOf('quotas.limit_amounts', `units.level = ${CAPACITY_LEVEL}`)} AS of_fields
    FROM quotas JOIN units ON units.id = quotas.unit_id
    WHERE units.ancestor_ids @> ARRAY[:id::uuid] AND quotas.site = coalesce(:site, quotas.site)
    GROUP BY quotas.site
  ), offline AS (
    SELECT servers.site, ${capacityOf('servers')} AS amounts
    FROM servers
    WHERE servers.field_id = :id AND servers.status = 'offline'
    GROUP BY servers.site
  )
  SELECT sites.name AS site, beneath.used, own.used_amounts AS held, own.revision,
    CASE WHEN :level = 0 THEN sites.online_amounts ELSE own.limit_amounts END AS limit,
    CASE WHEN :level = 0 THEN beneath.of_fields ELSE own.allotted_amounts END AS allotted,
    CASE WHEN :level = 0 THEN sites.offline_amounts ELSE offline.amounts END AS offline
  FROM sites
    LEFT JOIN quotas AS own ON own.unit_id = :id AND own.site = sites.name
    LEFT JOIN beneath ON beneath.site = sites.name
    LEFT JOIN offline ON offline.site = sites.name
  WHERE sites.name = coalesce(:site, sites.name)
  ORDER BY sites.name`;

/** Quota rows, and what follows from them. */
export class QuotaStore {
  constructor(private readonly knex: Knex) {}

  /** The unit's figures at every site. */
  async everywhere(unit: Pick<QuotaUnit, 'id' | 'level'>): Promise<Figures[]> {
    return this.#figures(this.knex, unit);
  }

  /** The unit's figures at one site, which are nothing where nobody knows the site. */
  async at(
    unit: Pick<QuotaUnit, 'id' | 'level'>,
    site: string,
    knex: Knex = this.knex,
  ): Promise<Figures> {
    const [figures] = await this.#figures(knex, unit, site);
    const nothing = toAmounts(null);
    return figures ?? { site, limit: nothing, allotted: nothing, held: nothing, used: nothing };
  }

  async isSite(site: string): Promise<boolean> {
    return (await this.knex('sites').select('name').where({ name: site }).first()) !== undefined;
  }

  /** The unit, kept from being deleted until the end of the transaction. */
  async pinUnit(trx: Knex.Transaction, unitId: string): Promise<QuotaUnit | undefined> {
    return this.#unit(trx, unitId).forKeyShare();
  }

  async findUnit(knex: Knex, unitId: string): Promise<QuotaUnit | undefined> {
    return this.#unit(knex, unitId);
  }

  /**
   * Locks the row of a unit at a site. From the top down, each by a statement of its own: one that waits for a lock does not see rows
   * that were added meanwhile.
   */
  async lock(
    trx: Knex.Transaction,
    unitId: string,
    site: string,
  ): Promise<LockedQuota | undefined> {
    const { rows } = await trx.raw<{ rows: QuotaRow[] }>(
      'SELECT * FROM quotas WHERE unit_id = ? AND site = ? FOR UPDATE',
      [unitId, site],
    );
    return rows.map(toLocked)[0];
  }

  /** Sets a first limit; answers the revision, or undefined where there is a limit already. */
  async addLimit(trx: Knex.Transaction, limit: LimitChange): Promise<string | undefined> {
    const { rows } = await trx.raw<{ rows: { revision: string }[] }>(
      `INSERT INTO quotas (unit_id, site, limit_amounts, updated_by) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING RETURNING revision`,
      [limit.unitId, limit.site, JSON.stringify(limit.limit), limit.by],
    );
    return rows[0]?.revision;
  }

  /** Sets another limit; answers the new revision. The caller holds the lock. */
  async setLimit(trx: Knex.Transaction, limit: LimitChange): Promise<string> {
    const { rows } = await trx.raw<{ rows: { revision: string }[] }>(
      `UPDATE quotas SET limit_amounts = ?, revision = revision + 1, updated_at = now(), updated_by = ?
       WHERE unit_id = ? AND site = ? RETURNING revision`,
      [JSON.stringify(limit.limit), limit.by, limit.unitId, limit.site],
    );
    return rows[0].revision;
  }

  /** Adds to what a unit has allotted; negative amounts take away. The caller holds the lock. */
  async addAllotted(
    trx: Knex.Transaction,
    { unitId, site, delta }: { unitId: string; site: string; delta: Amounts },
  ): Promise<void> {
    await trx.raw(
      `UPDATE quotas SET allotted_amounts = amounts_add(allotted_amounts, ?::jsonb)
       WHERE unit_id = ? AND site = ?`,
      [JSON.stringify(delta), unitId, site],
    );
  }

  #unit(knex: Knex, id: string) {
    return knex<QuotaUnit>('units')
      .where({ id })
      .first('id', 'kind', 'name', 'level', 'parent_id AS parentId');
  }

  async #figures(
    knex: Knex,
    unit: Pick<QuotaUnit, 'id' | 'level'>,
    site?: string,
  ): Promise<Figures[]> {
    const { rows } = await knex.raw<{ rows: FiguresRow[] }>(FIGURES, {
      id: unit.id,
      level: unit.level,
      site: site ?? null,
    });
    return rows.map(row => ({
      site: row.site,
      limit: toAmounts(row.limit),
      allotted: toAmounts(row.allotted),
      held: toAmounts(row.held),
      used: toAmounts(row.used),
      ...(unit.level <= CAPACITY_LEVEL ? { offline: toAmounts(row.offline) } : {}),
      ...(row.revision === null ? {} : { revision: row.revision }),
    }));
  }
}
