import type { Knex } from 'knex';
import type { PolicyResource, PolicyUnit } from './rules';

interface UnitRow {
  id: string;
  kind: string;
  ancestor_ids: string[];
  ancestor_refs: string[];
}

interface ResourceRow extends UnitRow {
  type: string;
  site: string | null;
  requested_by: string;
}

const ANCESTOR_REFS = `ARRAY(
  SELECT 'group:default/' || above.kind || '-' || above.slug
  FROM units AS above WHERE above.id = ANY(units.ancestor_ids) ORDER BY above.level
) AS ancestor_refs`;

const toUnit = (row: UnitRow): PolicyUnit => ({
  kind: row.kind,
  ancestorIds: row.ancestor_ids,
  ancestorRefs: row.ancestor_refs,
});

/** Loads what Backstage's permission backend asks about by id, in the order of the ids. */
export class PolicySubjects {
  constructor(private readonly knex: Knex) {}

  async units(ids: string[]): Promise<(PolicyUnit | undefined)[]> {
    const { rows } = await this.knex.raw<{ rows: UnitRow[] }>(
      `SELECT id, kind, ancestor_ids, ${ANCESTOR_REFS} FROM units WHERE id::text = ANY(?)`,
      [ids],
    );
    const byId = new Map(rows.map(row => [row.id, toUnit(row)]));
    return ids.map(id => byId.get(id));
  }

  async resources(ids: string[]): Promise<(PolicyResource | undefined)[]> {
    const { rows } = await this.knex.raw<{ rows: ResourceRow[] }>(
      `SELECT resources.id, resources.type, resources.site, resources.requested_by,
              units.kind, units.ancestor_ids, ${ANCESTOR_REFS}
       FROM resources JOIN units ON units.id = resources.unit_id
       WHERE resources.id::text = ANY(?)`,
      [ids],
    );
    const byId = new Map(
      rows.map(row => [
        row.id,
        {
          type: row.type,
          site: row.site ?? undefined,
          requestedBy: row.requested_by,
          unit: toUnit(row),
        },
      ]),
    );
    return ids.map(id => byId.get(id));
  }
}
