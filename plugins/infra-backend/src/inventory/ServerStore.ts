import type { Server, ServerQuery } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';

interface ServerRow {
  id: string;
  name: string;
  serial_number: string | null;
  vendor: string | null;
  product: string | null;
  site: string;
  deployment_cluster: string | null;
  cpu: number;
  ram_gb: number;
  performance_tier: Server['performanceTier'];
  status: Server['status'];
  field_id: string | null;
  synced_at: Date;
}

/** Servers of fields that are one of these units or beneath one. */
export type ServerScope = 'all' | string[];

export interface ServerListing extends Omit<ServerQuery, 'cursor'> {
  scope: ServerScope;
  /** Name and id of the last server that is known. */
  after?: readonly [string, string];
}

// A sync that changes nothing writes nothing: what the latest one saw has its time from there.
const COLUMNS = `servers.id, servers.name, servers.serial_number, servers.vendor, servers.product, servers.site,
  servers.deployment_cluster, servers.cpu, servers.ram_gb, servers.performance_tier, servers.status, servers.field_id,
  coalesce(servers.last_seen_at,
    (SELECT max(finished_at) FROM inventory_syncs WHERE status = 'succeeded'), 'epoch') AS synced_at`;

const toServer = (row: ServerRow): Server => ({
  id: row.id,
  name: row.name,
  ...(row.serial_number === null ? {} : { serialNumber: row.serial_number }),
  ...(row.vendor === null ? {} : { vendor: row.vendor }),
  ...(row.product === null ? {} : { product: row.product }),
  site: row.site,
  ...(row.deployment_cluster === null ? {} : { deploymentCluster: row.deployment_cluster }),
  cpu: row.cpu,
  ramGb: row.ram_gb,
  performanceTier: row.performance_tier,
  status: row.status,
  syncedAt: row.synced_at.toISOString(),
  ...(row.field_id === null ? {} : { fieldId: row.field_id }),
});

const contains = (text: string) => `%${text.replace(/[\\%_]/g, character => `\\${character}`)}%`;

/** The table of servers. */
export class ServerStore {
  constructor(private readonly knex: Knex) {}

  async find(id: string, knex: Knex = this.knex): Promise<Server | undefined> {
    const { rows } = await knex.raw<{ rows: ServerRow[] }>(
      `SELECT ${COLUMNS} FROM servers WHERE servers.id = ?`,
      [id],
    );
    return rows.map(toServer)[0];
  }

  /** The server, locked until the end of the transaction. */
  async lock(trx: Knex.Transaction, id: string): Promise<Server | undefined> {
    const { rows } = await trx.raw<{ rows: ServerRow[] }>(
      `SELECT ${COLUMNS} FROM servers WHERE servers.id = ? FOR UPDATE`,
      [id],
    );
    return rows.map(toServer)[0];
  }

  /** Keeps a field from being deleted until the end of the transaction; false where it is gone. */
  async pinField(trx: Knex.Transaction, fieldId: string): Promise<boolean> {
    const row = await trx('units').select('id').where({ id: fieldId }).forKeyShare().first();
    return row !== undefined;
  }

  async fieldName(knex: Knex, fieldId: string): Promise<string> {
    const [name] = await knex('units').where({ id: fieldId }).pluck<string[]>('name');
    return name;
  }

  async list(listing: ServerListing): Promise<Server[]> {
    const { scope, q, site, tier, status, unassigned, fieldId, after, limit } = listing;
    const query = this.knex('servers')
      .select<ServerRow[]>(this.knex.raw(COLUMNS))
      .orderBy(['servers.name', 'servers.id'])
      .limit(limit);
    if (scope !== 'all') {
      query.whereRaw('servers.field_id IN (SELECT id FROM units WHERE ancestor_ids && ?::uuid[])', [
        scope,
      ]);
    }
    if (q) {
      query.whereRaw('(servers.name ILIKE ? OR servers.serial_number ILIKE ?)', [
        contains(q),
        contains(q),
      ]);
    }
    if (site !== undefined) query.where('servers.site', site);
    if (tier !== undefined) query.where('servers.performance_tier', tier);
    if (status !== undefined) query.where('servers.status', status);
    if (fieldId !== undefined) query.where('servers.field_id', fieldId);
    if (unassigned === true) query.whereNull('servers.field_id');
    if (unassigned === false) query.whereNotNull('servers.field_id');
    if (after) query.whereRaw('(servers.name, servers.id) > (?, ?::uuid)', [...after]);
    return (await query).map(toServer);
  }

  /** The caller holds the lock. */
  async setField(trx: Knex.Transaction, id: string, fieldId: string | null): Promise<void> {
    await trx('servers').where({ id }).update({ field_id: fieldId });
  }

  async sites(): Promise<string[]> {
    return this.knex('sites').orderBy('name').pluck('name');
  }

  /** Whether a field has servers of a tier at a site that are online. */
  async hasTier(fieldId: string, site: string, tier: string): Promise<boolean> {
    const row = await this.knex('servers')
      .select('id')
      .where({ field_id: fieldId, site, performance_tier: tier, status: 'active' })
      .first();
    return row !== undefined;
  }
}
