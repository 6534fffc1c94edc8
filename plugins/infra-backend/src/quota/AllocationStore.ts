import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import { capacityOf, type StoredAmounts, sumOf } from './amounts';
import type { BudgetStore, WholeBudget } from './BudgetStore';
import { CAPACITY_LEVEL } from './types';

/** What part of the tree, as whom. */
export interface TreeScope {
  /** Units whose whole subtree shows figures. */
  roots: 'all' | string[];
  /** Narrows those further. */
  filter: RowFilter;
  /** Start here instead of at the top. */
  root?: string;
  /** How many levels, the first one included. */
  depth?: number;
  site?: string;
}

export interface TreeUnitRow {
  id: string;
  kind: string;
  level: number;
  slug: string;
  name: string;
  parent_id: string | null;
  ldap_group: string | null;
  revision: number;
  /** Names above it, from the root down. */
  above: string[] | null;
  /** Its figures may be shown, not only its name. */
  readable: boolean;
}

export interface TreeQuotaRow {
  unit_id: string;
  site: string;
  limit_amounts: StoredAmounts;
  allotted_amounts: StoredAmounts;
  used_amounts: StoredAmounts;
  revision: string;
}

export interface TreeSumRow {
  unit_id: string;
  site: string;
  amounts: StoredAmounts;
}

export interface TreeSiteRow {
  site: string;
  online_amounts: StoredAmounts;
  offline_amounts: StoredAmounts;
  of_fields: StoredAmounts;
}

/** Everything that a part of the tree shows, as rows; the cost grows with that part, not with the number of statements. */
export interface TreeRows {
  /** The upper levels first, by name. */
  units: TreeUnitRow[];
  quotas: TreeQuotaRow[];
  /** What the units that have others beneath them use, those included. */
  used: TreeSumRow[];
  /** What servers of fields would add that are offline. */
  offline: TreeSumRow[];
  sites: TreeSiteRow[];
  budgets: WholeBudget[];
}

/** The units whose parent is not among them: everything else is beneath one of these. */
function topsOf(units: readonly TreeUnitRow[]): string[] {
  const ids = new Set(units.map(({ id }) => id));
  return units.filter(unit => !ids.has(unit.parent_id ?? '')).map(({ id }) => id);
}

/** Reads whole parts of the quota tree at once. */
export class AllocationStore {
  constructor(
    private readonly knex: Knex,
    private readonly budgets: BudgetStore,
  ) {}

  /** Everything as of one moment. */
  async read(scope: TreeScope): Promise<TreeRows> {
    return this.knex.transaction(
      async trx => {
        const units = await this.#units(trx, scope);
        const readable = units.filter(unit => unit.readable);
        const ids = readable.map(({ id }) => id);
        const tops = topsOf(readable);
        return {
          units,
          quotas: await this.#quotas(trx, ids, scope.site),
          used: await this.#used(trx, ids, tops, scope.site),
          offline: await this.#offline(trx, ids, scope.site),
          sites: await this.#sites(trx, scope.site),
          budgets: await this.budgets.read(ids, tops, trx),
        };
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }

  /** Units that show figures, and those above them. */
  async #units(trx: Knex.Transaction, { roots, filter, root, depth }: TreeScope) {
    const shown = trx('units').select('units.id', 'units.ancestor_ids').modify(filter);
    if (roots !== 'all') shown.whereRaw('units.ancestor_ids && ?::uuid[]', [roots]);
    const query = trx
      .with('shown', shown)
      .select<TreeUnitRow[]>(
        ...['units.id', 'units.kind', 'units.level', 'units.slug', 'units.name'],
        ...['units.parent_id', 'units.ldap_group', 'units.revision'],
        trx.raw('shown.id IS NOT NULL AS readable'),
        // Only the topmost unit of the answer needs it: the others follow from their parents.
        trx.raw(
          `CASE WHEN ${root ? 'units.id = ?' : 'false'} THEN ARRAY(
             SELECT above.name FROM units AS above
             WHERE above.id = ANY(units.ancestor_ids) AND above.id <> units.id ORDER BY above.level
           ) END AS above`,
          root ? [root] : [],
        ),
      )
      .from('units')
      .leftJoin('shown', 'shown.id', 'units.id')
      .whereRaw('units.id IN (SELECT unnest(shown.ancestor_ids) FROM shown)')
      .orderByRaw('units.level, lower(units.name), units.id');
    if (root) query.whereRaw('units.ancestor_ids @> ARRAY[?::uuid]', [root]);
    if (depth !== undefined) {
      const top = root ? trx('units').select('level').where({ id: root }) : trx.raw('0');
      query.whereRaw('units.level < (?) + ?', [top, depth]);
    }
    return query;
  }

  async #quotas(trx: Knex, ids: string[], site: string | undefined): Promise<TreeQuotaRow[]> {
    const { rows } = await trx.raw<{ rows: TreeQuotaRow[] }>(
      `SELECT unit_id, site, limit_amounts, allotted_amounts, used_amounts, revision FROM quotas
       WHERE unit_id = ANY(:ids::uuid[]) AND site = coalesce(:site, site)`,
      { ids, site: site ?? null },
    );
    return rows;
  }

  async #used(
    trx: Knex,
    ids: string[],
    tops: string[],
    site: string | undefined,
  ): Promise<TreeSumRow[]> {
    const { rows } = await trx.raw<{ rows: TreeSumRow[] }>(
      `SELECT above.id AS unit_id, quotas.site, ${sumOf('quotas.used_amounts')} AS amounts
       FROM quotas JOIN units ON units.id = quotas.unit_id
         CROSS JOIN LATERAL unnest(units.ancestor_ids) AS above (id)
       WHERE units.ancestor_ids && :tops::uuid[] AND quotas.used_amounts <> '{}' AND above.id <> quotas.unit_id
         AND above.id = ANY(:ids::uuid[]) AND quotas.site = coalesce(:site, quotas.site)
       GROUP BY above.id, quotas.site`,
      { ids, tops, site: site ?? null },
    );
    return rows;
  }

  async #offline(trx: Knex, ids: string[], site: string | undefined): Promise<TreeSumRow[]> {
    const { rows } = await trx.raw<{ rows: TreeSumRow[] }>(
      `SELECT field_id AS unit_id, site, ${capacityOf('servers')} AS amounts FROM servers
       WHERE status = 'offline' AND field_id = ANY(:ids::uuid[]) AND site = coalesce(:site, site)
       GROUP BY field_id, site`,
      { ids, site: site ?? null },
    );
    return rows;
  }

  async #sites(trx: Knex, site: string | undefined): Promise<TreeSiteRow[]> {
    const { rows } = await trx.raw<{ rows: TreeSiteRow[] }>(
      `SELECT sites.name AS site, sites.online_amounts, sites.offline_amounts,
         (SELECT ${sumOf('quotas.limit_amounts')}
          FROM units JOIN quotas ON quotas.unit_id = units.id AND quotas.site = sites.name
          WHERE units.level = :level) AS of_fields
       FROM sites WHERE sites.name = coalesce(:site, sites.name) ORDER BY sites.name`,
      { level: CAPACITY_LEVEL, site: site ?? null },
    );
    return rows;
  }
}
