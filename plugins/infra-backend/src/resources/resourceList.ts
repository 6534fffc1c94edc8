import type { ResourceQuery } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { RowFilter } from '../access';
import { cursorCodec } from '../lib/paging';
import { RESOURCE_COLUMNS, type ResourceRow, toRecord } from './ResourceStore';
import type { ResourceRecord } from './types';

/** A resource with its place in the list: the value that it is sorted by, and its id. */
export interface ListedResource extends ResourceRecord {
  position: [string, string];
}

export interface ResourceListing extends Omit<ResourceQuery, 'cursor' | 'limit'> {
  limit: number;
  /** Whose favourites are meant. */
  userRef: string;
  /** Units whose whole subtree is listed. */
  roots: 'all' | readonly string[];
  /** What the permission policy narrows the list to. */
  filter: RowFilter;
  after?: [string, string];
}

/** Up to so many units the list is put together of each one's own; of more, reading on in order finds enough soon. */
const FEW_UNITS = 1_000;

/** From this length on an index finds any part of a name; shorter ones are looked for where a word begins. */
const ANYWHERE = 3;

const SORT_COLUMNS = { createdAt: 'created_at', updatedAt: 'updated_at', name: 'name' } as const;

function sortOf({ sort }: Pick<ResourceListing, 'sort'>) {
  const column = SORT_COLUMNS[sort.replace('-', '') as keyof typeof SORT_COLUMNS];
  return { column, direction: sort.startsWith('-') ? ('desc' as const) : ('asc' as const) };
}

function orderBy(table: string, listing: ResourceListing) {
  const { column, direction: order } = sortOf(listing);
  return [
    { column: `${table}.${column}`, order },
    { column: `${table}.id`, order },
  ];
}

export const resourceCursor = (sort: ResourceQuery['sort']) =>
  cursorCodec(`resources by ${sort}`, z.tuple([z.string(), z.uuid()]));

/**
 * Reads resources in order from right after a position. An index leads to the first of them, so what a page costs does not grow with
 * the table.
 */
export async function listResources(
  knex: Knex,
  listing: ResourceListing,
): Promise<ListedResource[]> {
  const units = await unitsOf(knex, listing);
  if (units?.length === 0) return [];
  const { column } = sortOf(listing);
  const rows: (ResourceRow & { position: string })[] = await knex
    .withMaterialized('page', page => findPage(page, knex, listing, units))
    .select(knex.raw(RESOURCE_COLUMNS), knex.raw(`resources.${column}::text AS position`))
    .from('page')
    .join('resources', 'resources.id', 'page.id')
    .join('units', 'units.id', 'resources.unit_id')
    .orderBy(orderBy('resources', listing));
  return rows.map(row => ({ ...toRecord(row), position: [row.position, row.id] }));
}

/** The units whose resources are listed; undefined for those of every unit. */
async function unitsOf(knex: Knex, { roots, unitId }: ResourceListing) {
  if (roots === 'all' && unitId === undefined) return undefined;
  const query = knex('units');
  if (roots !== 'all') query.whereRaw('ancestor_ids && ?::uuid[]', [[...roots]]);
  if (unitId !== undefined) query.whereRaw('ancestor_ids @> ?::uuid[]', [[unitId]]);
  return query.pluck<string[]>('id');
}

/** True where few of all resources fit, in whatever unit: an index of its own leads to them. */
const isRare = (listing: ResourceListing) => {
  const { q, status, state, requestedBy, drifted, expiring, label, favourite } = listing;
  return (
    q !== undefined ||
    (status !== undefined && status !== 'done') ||
    state === 'provision' ||
    state === 'destroy' ||
    requestedBy !== undefined ||
    drifted === true ||
    expiring === true ||
    label !== undefined ||
    favourite === true
  );
};

/** Writes the query for the ids of a page. */
function findPage(
  query: Knex.QueryBuilder,
  knex: Knex,
  listing: ResourceListing,
  units: string[] | undefined,
): void {
  if (!units || units.length > FEW_UNITS || isRare(listing)) {
    narrow(query, listing);
    if (units) query.whereRaw('resources.unit_id = ANY(?::uuid[])', [units]);
    return;
  }
  const ofEach = knex.queryBuilder();
  narrow(ofEach, listing);
  ofEach.whereRaw('resources.unit_id = scope.unit_id');
  query
    .select('each.id')
    .from(knex.raw('unnest(?::uuid[]) AS scope (unit_id)', [units]))
    .crossJoin(knex.raw('LATERAL (?) AS each', [ofEach]))
    .orderBy(orderBy('each', listing))
    .limit(listing.limit);
}

/** Selects the first of what fits the listing. */
function narrow(query: Knex.QueryBuilder, listing: ResourceListing): void {
  const { column, direction } = sortOf(listing);
  query
    .select('resources.id', `resources.${column}`)
    .from('resources')
    .modify(listing.filter)
    .orderBy(orderBy('resources', listing))
    .limit(listing.limit);
  if (listing.after) {
    const isBehind = direction === 'desc' ? '<' : '>';
    query.whereRaw(`(resources.${column}, resources.id) ${isBehind} (?, ?)`, listing.after);
  }
  for (const key of ['type', 'site', 'state', 'status'] as const) {
    if (listing[key] !== undefined) query.where(`resources.${key}`, listing[key]);
  }
  if (listing.requestedBy) query.where('resources.requested_by', listing.requestedBy);
  const { q } = listing;
  if (q)
    query.where(names => patternsOf(q).forEach(like => names.orWhereLike('resources.name', like)));
  if (listing.label !== undefined) {
    const [key, value] = listing.label.split('=', 2);
    query.whereRaw("resources.labels <> '{}'");
    if (value === undefined) query.whereRaw('resources.labels \\? ?', [key]);
    else query.whereRaw('resources.labels @> ?::jsonb', [JSON.stringify({ [key]: value })]);
  }
  if (listing.favourite !== undefined) {
    const has = listing.favourite ? 'EXISTS' : 'NOT EXISTS';
    query.whereRaw(
      `${has} (SELECT FROM favourites WHERE resource_id = resources.id AND user_ref = ?)`,
      [listing.userRef],
    );
  }
  if (listing.drifted !== undefined) {
    query.whereRaw(`resources.drift IS ${listing.drifted ? 'NOT NULL' : 'NULL'}`);
  }
  if (listing.expiring !== undefined) {
    const soon = "now() + interval '7 days'";
    query.whereRaw(
      listing.expiring
        ? `resources.expires_at < ${soon}`
        : `(resources.expires_at IS NULL OR resources.expires_at >= ${soon})`,
    );
  }
}

function patternsOf(part: string): string[] {
  const text = part.toLowerCase().replace(/[\\%_]/g, '\\$&');
  return part.length < ANYWHERE ? [`${text}%`, `%-${text}%`] : [`%${text}%`];
}
