import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import { ofVisibleUnits } from '../integrations/visibility';
import type { UnitScope } from '../organisation/UnitStore';
import type { WorkspaceRecord, WorkspaceSettings } from './types';

interface WorkspaceRow {
  id: string;
  name: string;
  description: string | null;
  unit_id: string;
  unit_name: string;
  integration_id: string;
  url: string;
  api_url: string;
  branch: string;
  path: string;
  resource_types: string[];
  served_units: string[];
  revision: number;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  validated_at: Date | null;
  validation_error: string | null;
  mirrored: number;
  failing: number;
}

export interface WorkspaceListing {
  scope: UnitScope;
  filter: RowFilter;
  q?: string;
  /** Only those that serve a unit with these ancestors. */
  servingUnits?: readonly string[];
  servingType?: string;
  limit: number;
  after?: readonly [name: string, id: string];
}

const counted = (condition: string) =>
  `(SELECT count(*)::int FROM workspace_mirrors WHERE workspace_id = workspaces.id AND ${condition})`;

const toRecord = (row: WorkspaceRow): WorkspaceRecord => ({
  id: row.id,
  name: row.name,
  ...(row.description === null ? {} : { description: row.description }),
  unitId: row.unit_id,
  unitName: row.unit_name,
  integrationId: row.integration_id,
  url: row.url,
  apiUrl: row.api_url,
  branch: row.branch,
  path: row.path,
  resourceTypes: row.resource_types,
  units: row.served_units,
  revision: row.revision,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...(row.validated_at === null ? {} : { validatedAt: row.validated_at }),
  ...(row.validation_error === null ? {} : { validationError: row.validation_error }),
  mirrored: row.mirrored,
  failing: row.failing,
});

const toColumns = (settings: WorkspaceSettings) => ({
  name: settings.name,
  description: settings.description ?? null,
  integration_id: settings.integrationId,
  url: settings.url,
  api_url: settings.apiUrl,
  branch: settings.branch,
  path: settings.path,
  resource_types: settings.resourceTypes,
  served_units: settings.units,
});

const like = (part: string) => `%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

/** The rows of workspaces. */
export class WorkspaceStore {
  constructor(private readonly knex: Knex) {}

  async list(listing: WorkspaceListing): Promise<WorkspaceRecord[]> {
    const { q, servingUnits, servingType, after, limit } = listing;
    const query = this.#select(this.knex)
      .whereIn('workspaces.unit_id', ofVisibleUnits(this.knex, listing))
      .orderBy(['workspaces.name', 'workspaces.id'])
      .limit(limit);
    if (q) {
      query.where(found =>
        found
          .whereRaw('lower(workspaces.name) LIKE ?', [like(q)])
          .orWhereRaw('lower(workspaces.url) LIKE ?', [like(q)]),
      );
    }
    if (servingUnits) {
      query
        .whereIn('workspaces.unit_id', [...servingUnits])
        .whereRaw("(served_units = '{}' OR served_units && ?::uuid[])", [[...servingUnits]]);
    }
    if (servingType) {
      query.whereRaw("(resource_types = '{}' OR ? = ANY(resource_types))", [servingType]);
    }
    if (after) query.whereRaw('(workspaces.name, workspaces.id) > (?, ?::uuid)', [...after]);
    const rows: WorkspaceRow[] = await query;
    return rows.map(toRecord);
  }

  async find(id: string, knex: Knex = this.knex): Promise<WorkspaceRecord | undefined> {
    return this.#first({ 'workspaces.id': id }, knex);
  }

  async findByName(name: string): Promise<WorkspaceRecord | undefined> {
    return this.#first({ 'workspaces.name': name }, this.knex);
  }

  /** The workspace under its row lock; a resource cannot come to be mirrored by it meanwhile. */
  async lock(trx: Knex.Transaction, id: string): Promise<WorkspaceRecord | undefined> {
    await trx('workspaces').where({ id }).select('id').forUpdate();
    return this.find(id, trx);
  }

  async insert(
    trx: Knex,
    settings: WorkspaceSettings & { unitId: string; createdBy: string },
  ): Promise<WorkspaceRecord> {
    const id = randomUUID();
    await trx('workspaces').insert({
      ...{ id, unit_id: settings.unitId, created_by: settings.createdBy },
      ...toColumns(settings),
    });
    return (await this.find(id, trx)) as WorkspaceRecord;
  }

  /** What was validated before counts no more. The caller holds the row lock. */
  async update(trx: Knex, id: string, settings: WorkspaceSettings): Promise<WorkspaceRecord> {
    await trx('workspaces')
      .where({ id })
      .update({
        ...toColumns(settings),
        ...{ validated_at: null, validation_error: null },
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
      });
    return (await this.find(id, trx)) as WorkspaceRecord;
  }

  /** Writes down what the git host said, unless the workspace has changed since. */
  async noteValidation(
    trx: Knex,
    { id, revision }: WorkspaceRecord,
    error: string | undefined,
  ): Promise<boolean> {
    const changed = await trx('workspaces')
      .where({ id, revision })
      .update({
        ...(error === undefined ? { validated_at: trx.fn.now() } : {}),
        validation_error: error ?? null,
      });
    return changed > 0;
  }

  async delete(trx: Knex, id: string): Promise<void> {
    await trx('workspaces').where({ id }).delete();
  }

  async #first(where: object, knex: Knex): Promise<WorkspaceRecord | undefined> {
    const row: WorkspaceRow | undefined = await this.#select(knex).where(where).first();
    return row && toRecord(row);
  }

  #select(knex: Knex): Knex.QueryBuilder {
    return knex('workspaces')
      .join('units', 'units.id', 'workspaces.unit_id')
      .select(
        'workspaces.*',
        'units.name AS unit_name',
        knex.raw(`${counted("state <> 'removed'")} AS mirrored`),
        knex.raw(`${counted('error IS NOT NULL')} AS failing`),
      );
  }
}
