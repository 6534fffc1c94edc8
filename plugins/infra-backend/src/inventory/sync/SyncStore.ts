import type { Knex } from 'knex';
import type { Place } from '../../quota';
import type { SourceServer } from '../source/checkRow';
import type { KnownServer, ServerChange } from './planSync';

/** Rows of one statement: large enough that round trips do not count, small enough for the memory of both sides. */
const BATCH = 2_000;

function* batchesOf<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}

const COLUMNS = `name text, serial_number text, vendor text, product text, site text,
  deployment_cluster text, cpu int, ram_gb int, performance_tier text`;

const toRow = (server: SourceServer) => ({
  name: server.name,
  serial_number: server.serialNumber,
  vendor: server.vendor,
  product: server.product,
  site: server.site,
  deployment_cluster: server.deploymentCluster,
  cpu: server.cpu,
  ram_gb: server.ramGb,
  performance_tier: server.performanceTier,
});

type KnownRow = [
  id: string,
  name: string,
  serialNumber: string | null,
  vendor: string | null,
  product: string | null,
  site: string,
  deploymentCluster: string | null,
  cpu: number,
  ramGb: number,
  performanceTier: KnownServer['performanceTier'],
  isActive: boolean,
  confirmed: boolean,
];

/** Writes what a sync found, whole sets at a time. */
export class SyncStore {
  /** Every server that is stored. */
  async known(trx: Knex): Promise<KnownServer[]> {
    const query: Knex.Raw<{ rows: KnownRow[] }> = trx.raw(
      `SELECT id, name, serial_number, vendor, product, site, deployment_cluster, cpu, ram_gb,
         performance_tier, status = 'active', last_seen_at IS NULL
       FROM servers`,
    );
    // Arrays instead of objects: half the memory of fifty thousand servers.
    const { rows } = await query.options({ rowMode: 'array' });
    return rows.map(row => ({
      id: row[0],
      name: row[1],
      serialNumber: row[2],
      vendor: row[3],
      product: row[4],
      site: row[5],
      deploymentCluster: row[6],
      cpu: row[7],
      ramGb: row[8],
      performanceTier: row[9],
      status: row[10] ? 'active' : 'offline',
      confirmed: row[11],
    }));
  }

  async add(trx: Knex.Transaction, servers: readonly SourceServer[]): Promise<void> {
    for (const batch of batchesOf(servers)) {
      await trx.raw(
        `INSERT INTO servers (id, name, serial_number, vendor, product, site, deployment_cluster, cpu, ram_gb, performance_tier, status)
         SELECT gen_random_uuid(), row.*, 'active' FROM jsonb_to_recordset(?) AS row (${COLUMNS})`,
        [JSON.stringify(batch.map(toRow))],
      );
    }
  }

  /** Writes servers again, as active; answers where the fields are that have them, before and after. */
  async change(trx: Knex.Transaction, changes: readonly ServerChange[]): Promise<Place[]> {
    const places: Place[] = [];
    for (const batch of batchesOf(changes)) {
      const rows = batch.map(({ id, server, previousSite }) => ({
        ...{ id, previous_site: previousSite },
        ...toRow(server),
      }));
      const { rows: found } = await trx.raw<{ rows: Place[] }>(
        `WITH changed AS (
           UPDATE servers SET name = row.name, serial_number = row.serial_number, vendor = row.vendor,
             product = row.product, site = row.site, deployment_cluster = row.deployment_cluster, cpu = row.cpu,
             ram_gb = row.ram_gb, performance_tier = row.performance_tier, status = 'active', last_seen_at = NULL
           FROM jsonb_to_recordset(?) AS row (id uuid, previous_site text, ${COLUMNS})
           WHERE servers.id = row.id
           RETURNING servers.field_id, servers.site, row.previous_site
         )
         SELECT DISTINCT changed.field_id AS "fieldId", place.site
         FROM changed CROSS JOIN LATERAL (VALUES (changed.site), (changed.previous_site)) AS place (site)
         WHERE changed.field_id IS NOT NULL`,
        [JSON.stringify(rows)],
      );
      places.push(...found);
    }
    return places;
  }

  /** Marks servers as offline; answers where the fields are that have them. */
  async markOffline(
    trx: Knex.Transaction,
    ids: readonly string[],
    lastSeenAt: Date,
  ): Promise<Place[]> {
    const { rows } = await trx.raw<{ rows: Place[] }>(
      `WITH changed AS (
         UPDATE servers SET status = 'offline', last_seen_at = coalesce(last_seen_at, ?)
         WHERE id = ANY(?::uuid[]) RETURNING field_id, site
       )
       SELECT DISTINCT field_id AS "fieldId", site FROM changed WHERE field_id IS NOT NULL`,
      [lastSeenAt, [...ids]],
    );
    return rows;
  }

  /** Notes that nobody confirmed the servers since then. */
  async markUnconfirmed(
    trx: Knex.Transaction,
    ids: readonly string[],
    lastSeenAt: Date,
  ): Promise<void> {
    await trx.raw(
      'UPDATE servers SET last_seen_at = ? WHERE id = ANY(?::uuid[]) AND last_seen_at IS NULL',
      [lastSeenAt, [...ids]],
    );
  }
}
