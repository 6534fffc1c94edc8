import { pipeline } from 'node:stream/promises';
import { type InventoryRow, inventoryRows } from '@bailiwick/sandbox';
import type { Knex } from 'knex';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type InventorySource, startInventorySource } from './support/inventorySource';
import { type BenchPostgres, startBenchPostgres } from './support/postgres';
import { main, median, report, rounded, tell } from './support/report';
import { openRequestHouse, type RequestHouse } from './support/requestHouse';

/**
 * Seconds to take over 50,000 servers: for the first time, when nothing changed, and when one in a hundred did. Ours fetches them over
 * HTTP, checks each and keeps identities; the baselines have them in memory already: COPY and one merge, and a statement of its own for each.
 */
const SERVERS = Number(process.env.BENCH_SERVERS ?? 50_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const AUTHOR = { ref: 'user:default/ada' };

const COLUMNS = [
  ...['name', 'serial_number', 'vendor', 'product', 'site', 'deployment_cluster', 'cpu', 'ram_gb'],
  'performance_tier',
] as const;

type Seconds = Record<'first' | 'unchanged' | 'changed', number>;

const toColumns = (row: InventoryRow): (string | number)[] => [
  ...[row.name, row.serial_number, row.vendor, row.product, row.site, row.deployment_cluster],
  ...[row.cpu, row.ram_gb, row.cpu >= 64 ? 'high_performance' : 'regular'],
];

const changedRows = (rows: readonly InventoryRow[]) =>
  rows.map((row, index) => (index % 100 === 0 ? { ...row, cpu: row.cpu + 1 } : row));

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The table with its indexes and without rows. */
async function empty(knex: Knex): Promise<void> {
  await knex.raw('TRUNCATE servers, sites, inventory_syncs');
  await knex.raw('CHECKPOINT');
}

async function ours(house: RequestHouse, knex: Knex, source: InventorySource): Promise<Seconds> {
  const sync = () => house.syncs.sync({ requestedBy: AUTHOR });
  await empty(knex);
  await source.report('first');
  const first = await seconds(sync);
  const unchanged = await seconds(sync);
  await source.report('changed');
  const changed = await seconds(sync);
  return { first, unchanged, changed };
}

const MERGE = `
  INSERT INTO servers (id, ${COLUMNS.join(', ')}, status)
  SELECT gen_random_uuid(), staged.*, 'active' FROM staged
  ON CONFLICT (serial_number) WHERE serial_number IS NOT NULL DO UPDATE
  SET ${COLUMNS.map(column => `${column} = excluded.${column}`).join(', ')}, status = 'active'
  WHERE (${COLUMNS.map(column => `servers.${column}`).join(', ')})
    IS DISTINCT FROM (${COLUMNS.map(column => `excluded.${column}`).join(', ')})`;

const toCopyText = (rows: readonly InventoryRow[]) =>
  rows.map(row => `${toColumns(row).join('\t')}\n`);

async function copyAndMerge(client: Client, rows: readonly InventoryRow[]): Promise<void> {
  await client.query('BEGIN');
  await client.query(
    `CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT ${COLUMNS.join(', ')} FROM servers WITH NO DATA`,
  );
  const lines = toCopyText(rows);
  const batches = Array.from({ length: Math.ceil(lines.length / 1000) }, (_, index) =>
    lines.slice(index * 1000, (index + 1) * 1000).join(''),
  );
  await pipeline(batches, client.query(copyFrom('COPY staged FROM STDIN')));
  await client.query(MERGE);
  await client.query(
    `UPDATE servers SET status = 'offline' WHERE status = 'active' AND NOT EXISTS (
       SELECT 1 FROM staged WHERE staged.serial_number = servers.serial_number)`,
  );
  await client.query('COMMIT');
}

async function oneByOne(client: Client, rows: readonly InventoryRow[]): Promise<void> {
  const values = ['gen_random_uuid()', ...COLUMNS.map((_, index) => `$${index + 1}`), `'active'`];
  const text = `
    INSERT INTO servers (id, ${COLUMNS.join(', ')}, status) VALUES (${values.join(', ')})
    ON CONFLICT (serial_number) WHERE serial_number IS NOT NULL DO UPDATE
    SET ${COLUMNS.map(column => `${column} = excluded.${column}`).join(', ')}, status = 'active'`;
  for (const row of rows) await client.query({ name: 'one', text, values: toColumns(row) });
}

type Way = (client: Client, rows: readonly InventoryRow[]) => Promise<void>;

async function baseline(way: Way, client: Client, knex: Knex): Promise<Seconds> {
  const rows = inventoryRows(SERVERS);
  await empty(knex);
  return {
    first: await seconds(() => way(client, rows)),
    unchanged: await seconds(() => way(client, rows)),
    changed: await seconds(() => way(client, changedRows(rows))),
  };
}

/** What tells that a row was written or locked: its place, and the transactions that made and last took it. */
const VERSIONS = `
  SELECT md5(string_agg(ctid::text || xmin || xmax, ',' ORDER BY ctid)) AS versions FROM servers
  UNION ALL SELECT md5(string_agg(ctid::text || xmin || xmax, ',' ORDER BY ctid)) FROM quotas
  UNION ALL SELECT md5(string_agg(ctid::text || xmin || xmax, ',' ORDER BY ctid)) FROM sites`;

/** Bytes of log that a sync without changes makes, which are of its entry in the history alone; fails where a row was touched. */
async function writesNothing(house: RequestHouse, knex: Knex): Promise<number> {
  const look = async () => ({
    versions: JSON.stringify((await knex.raw(VERSIONS)).rows),
    position: (await knex.raw('SELECT pg_current_wal_insert_lsn() AS at')).rows[0].at as string,
  });
  const before = await look();
  const result = await house.syncs.sync({ requestedBy: AUTHOR });
  const after = await look();
  if (result.unchanged !== SERVERS) throw new Error(`Only ${result.unchanged} were unchanged`);
  if (before.versions !== after.versions) throw new Error('A sync without changes touched rows');
  const { rows } = await knex.raw('SELECT pg_wal_lsn_diff(?, ?)::int AS bytes', [
    after.position,
    before.position,
  ]);
  return rows[0].bytes;
}

const MEGABYTE = 1024 * 1024;
const peakMemory = () => process.resourceUsage().maxRSS / 1024;

const medians = (rounds: readonly Seconds[]): Seconds => ({
  first: rounded(median(rounds.map(({ first }) => first)), 3),
  unchanged: rounded(median(rounds.map(({ unchanged }) => unchanged)), 3),
  changed: rounded(median(rounds.map(({ changed }) => changed)), 3),
});

const told = ({ first, unchanged, changed }: Seconds) =>
  `first ${first.toFixed(2)} s, unchanged ${unchanged.toFixed(2)} s, 1 % changed ${changed.toFixed(2)} s`;

async function measure(postgres: BenchPostgres, source: InventorySource): Promise<void> {
  const knex = postgres.connect(3);
  const house = openRequestHouse(knex, { inventory: { url: source.url } });
  const client = new Client(postgres.connection);
  await client.connect();

  const before = process.memoryUsage.rss() / MEGABYTE;
  const mine = [await ours(house, knex, source)];
  const memoryGrowthMb = Math.round(Math.max(0, peakMemory() - before));
  const unchangedWalBytes = await writesNothing(house, knex);
  tell(`ours: ${told(mine[0])}; memory grew by ${memoryGrowthMb} MB`);

  const copied: Seconds[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    copied.push(await baseline(copyAndMerge, client, knex));
    tell(`COPY and merge: ${told(copied[round - 1])}`);
    mine.push(await ours(house, knex, source));
    tell(`ours: ${told(mine[round])}`);
  }
  const single = await baseline(oneByOne, client, knex);
  tell(`row by row: ${told(single)}`);
  await client.end();

  const [us, copy] = [medians(mine.slice(1)), medians(copied)];
  report({
    bench: 'inventory',
    ...{ unit: 's', servers: SERVERS, ours: us.first, baseline: copy.first },
    ratio: rounded(us.first / copy.first),
    details: { ours: us, copyAndMerge: copy, rowByRow: medians([single]) },
    timesCopyAndMerge: {
      first: rounded(us.first / copy.first),
      unchanged: rounded(us.unchanged / copy.unchanged),
      changed: rounded(us.changed / copy.changed),
    },
    timesFasterThanRowByRow: {
      first: rounded(single.first / us.first),
      unchanged: rounded(single.unchanged / us.unchanged),
      changed: rounded(single.changed / us.changed),
    },
    ...{ memoryGrowthMb, unchangedRowsWritten: 0, unchangedWalBytes },
  });
}

main(async () => {
  const postgres = await startBenchPostgres();
  const source = await startInventorySource(SERVERS);
  try {
    await measure(postgres, source);
  } finally {
    source.stop();
    await postgres.stop();
  }
});
