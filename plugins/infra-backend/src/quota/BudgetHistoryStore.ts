import type { BudgetPoint } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { type CourseSpan, CourseTable } from './CourseTable';

interface PointRow {
  at: Date;
  monthly_limit: string | null;
  used: string;
}

// As that of quota. A unit that money was never spent or limited for has no rows.
const RECORD = `
  WITH beneath AS (
    SELECT above.id AS unit_id, sum(budgets.spent) AS used
    FROM budgets JOIN units ON units.id = budgets.unit_id
      CROSS JOIN LATERAL unnest(units.ancestor_ids) AS above (id)
    GROUP BY above.id
  ), present AS (
    SELECT beneath.unit_id, beneath.used, budgets.monthly_limit
    FROM beneath JOIN budgets ON budgets.unit_id = beneath.unit_id
  )
  INSERT INTO budget_history (unit_id, at, monthly_limit, used)
  SELECT present.unit_id, now(), present.monthly_limit, present.used
  FROM present LEFT JOIN LATERAL (
    SELECT monthly_limit, used FROM budget_history AS earlier
    WHERE earlier.unit_id = present.unit_id
    ORDER BY at DESC LIMIT 1) AS latest ON true
  WHERE (latest.monthly_limit, coalesce(latest.used, 0)) IS DISTINCT FROM (present.monthly_limit, present.used)
  ON CONFLICT DO NOTHING`;

/** Rows of what units might and did spend in the course of time. */
export class BudgetHistoryStore {
  readonly #course: CourseTable<PointRow>;

  constructor(private readonly knex: Knex) {
    const columns = ['monthly_limit', 'used'];
    this.#course = new CourseTable(knex, { table: 'budget_history', bySite: false, columns });
  }

  /** Writes down what differs from what was written down last; answers how many rows that are. */
  async record(): Promise<number> {
    const { rowCount } = await this.knex.raw<{ rowCount: number }>(RECORD);
    return rowCount;
  }

  /** At most so many points, besides the one that held at the beginning. */
  async read(span: Omit<CourseSpan, 'site'>, most: number): Promise<BudgetPoint[]> {
    const rows = await this.#course.read(span, most);
    return rows.map(({ at, monthly_limit: limit, used }) => ({
      at: at.toISOString(),
      limit: limit === null ? null : Number(limit),
      used: Number(used),
    }));
  }

  /** Removes what is older, but for what still held then. */
  async forget(hours: number): Promise<number> {
    return this.#course.forget(hours);
  }
}
