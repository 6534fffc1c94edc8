import type { JsonObject } from '@backstage/types';
import { type Unit, unitEntityRef } from '@bailiwick/backstage-plugin-infra-common';
import type { PolicyUnit, UnitPlace } from '../access';

/** A unit with all that other rooms need to know of it. */
export interface UnitRecord extends Unit, UnitPlace, PolicyUnit {
  id: string;
  kind: string;
}

/** A row of `units` together with the chain above it, from the root down. */
export interface UnitRow {
  id: string;
  kind: string;
  level: number;
  slug: string;
  name: string;
  parent_id: string | null;
  ancestor_ids: string[];
  ldap_group: string | null;
  revision: number;
  chain: { kind: string; slug: string; name: string }[];
}

export const toUnitRecord = (row: UnitRow): UnitRecord => ({
  id: row.id,
  kind: row.kind,
  slug: row.slug,
  name: row.name,
  parentId: row.parent_id,
  path: row.chain.map(({ name }) => name),
  ...(row.ldap_group === null ? {} : { ldapGroup: row.ldap_group }),
  entityRef: unitEntityRef(row),
  level: row.level,
  ancestorIds: row.ancestor_ids,
  ancestorRefs: row.chain.map(unitEntityRef),
  revision: row.revision,
});

/** What the REST API shows of a unit. */
export const toUnit = ({
  level: _level,
  ancestorIds: _ancestorIds,
  ancestorRefs: _ancestorRefs,
  ...unit
}: UnitRecord): Unit => unit;

/** What the audit trail keeps. */
export const toAudit = (record: UnitRecord): JsonObject => {
  const { revision: _revision, ...unit } = toUnit(record);
  return unit;
};
