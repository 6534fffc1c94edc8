import type { AuditEntry, AuditQuery, Page } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { everyRow, type RowFilter } from '../access';
import { pageOf } from '../lib/paging';
import { auditCursor, type AuditRow, toEntry } from './AuditTrail';

/** What of the trail somebody may read. */
export interface AuditScope {
  /** Units whose whole subtree may be read; `all` for the whole trail. */
  roots: 'all' | readonly string[];
  /** What the permission policy narrows units and resources to. */
  units: RowFilter;
  resources: RowFilter;
}

const ABOUT_UNITS = ['unit', 'quota'];

const isUnlimited = ({ roots, units, resources }: AuditScope) =>
  roots === 'all' && units === everyRow && resources === everyRow;

/** Reads the trail over all subjects, from the newest entry on. */
export class AuditList {
  constructor(private readonly knex: Knex) {}

  async page(
    { limit, cursor, ...query }: AuditQuery,
    scope: AuditScope,
  ): Promise<Page<AuditEntry>> {
    const after = auditCursor.decode(cursor);
    const entries = this.knex<AuditRow>('audit_entries')
      .select('audit_entries.*')
      .orderBy('audit_entries.id', 'desc')
      .limit(limit + 1);
    narrow(entries, query);
    if (after) entries.where('audit_entries.id', '<', after[0]);
    if (scope.roots !== 'all') {
      const own = await this.knex('units')
        .whereRaw('ancestor_ids && ?::uuid[]', [[...scope.roots]])
        .pluck('id');
      entries.whereRaw('audit_entries.unit_id = ANY(?::uuid[])', [own]);
    }
    if (!isUnlimited(scope)) entries.where(readable => this.#limit(readable, scope));
    const rows: AuditRow[] = await entries;
    return pageOf(rows, limit, auditCursor, row => [row.id], toEntry);
  }

  /** What is neither of a resource nor of a unit only those read who read everything. */
  #limit(entries: Knex.QueryBuilder, scope: AuditScope): void {
    const isAll = scope.roots === 'all';
    entries.where(resource => {
      resource.where('audit_entries.subject_kind', 'resource');
      if (scope.resources !== everyRow) resource.whereExists(this.#allowedResource(scope));
    });
    entries.orWhere(unit => {
      unit.whereIn('audit_entries.subject_kind', ABOUT_UNITS);
      if (scope.units !== everyRow) unit.whereExists(this.#allowedUnit(scope));
    });
    if (isAll) entries.orWhereNotIn('audit_entries.subject_kind', ['resource', ...ABOUT_UNITS]);
  }

  #allowedResource({ resources }: AuditScope): Knex.QueryBuilder {
    const { knex } = this;
    return (
      knex('resources')
        .select(knex.raw('1'))
        // Only of entries with a unit the id is certain to be a UUID.
        .whereRaw(
          `resources.id = CASE
             WHEN audit_entries.subject_kind = 'resource' AND audit_entries.unit_id IS NOT NULL
             THEN audit_entries.subject_id::uuid END`,
        )
        .where(allowed => resources(allowed))
    );
  }

  #allowedUnit({ units }: AuditScope): Knex.QueryBuilder {
    const { knex } = this;
    return knex('units')
      .select(knex.raw('1'))
      .whereRaw('units.id = audit_entries.unit_id')
      .where(allowed => units(allowed));
  }
}

function narrow(
  entries: Knex.QueryBuilder,
  { subjectKind, subjectId, actor, event, from, to }: Omit<AuditQuery, 'limit' | 'cursor'>,
): void {
  if (subjectKind) entries.where('audit_entries.subject_kind', subjectKind);
  if (subjectId) entries.where('audit_entries.subject_id', subjectId);
  if (actor) entries.where('audit_entries.actor', actor);
  if (event) entries.where('audit_entries.event', event);
  if (from) entries.where('audit_entries.time', '>=', from);
  if (to) entries.where('audit_entries.time', '<', to);
}
