import type { Knex } from 'knex';

/** What a unit may spend a month, in the smallest unit of the currency. */
export interface BudgetFigures {
  unitId: string;
  /** Null where nothing limits it. */
  limit: number | null;
  /** What its children have. */
  allotted: number;
  /** What the unit itself holds; only teams do. */
  held: number;
  revision: string;
}

/** With what it and everything beneath it hold. */
export interface WholeBudget extends BudgetFigures {
  used: number;
}

/** A unit that the first limit above it has limited, and to what. */
export type LimitedUnit = { unitId: string; unit: string; monthlyCost: number };

interface BudgetRow {
  unit_id: string;
  monthly_limit: string | null;
  allotted: string;
  spent: string;
  revision: string;
  used?: string;
}

/** Of bigint, which the driver answers as text; sums stay far below what a number can be exact about. */
const toFigures = (row: BudgetRow): BudgetFigures => ({
  unitId: row.unit_id,
  limit: row.monthly_limit === null ? null : Number(row.monthly_limit),
  allotted: Number(row.allotted),
  held: Number(row.spent),
  revision: row.revision,
});

const READ = `
  SELECT budgets.*, coalesce(beneath.used, 0) AS used
  FROM budgets LEFT JOIN (
    SELECT above.id, sum(budgets.spent) AS used
    FROM budgets JOIN units ON units.id = budgets.unit_id
      CROSS JOIN LATERAL unnest(units.ancestor_ids) AS above (id)
    WHERE units.ancestor_ids && :tops::uuid[] AND budgets.spent <> 0
    GROUP BY above.id) AS beneath ON beneath.id = budgets.unit_id
  WHERE budgets.unit_id = ANY(:ids::uuid[])`;

const LOCK_UNLIMITED = `
  SELECT budgets.unit_id AS id FROM budgets JOIN units ON units.id = budgets.unit_id
  WHERE units.ancestor_ids @> ARRAY[:unitId::uuid] AND units.level = :level AND budgets.monthly_limit IS NULL
  ORDER BY budgets.unit_id FOR UPDATE OF budgets`;

const LIMIT_TO_NEED = `
  WITH limited AS (
    UPDATE budgets SET monthly_limit = allotted + spent, revision = revision + 1, updated_at = now(), updated_by = :by
    WHERE unit_id = ANY(:ids::uuid[])
    RETURNING unit_id, monthly_limit
  ), allotted AS (
    UPDATE budgets SET allotted = budgets.allotted + granted.total
    FROM (
      SELECT units.parent_id, sum(limited.monthly_limit) AS total
      FROM limited JOIN units ON units.id = limited.unit_id
      GROUP BY units.parent_id) AS granted
    WHERE budgets.unit_id = granted.parent_id
  )
  SELECT units.id AS "unitId", units.name AS unit, limited.monthly_limit::float8 AS "monthlyCost"
  FROM limited JOIN units ON units.id = limited.unit_id ORDER BY units.name, units.id`;

/** Rows of budgets. There is one for every unit, which the database makes with the unit. */
export class BudgetStore {
  constructor(private readonly knex: Knex) {}

  /**
   * Budgets of units, of one moment.
   *
   * @param tops - units that the others are beneath
   */
  async read(
    ids: readonly string[],
    tops: readonly string[] = ids,
    knex: Knex = this.knex,
  ): Promise<WholeBudget[]> {
    const { rows } = await knex.raw<{ rows: BudgetRow[] }>(READ, {
      ids: [...ids],
      tops: [...tops],
    });
    return rows.map(row => ({ ...toFigures(row), used: Number(row.used) }));
  }

  /** Locks the row of a unit: from the top down, as those of quotas. */
  async lock(trx: Knex.Transaction, unitId: string): Promise<BudgetFigures | undefined> {
    const row = await trx<BudgetRow>('budgets').where({ unit_id: unitId }).forUpdate().first();
    return row && toFigures(row);
  }

  /** The caller holds the lock. */
  async setLimit(
    trx: Knex.Transaction,
    { unitId, limit, by }: { unitId: string; limit: number | null; by: string },
  ): Promise<void> {
    await trx('budgets')
      .where({ unit_id: unitId })
      .update({
        monthly_limit: limit,
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
        updated_by: by,
      });
  }

  /** Adds to what a unit has allotted; the caller holds the lock. */
  async addAllotted(trx: Knex.Transaction, unitId: string, delta: number): Promise<void> {
    await trx('budgets').where({ unit_id: unitId }).increment('allotted', delta);
  }

  /**
   * Limits everything beneath a unit that nothing limits yet to what it needs now. The caller holds the lock on the unit. Answers which
   * units that were, and what they have now: from the top down, those of a level by their names.
   */
  async limitBeneath(
    trx: Knex.Transaction,
    unit: { id: string; level: number },
    by: string,
  ): Promise<LimitedUnit[]> {
    const levels: string[][] = [];
    // Each level by a statement of its own: one that waits for a lock does not see units that were added meanwhile.
    for (let level = unit.level + 1; ; level++) {
      const { rows } = await trx.raw<{ rows: { id: string }[] }>(LOCK_UNLIMITED, {
        unitId: unit.id,
        level,
      });
      if (rows.length === 0) break;
      levels.push(rows.map(({ id }) => id));
    }
    const limited: LimitedUnit[] = [];
    for (const ids of levels.toReversed()) {
      const { rows } = await trx.raw<{ rows: LimitedUnit[] }>(LIMIT_TO_NEED, { ids, by });
      limited.unshift(...rows);
    }
    return limited;
  }
}
