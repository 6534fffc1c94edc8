import { FAILED_STATUSES } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';

/** Counts of the resources of one type and version beneath one unit. */
export interface ComplianceRow {
  unit: { id: string; name: string; kind: string };
  type: string;
  version: string;
  resources: number;
  drifted: number;
  stale: number;
  expiringSoon: number;
  failed: number;
}

export interface ComplianceScope {
  /** Beneath which units to look. */
  roots: 'all' | readonly string[];
  /** Where the one root stands whose direct children are counted; without it the roots are counted themselves. */
  level?: number;
  /** What the permission policy narrows resources to. */
  filter: RowFilter;
}

interface CountRow extends Omit<ComplianceRow, 'unit' | 'expiringSoon'> {
  unit_id: string;
  unit_name: string;
  unit_kind: string;
  expiring_soon: number;
}

const asArray = (roots: ComplianceScope['roots']) => (roots === 'all' ? [] : [...roots]);

/** The unit of the level below, or the unit itself where there is none. */
const BELOW = 'coalesce(units.ancestor_ids[?::int], units.id)';

/** Of the units that may be read the one nearest to the root. */
const TOPMOST = `(SELECT above.id FROM unnest(units.ancestor_ids) WITH ORDINALITY AS above (id, place)
  WHERE above.id = ANY(?::uuid[]) ORDER BY above.place LIMIT 1)`;

const FAILED = FAILED_STATUSES.map(status => `'${status}'`).join(', ');

const COUNTS = `count(*)::int AS resources,
  (count(*) FILTER (WHERE resources.drift IS NOT NULL))::int AS drifted,
  (count(*) FILTER (WHERE resources.stale))::int AS stale,
  (count(*) FILTER (WHERE resources.expires_at < now() + interval '7 days'))::int AS expiring_soon,
  (count(*) FILTER (WHERE resources.status IN (${FAILED})))::int AS failed`;

/** Counts in the database, so that what is read does not grow with the number of resources. */
export class ComplianceStore {
  constructor(private readonly knex: Knex) {}

  async count({ roots, level, filter }: ComplianceScope): Promise<ComplianceRow[]> {
    const { knex } = this;
    const scope = knex('units')
      .select('units.id')
      .modify(places => {
        if (roots !== 'all') places.whereRaw('ancestor_ids && ?::uuid[]', [[...roots]]);
        if (level === undefined)
          places.select(knex.raw(`${TOPMOST} AS group_id`, [asArray(roots)]));
        else places.select(knex.raw(`${BELOW} AS group_id`, [level + 2]));
      });
    const rows: CountRow[] = await knex
      .with('scope', scope)
      .with('counted', counted =>
        counted
          .select('scope.group_id', 'resources.type', 'resources.version', knex.raw(COUNTS))
          .from('resources')
          .join('scope', 'scope.id', 'resources.unit_id')
          .where('resources.state', '<>', 'destroyed')
          .where(allowed => filter(allowed))
          .groupBy('scope.group_id', 'resources.type', 'resources.version'),
      )
      .select('counted.*')
      .select({ unit_id: 'units.id', unit_name: 'units.name', unit_kind: 'units.kind' })
      .from('counted')
      .join('units', 'units.id', 'counted.group_id')
      .orderBy(['units.name', 'units.id', 'counted.type', 'counted.version']);
    return rows.map(row => ({
      unit: { id: row.unit_id, name: row.unit_name, kind: row.unit_kind },
      type: row.type,
      version: row.version,
      resources: row.resources,
      drifted: row.drifted,
      stale: row.stale,
      expiringSoon: row.expiring_soon,
      failed: row.failed,
    }));
  }
}
