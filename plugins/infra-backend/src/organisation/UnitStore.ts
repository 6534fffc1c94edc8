import { randomUUID } from 'node:crypto';
import { CATALOG_NAMESPACE, unitEntityRef } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import { runPrepared } from '../lib/database';
import { toUnitRecord, type UnitRecord, type UnitRow } from './UnitRecord';

/** Columns of a {@link UnitRow}, from a table `units` that is not aliased. */
const COLUMNS = `units.id, units.kind, units.level, units.slug, units.name, units.parent_id,
  units.ancestor_ids, units.ldap_group, units.revision,
  (SELECT jsonb_agg(jsonb_build_object('kind', above.kind, 'slug', above.slug, 'name', above.name)
                    ORDER BY above.level)
   FROM units AS above WHERE above.id = ANY(units.ancestor_ids)) AS chain`;

/** What {@link unitEntityRef} makes of a row. */
const ENTITY_REF = `'group:${CATALOG_NAMESPACE}/' || units.kind || '-' || units.slug`;

/** Which units somebody sees: whole subtrees, and single units by name only. */
export type UnitScope = 'all' | { subtrees: string[]; singles: string[] };

export interface UnitListing {
  scope: UnitScope;
  filter: RowFilter;
  kind?: string;
  parentId?: string;
  /** Part of the name or slug. */
  q?: string;
  /** The unit that is this Group in the catalog. */
  entityRef?: string;
  /** Only these. */
  ids?: readonly string[];
  level?: number;
  limit: number;
  /** Level, folded name and id of the last unit that is known. */
  after?: readonly [number, string, string];
}

export interface NewUnit {
  kind: string;
  level: number;
  slug: string;
  name: string;
  parent?: UnitRecord;
  ldapGroup?: string;
}

const contains = (text: string) => `%${text.replace(/[\\%_]/g, character => `\\${character}`)}%`;

/** The tables of the org tree. */
export class UnitStore {
  constructor(private readonly knex: Knex) {}

  async find(id: string, knex: Knex = this.knex): Promise<UnitRecord | undefined> {
    const { rows } = await runPrepared<UnitRow>(
      knex,
      'unit-by-id',
      `SELECT ${COLUMNS} FROM units WHERE units.id = :id`,
      { id },
    );
    return rows.map(toUnitRecord)[0];
  }

  /** The unit, locked against changes until the end of the transaction. */
  async lock(trx: Knex.Transaction, id: string): Promise<UnitRecord | undefined> {
    const { rows } = await trx.raw<{ rows: UnitRow[] }>(
      `SELECT ${COLUMNS} FROM units WHERE units.id = ? FOR UPDATE`,
      [id],
    );
    return rows.map(toUnitRecord)[0];
  }

  /** The unit and everything above it, from the root down. */
  async chain(id: string): Promise<UnitRecord[]> {
    const { rows } = await this.knex.raw<{ rows: UnitRow[] }>(
      `SELECT ${COLUMNS} FROM units
       WHERE units.id = ANY((SELECT own.ancestor_ids FROM units AS own WHERE own.id = ?)::uuid[])
       ORDER BY units.level`,
      [id],
    );
    return rows.map(toUnitRecord);
  }

  async list(listing: UnitListing): Promise<(UnitRecord & { foldedName: string })[]> {
    const { scope, kind, parentId, q, entityRef, ids, level, after } = listing;
    const query = this.knex<UnitRow & { folded_name: string }>('units')
      .select(this.knex.raw(`${COLUMNS}, lower(units.name) AS folded_name`))
      .modify(listing.filter)
      .orderByRaw('units.level, lower(units.name), units.id')
      .limit(listing.limit);
    if (scope !== 'all') {
      query.whereRaw('(units.ancestor_ids && ?::uuid[] OR units.id = ANY(?::uuid[]))', [
        scope.subtrees,
        scope.singles,
      ]);
    }
    if (kind !== undefined) query.where('units.kind', kind);
    if (parentId !== undefined) query.where('units.parent_id', parentId);
    if (level !== undefined) query.where('units.level', level);
    if (ids) query.whereIn('units.id', [...ids]);
    if (q) query.whereRaw('(units.name ILIKE ? OR units.slug ILIKE ?)', [contains(q), contains(q)]);
    if (entityRef !== undefined) {
      query.whereRaw(`${ENTITY_REF} = lower(?)`, [entityRef]);
    }
    if (after) {
      query.whereRaw('(units.level, lower(units.name), units.id) > (?::int, ?, ?::uuid)', [
        ...after,
      ]);
    }
    const rows: (UnitRow & { folded_name: string })[] = await query;
    return rows.map(row => ({ ...toUnitRecord(row), foldedName: row.folded_name }));
  }

  /** Units by what groups of a directory call them: slug or id at a level, or the unit's own group. */
  async named(
    names: readonly { level: number; name: string }[],
    groups: string[],
  ): Promise<UnitRecord[]> {
    const { rows } = await this.knex.raw<{ rows: UnitRow[] }>(
      `SELECT ${COLUMNS} FROM units
       WHERE EXISTS (
         SELECT 1 FROM unnest(?::int[], ?::text[]) AS wanted (level, name)
         WHERE wanted.level = units.level AND wanted.name IN (units.slug, units.id::text)
       ) OR lower(units.ldap_group) = ANY(?)`,
      [names.map(({ level }) => level), names.map(({ name }) => name), groups],
    );
    return rows.map(toUnitRecord);
  }

  async entityRefs(ids: string[]): Promise<string[]> {
    const rows = await this.knex('units')
      .whereIn('id', ids)
      .orderBy(['level', 'slug'])
      .select<{ kind: string; slug: string }[]>('kind', 'slug');
    return rows.map(unitEntityRef);
  }

  async root(): Promise<UnitRecord | undefined> {
    const { rows } = await this.knex.raw<{ rows: UnitRow[] }>(
      `SELECT ${COLUMNS} FROM units WHERE units.parent_id IS NULL`,
    );
    return rows.map(toUnitRecord)[0];
  }

  /** Which kind each level has in the data. */
  async kinds(): Promise<{ level: number; kind: string }[]> {
    return this.knex('units').distinct('level', 'kind').orderBy('level');
  }

  /** Slugs of the kind that are the base, or begin with it and a hyphen. */
  async slugsLike(trx: Knex, kind: string, base: string): Promise<Set<string>> {
    const rows = await trx('units')
      .where({ kind })
      .andWhere(any => any.where('slug', base).orWhere('slug', 'like', `${base.slice(0, 40)}%`))
      .select<{ slug: string }[]>('slug');
    return new Set(rows.map(({ slug }) => slug));
  }

  async insert(trx: Knex, unit: NewUnit): Promise<UnitRecord> {
    const id = randomUUID();
    await trx('units').insert({
      id,
      kind: unit.kind,
      level: unit.level,
      slug: unit.slug,
      name: unit.name,
      parent_id: unit.parent?.id ?? null,
      ancestor_ids: [...(unit.parent?.ancestorIds ?? []), id],
      ldap_group: unit.ldapGroup ?? null,
    });
    return (await this.find(id, trx)) as UnitRecord;
  }

  async update(
    trx: Knex,
    id: string,
    change: { name: string; ldapGroup: string | null },
  ): Promise<UnitRecord> {
    await trx('units')
      .where({ id })
      .update({
        name: change.name,
        ldap_group: change.ldapGroup,
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
      });
    return (await this.find(id, trx)) as UnitRecord;
  }

  async delete(trx: Knex, id: string): Promise<void> {
    await trx('units').where({ id }).delete();
  }
}
