import type { Cost } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { capacityOf, inFull, sumOf } from './amounts';
import { CAPACITY_LEVEL } from './types';

/** A counter that is not what it counts. */
export interface CounterDifference {
  /**
   * `used`: live reservations; `allotted`: limits of the children; `limit`: servers of a field that are online; `online` and `offline`:
   * servers of a site; `overdrawn`: a department or team that has less than it gave out or uses. Of budgets: `spent`, live
   * reservations; `granted`, limits of the children; `unlimited`, a unit without a limit beneath one that has a limit.
   */
  counter:
    | 'used'
    | 'allotted'
    | 'limit'
    | 'online'
    | 'offline'
    | 'overdrawn'
    | 'spent'
    | 'granted'
    | 'unlimited';
  /** Absent for what a whole site has. */
  unitId?: string;
  /** Absent for money. */
  site?: string;
  /** What the counter says. */
  counted: Partial<Cost>;
  /** What there is. */
  actual: Partial<Cost>;
}

interface DifferenceRow extends Omit<CounterDifference, 'unitId'> {
  unitId: string | null;
}

interface BudgetDifferenceRow {
  counter: CounterDifference['counter'];
  unitId: string;
  counted: string;
  actual: string;
}

const NONE = `'{}'::jsonb`;

// Transactions move a counter together with what it counts, so one statement, which sees one moment, finds them equal.
const DIFFERENCES = `
  WITH held AS (
    SELECT unit_id, site, ${sumOf('amounts')} AS amounts
    FROM reservations WHERE state <> 'released' AND site IS NOT NULL GROUP BY unit_id, site
  ), granted AS (
    SELECT units.parent_id AS unit_id, quotas.site, ${sumOf('quotas.limit_amounts')} AS amounts
    FROM quotas JOIN units ON units.id = quotas.unit_id
    WHERE units.level > ${CAPACITY_LEVEL} GROUP BY units.parent_id, quotas.site
  ), capacity AS (
    SELECT field_id AS unit_id, site, ${capacityOf('servers')} AS amounts
    FROM servers WHERE status = 'active' AND field_id IS NOT NULL GROUP BY field_id, site
  ), stock AS (
    SELECT site, ${capacityOf('servers', `status = 'active'`)} AS online,
      ${capacityOf('servers', `status = 'offline'`)} AS offline
    FROM servers GROUP BY site
  ), counters AS (
    SELECT 'used' AS counter, unit_id, site, quotas.used_amounts AS counted, held.amounts AS actual
    FROM quotas FULL JOIN held USING (unit_id, site)
    UNION ALL
    SELECT 'allotted', unit_id, site, quotas.allotted_amounts, granted.amounts
    FROM quotas FULL JOIN granted USING (unit_id, site)
    UNION ALL
    SELECT 'limit', unit_id, site, limits.limit_amounts, capacity.amounts
    FROM (
      SELECT quotas.* FROM quotas JOIN units ON units.id = quotas.unit_id
      WHERE units.level = ${CAPACITY_LEVEL}
    ) AS limits FULL JOIN capacity USING (unit_id, site)
    UNION ALL
    SELECT 'online', NULL, coalesce(sites.name, stock.site), sites.online_amounts, stock.online
    FROM sites FULL JOIN stock ON stock.site = sites.name
    UNION ALL
    SELECT 'offline', NULL, coalesce(sites.name, stock.site), sites.offline_amounts, stock.offline
    FROM sites FULL JOIN stock ON stock.site = sites.name
  )
  SELECT counter, unit_id AS "unitId", site,
    ${inFull(`coalesce(counted, ${NONE})`)} AS counted, ${inFull(`coalesce(actual, ${NONE})`)} AS actual
  FROM counters
  WHERE ${inFull(`coalesce(counted, ${NONE})`)} <> ${inFull(`coalesce(actual, ${NONE})`)}
  UNION ALL
  SELECT 'overdrawn', quotas.unit_id, quotas.site, ${inFull('quotas.limit_amounts')},
    ${inFull('amounts_add(quotas.allotted_amounts, quotas.used_amounts)')}
  FROM quotas JOIN units ON units.id = quotas.unit_id
  WHERE units.level > ${CAPACITY_LEVEL} AND NOT quota_fits(
    amounts_add(quotas.allotted_amounts, quotas.used_amounts), quotas.limit_amounts, ${NONE}, ${NONE})
  ORDER BY site, "unitId", counter`;

// That a unit has less than it gave out and spends, the table itself does not take.
const BUDGET_DIFFERENCES = `
  WITH counters AS (
    SELECT 'spent' AS counter, unit_id, coalesce(budgets.spent, 0) AS counted, coalesce(held.total, 0) AS actual
    FROM budgets FULL JOIN (
      SELECT unit_id, sum(monthly_cost) AS total
      FROM reservations WHERE state <> 'released' AND monthly_cost <> 0 GROUP BY unit_id) AS held USING (unit_id)
    UNION ALL
    SELECT 'granted', unit_id, coalesce(budgets.allotted, 0), coalesce(granted.total, 0)
    FROM budgets FULL JOIN (
      SELECT units.parent_id AS unit_id, sum(budgets.monthly_limit) AS total
      FROM budgets JOIN units ON units.id = budgets.unit_id
      WHERE units.level > 0 GROUP BY units.parent_id) AS granted USING (unit_id)
    UNION ALL
    SELECT 'unlimited', budgets.unit_id, 1, 0
    FROM budgets JOIN units ON units.id = budgets.unit_id JOIN budgets AS above ON above.unit_id = units.parent_id
    WHERE budgets.monthly_limit IS NULL AND above.monthly_limit IS NOT NULL
  )
  SELECT counter, unit_id AS "unitId", counted, actual FROM counters WHERE counted <> actual
  ORDER BY "unitId", counter`;

/** Compares the counters of quota and of budgets with what they count. */
export class CounterStore {
  constructor(private readonly knex: Knex) {}

  async differences(): Promise<CounterDifference[]> {
    const { rows } = await this.knex.raw<{ rows: DifferenceRow[] }>(DIFFERENCES);
    return [
      ...rows.map(({ unitId, ...row }) => ({ ...row, ...(unitId === null ? {} : { unitId }) })),
      ...(await this.#ofBudgets()),
    ];
  }

  async #ofBudgets(): Promise<CounterDifference[]> {
    const { rows } = await this.knex.raw<{ rows: BudgetDifferenceRow[] }>(BUDGET_DIFFERENCES);
    return rows.map(({ counter, unitId, counted, actual }) => ({
      ...{ counter, unitId },
      counted: counter === 'unlimited' ? {} : { monthlyCost: Number(counted) },
      actual: { monthlyCost: Number(actual) },
    }));
  }
}
