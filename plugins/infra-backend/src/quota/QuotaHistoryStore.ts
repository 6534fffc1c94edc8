import type { QuotaPoint } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { inFull, type StoredAmounts, sumOf, toAmounts } from './amounts';
import { type CourseSpan, CourseTable } from './CourseTable';

interface PointRow {
  site: string;
  at: Date;
  limit_amounts: StoredAmounts;
  used_amounts: StoredAmounts;
}

// All units at once, from the same counters that admissions keep: they take no lock and are not waited for.
const RECORD = `
  WITH beneath AS (
    SELECT above.id AS unit_id, quotas.site, ${sumOf('quotas.used_amounts')} AS used
    FROM quotas JOIN units ON units.id = quotas.unit_id
      CROSS JOIN LATERAL unnest(units.ancestor_ids) AS above (id)
    GROUP BY above.id, quotas.site
  ), present AS (
    SELECT units.id AS unit_id, beneath.site, ${inFull('beneath.used')} AS used,
      ${inFull('CASE WHEN units.level = 0 THEN sites.online_amounts ELSE own.limit_amounts END')} AS "limit"
    FROM beneath JOIN units ON units.id = beneath.unit_id
      LEFT JOIN quotas AS own ON own.unit_id = units.id AND own.site = beneath.site
      LEFT JOIN sites ON sites.name = beneath.site
  )
  INSERT INTO quota_history (unit_id, site, at, limit_amounts, used_amounts)
  SELECT present.unit_id, present.site, now(), present."limit", present.used
  FROM present LEFT JOIN LATERAL (
    SELECT limit_amounts, used_amounts FROM quota_history AS earlier
    WHERE earlier.unit_id = present.unit_id AND earlier.site = present.site
    ORDER BY at DESC LIMIT 1) AS latest ON true
  WHERE (latest.limit_amounts, latest.used_amounts) IS DISTINCT FROM (present."limit", present.used)
  ON CONFLICT DO NOTHING`;

/** Rows of what units had and used in the course of time. */
export class QuotaHistoryStore {
  readonly #course: CourseTable<PointRow>;

  constructor(private readonly knex: Knex) {
    const columns = ['limit_amounts', 'used_amounts'];
    this.#course = new CourseTable(knex, { table: 'quota_history', bySite: true, columns });
  }

  /** Writes down what differs from what was written down last; answers how many rows that are. */
  async record(): Promise<number> {
    const { rowCount } = await this.knex.raw<{ rowCount: number }>(RECORD);
    return rowCount;
  }

  /** At most so many points for each site, besides the one that held at the beginning. */
  async read(span: CourseSpan, most: number): Promise<Map<string, QuotaPoint[]>> {
    const sites = new Map<string, QuotaPoint[]>();
    for (const row of await this.#course.read(span, most)) {
      const point = {
        at: row.at.toISOString(),
        limit: toAmounts(row.limit_amounts),
        used: toAmounts(row.used_amounts),
      };
      sites.set(row.site, [...(sites.get(row.site) ?? []), point]);
    }
    return sites;
  }

  /** Removes what is older, but for what still held then. */
  async forget(hours: number): Promise<number> {
    return this.#course.forget(hours);
  }
}
