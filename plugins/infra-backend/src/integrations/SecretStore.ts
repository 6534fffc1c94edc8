import { randomUUID } from 'node:crypto';
import type { Secret } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import type { UnitScope } from '../organisation/UnitStore';
import type { UsingResource } from './IntegrationStore';
import { ofVisibleUnits } from './visibility';

interface SecretRow {
  id: string;
  unit_id: string;
  name: string;
  description: string | null;
  version: number;
  revision: number;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = [
  ...['id', 'unit_id', 'name', 'description', 'version', 'revision'],
  ...['created_by', 'created_at', 'updated_at'],
];

const toSecret = (row: SecretRow): Secret => ({
  id: row.id,
  name: row.name,
  unitId: row.unit_id,
  ...(row.description === null ? {} : { description: row.description }),
  version: row.version,
  revision: row.revision,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

export interface SecretListing {
  scope: UnitScope;
  filter: RowFilter;
  /** Only those of these units. */
  unitIds?: readonly string[];
  limit: number;
  after?: readonly [string, string];
}

export interface NewSecret {
  id: string;
  name: string;
  unitId: string;
  description?: string;
  sealed: Buffer;
  createdBy: string;
}

/** The table of secrets. Their values leave it sealed only. */
export class SecretStore {
  constructor(private readonly knex: Knex) {}

  async list(listing: SecretListing): Promise<Secret[]> {
    const { unitIds, limit, after } = listing;
    const query = this.knex('secrets')
      .whereIn('unit_id', ofVisibleUnits(this.knex, listing))
      .orderBy(['name', 'id'])
      .limit(limit)
      .select(COLUMNS);
    if (unitIds) query.whereIn('unit_id', [...unitIds]);
    if (after) query.whereRaw('(name, id) > (?, ?::uuid)', [...after]);
    const rows: SecretRow[] = await query;
    return rows.map(toSecret);
  }

  async find(id: string, knex: Knex = this.knex): Promise<Secret | undefined> {
    const row: SecretRow | undefined = await knex('secrets').where({ id }).first(COLUMNS);
    return row && toSecret(row);
  }

  async lock(trx: Knex.Transaction, id: string): Promise<Secret | undefined> {
    const row: SecretRow | undefined = await trx('secrets')
      .where({ id })
      .forUpdate()
      .first(COLUMNS);
    return row && toSecret(row);
  }

  async insert(trx: Knex, secret: NewSecret): Promise<Secret> {
    const { id, name, unitId, description, sealed, createdBy } = secret;
    const [row] = await trx('secrets')
      .insert({
        ...{ id, name, sealed, unit_id: unitId, created_by: createdBy },
        description: description ?? null,
      })
      .returning(COLUMNS);
    return toSecret(row);
  }

  /** A new value is a new version. */
  async update(
    trx: Knex,
    id: string,
    change: { description?: string; sealed?: Buffer },
  ): Promise<Secret> {
    const { description, sealed } = change;
    const [row] = await trx('secrets')
      .where({ id })
      .update({
        ...(description === undefined ? {} : { description: description || null }),
        ...(sealed ? { sealed, version: trx.raw('version + 1') } : {}),
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
      })
      .returning(COLUMNS);
    return toSecret(row);
  }

  async delete(trx: Knex, id: string): Promise<void> {
    await trx('secrets').where({ id }).delete();
  }

  /** The secrets with these names of a unit or of those above it. */
  async named(
    unitIds: readonly string[],
    names: readonly string[],
  ): Promise<{ id: string; unitId: string; name: string; sealed: Buffer }[]> {
    return this.knex('secrets')
      .whereIn('unit_id', [...unitIds])
      .whereIn('name', [...names])
      .select({ id: 'id', unitId: 'unit_id', name: 'name', sealed: 'sealed' });
  }

  /**
   * Live resources with a variable that names the secret, now or in a change that waits for approval, in the unit or beneath it,
   * unless a nearer unit has a secret of the same name.
   */
  async users(trx: Knex, { id, name, unitId }: Secret): Promise<UsingResource[]> {
    const { rows } = await trx.raw<{ rows: UsingResource[] }>(
      `SELECT resources.id, resources.name, resources.type
       FROM resources
       JOIN units AS team ON team.id = resources.unit_id
       WHERE resources.state <> 'destroyed'
         AND CAST(:unitId AS uuid) = ANY(team.ancestor_ids)
         AND EXISTS (
           SELECT 1 FROM (
             SELECT resources.variables
             UNION ALL
             SELECT proposal->'variables' FROM approvals
             WHERE approvals.resource_id = resources.id AND approvals.status = 'open'
           ) AS wanted (variables)
           WHERE jsonb_path_exists(wanted.variables, '$.** \\? (@."$secret" == $name)',
                                   jsonb_build_object('name', CAST(:name AS text))))
         AND NOT EXISTS (
           SELECT 1 FROM secrets AS nearer JOIN units AS owner ON owner.id = nearer.unit_id
           WHERE nearer.name = :name AND nearer.id <> :id
             AND owner.id = ANY(team.ancestor_ids)
             AND owner.level > (SELECT level FROM units WHERE id = :unitId))
       ORDER BY resources.name`,
      { id, name, unitId },
    );
    return rows;
  }

  newId(): string {
    return randomUUID();
  }
}
