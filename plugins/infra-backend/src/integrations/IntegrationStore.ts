import { randomUUID } from 'node:crypto';
import { type Integration, SECRET_MASK } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import type { UnitScope } from '../organisation/UnitStore';
import { ofVisibleUnits } from './visibility';

/** An integration without its secrets. */
export interface IntegrationRecord extends Omit<Integration, 'values'> {
  /** Of the fields that are no secret. */
  plain: Record<string, string>;
  /** Names of the secrets that are set. */
  secretFields: string[];
}

/** With its secrets, still sealed; undefined where the type has none. */
export type SealedIntegration = IntegrationRecord & { sealed?: Buffer };

interface IntegrationRow {
  id: string;
  name: string;
  type: string;
  unit_id: string | null;
  values: Record<string, string>;
  secret_fields: string[];
  sealed: Buffer | null;
  revision: number;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  validated_at: Date | null;
  validation_error: string | null;
  used_by: number;
}

/** Everything that is written by a change of values. */
export interface StoredValues {
  plain: Readonly<Record<string, string>>;
  secretFields: string[];
  sealed: Buffer | undefined;
}

export interface NewIntegration extends StoredValues {
  id: string;
  name: string;
  type: string;
  unitId?: string;
  createdBy: string;
}

export interface IntegrationListing {
  scope: UnitScope;
  /** Whether those of no unit are shown. */
  everybodys: boolean;
  filter: RowFilter;
  type?: string;
  /** Only those that a resource of a unit with these ancestors may use. */
  usableIn?: readonly string[];
  limit: number;
  after?: readonly [string, string];
}

/** A live resource that uses an integration or a secret, or a workspace. */
export interface UsingResource {
  id: string;
  name: string;
  type: string;
}

const USED_BY = `(
  SELECT count(*)::int FROM resource_integrations AS link
  JOIN resources ON resources.id = link.resource_id
  WHERE link.integration_id = integrations.id AND resources.state <> 'destroyed') AS used_by`;

const toRecord = (row: IntegrationRow): SealedIntegration => ({
  id: row.id,
  name: row.name,
  type: row.type,
  ...(row.unit_id === null ? {} : { unitId: row.unit_id }),
  plain: row.values,
  secretFields: row.secret_fields,
  revision: row.revision,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  ...(row.validated_at === null ? {} : { validatedAt: row.validated_at.toISOString() }),
  ...(row.validation_error === null ? {} : { validationError: row.validation_error }),
  usedBy: row.used_by,
  ...(row.sealed === null ? {} : { sealed: row.sealed }),
});

/** What the REST API and the audit trail show: secrets that are set show as the mask. */
export const toIntegration = ({
  plain,
  secretFields,
  sealed: _sealed,
  ...rest
}: SealedIntegration): Integration => ({
  ...rest,
  values: { ...plain, ...Object.fromEntries(secretFields.map(name => [name, SECRET_MASK])) },
});

const toColumns = ({ plain, secretFields, sealed }: StoredValues) => ({
  values: JSON.stringify(plain),
  secret_fields: secretFields,
  sealed: sealed ?? null,
});

/** The table of integrations, and which resource uses which. */
export class IntegrationStore {
  constructor(private readonly knex: Knex) {}

  async list(listing: IntegrationListing): Promise<IntegrationRecord[]> {
    const { type, usableIn, limit, after } = listing;
    const query = this.select(this.knex)
      .where(shown => {
        shown.whereIn('integrations.unit_id', ofVisibleUnits(this.knex, listing));
        if (listing.everybodys) shown.orWhereNull('integrations.unit_id');
      })
      .orderBy(['name', 'id'])
      .limit(limit);
    if (type !== undefined) query.where({ type });
    if (usableIn) {
      query.where(usable =>
        usable.whereNull('integrations.unit_id').orWhereIn('integrations.unit_id', [...usableIn]),
      );
    }
    if (after) query.whereRaw('(name, id) > (?, ?::uuid)', [...after]);
    const rows: IntegrationRow[] = await query;
    return rows.map(toRecord);
  }

  async find(id: string, knex: Knex = this.knex): Promise<SealedIntegration | undefined> {
    const row: IntegrationRow | undefined = await this.select(knex).where({ id }).first();
    return row && toRecord(row);
  }

  async findAll(ids: readonly string[], knex: Knex = this.knex): Promise<SealedIntegration[]> {
    const rows: IntegrationRow[] = await this.select(knex).whereIn('id', [...ids]);
    return rows.map(toRecord);
  }

  /** Of these types: those of these units, and everybody's. */
  async ofTypes(
    types: readonly string[],
    unitIds: readonly string[],
  ): Promise<IntegrationRecord[]> {
    const rows: IntegrationRow[] = await this.select(this.knex)
      .whereIn('type', [...types])
      .where(owned => owned.whereNull('unit_id').orWhereIn('unit_id', [...unitIds]))
      .orderBy('id');
    return rows.map(toRecord);
  }

  /** The integration, locked until the end of the transaction; a resource cannot come to use it meanwhile. */
  async lock(trx: Knex.Transaction, id: string): Promise<SealedIntegration | undefined> {
    await trx('integrations').where({ id }).select('id').forUpdate();
    return this.find(id, trx);
  }

  async insert(trx: Knex, integration: NewIntegration): Promise<IntegrationRecord> {
    const { id, name, type, unitId, createdBy } = integration;
    await trx('integrations').insert({
      ...{ id, name, type, created_by: createdBy, unit_id: unitId ?? null },
      ...toColumns(integration),
    });
    return (await this.find(id, trx)) as IntegrationRecord;
  }

  /** New values have not been validated yet. */
  async update(
    trx: Knex,
    id: string,
    change: { name: string; values?: StoredValues },
  ): Promise<IntegrationRecord> {
    await trx('integrations')
      .where({ id })
      .update({
        name: change.name,
        ...(change.values
          ? { ...toColumns(change.values), validated_at: null, validation_error: null }
          : {}),
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
      });
    return (await this.find(id, trx)) as IntegrationRecord;
  }

  /** Writes down what the outside system said, unless the values have changed since. */
  async noteValidation(
    trx: Knex,
    { id, revision }: IntegrationRecord,
    error: string | undefined,
  ): Promise<boolean> {
    const changed = await trx('integrations')
      .where({ id, revision })
      .update({
        ...(error === undefined ? { validated_at: trx.fn.now() } : {}),
        validation_error: error ?? null,
      });
    return changed > 0;
  }

  /** Removes the integration and the links of resources that are destroyed. */
  async delete(trx: Knex, id: string): Promise<void> {
    await trx('resource_integrations').where({ integration_id: id }).delete();
    await trx('integrations').where({ id }).delete();
  }

  /** Live resources and workspaces that use it. */
  async users(trx: Knex, id: string): Promise<UsingResource[]> {
    const resources: UsingResource[] = await trx('resources')
      .join('resource_integrations', 'resource_id', 'resources.id')
      .where({ integration_id: id })
      .whereNot('state', 'destroyed')
      .orderBy('name')
      .select('resources.id', 'name', 'type');
    const workspaces: UsingResource[] = await trx('workspaces')
      .where({ integration_id: id })
      .orderBy('name')
      .select('id', 'name', trx.raw("'workspace' AS type"));
    return [...resources, ...workspaces];
  }

  /** Makes a resource use exactly these. */
  async link(trx: Knex, resourceId: string, ids: readonly string[]): Promise<void> {
    await trx('resource_integrations').where({ resource_id: resourceId }).delete();
    if (ids.length === 0) return;
    await trx('resource_integrations').insert(
      [...new Set(ids)].map((id, position) => ({
        ...{ resource_id: resourceId, integration_id: id, position },
      })),
    );
  }

  /** Ids of the integrations of resources, in the order of the request. */
  async linksOf(resourceIds: readonly string[]): Promise<{ resourceId: string; id: string }[]> {
    return this.knex('resource_integrations')
      .whereIn('resource_id', [...resourceIds])
      .orderBy(['resource_id', 'position'])
      .select({ resourceId: 'resource_id', id: 'integration_id' });
  }

  newId(): string {
    return randomUUID();
  }

  private select(knex: Knex): Knex.QueryBuilder {
    return knex('integrations').select('integrations.*', knex.raw(USED_BY));
  }
}
