import { randomUUID } from 'node:crypto';
import type { SyncResult } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';

/** What a sync found and did. */
export type SyncCounts = Pick<
  SyncResult,
  | 'added'
  | 'updated'
  | 'unchanged'
  | 'returned'
  | 'markedOffline'
  | 'rejected'
  | 'rejectedCount'
  | 'wouldMarkOffline'
>;

export interface SyncFailure {
  code: string;
  message: string;
  details?: unknown;
}

/** A sync as it is stored. */
export interface SyncRecord {
  id: string;
  status: SyncResult['status'];
  startedAt: Date;
  finishedAt?: Date;
  requestedBy: string;
  counts: SyncCounts;
  failure?: SyncFailure;
}

interface SyncRow {
  id: string;
  status: SyncResult['status'];
  started_at: Date;
  finished_at: Date | null;
  requested_by: string;
  result: Partial<SyncCounts> & { failure?: SyncFailure };
  position: string;
}

export const NO_COUNTS: SyncCounts = {
  ...{ added: 0, updated: 0, unchanged: 0, returned: 0, markedOffline: 0 },
  ...{ rejected: [], rejectedCount: 0 },
};

/** Of a sync whose process ended before it did. */
export const INTERRUPTED = 'INTERRUPTED';

// Text keeps the microseconds, without which a page would skip or repeat syncs of the same millisecond.
const COLUMNS = `id, status, started_at, finished_at, requested_by, result, started_at::text AS position`;

function toRecord({ result: { failure, ...counts }, ...row }: SyncRow): SyncRecord {
  return {
    id: row.id,
    status: row.status,
    startedAt: row.started_at,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    requestedBy: row.requested_by,
    counts: { ...NO_COUNTS, ...counts },
    ...(failure ? { failure } : {}),
  };
}

/** What the REST API shows of a sync. */
export const toSyncResult = (record: SyncRecord): SyncResult => ({
  id: record.id,
  status: record.status,
  startedAt: record.startedAt.toISOString(),
  ...(record.finishedAt ? { finishedAt: record.finishedAt.toISOString() } : {}),
  requestedBy: record.requestedBy,
  ...record.counts,
  ...(record.failure
    ? { error: { code: record.failure.code, message: record.failure.message } }
    : {}),
});

/** The syncs that were, and the lock that lets one happen at a time. */
export class SyncHistory {
  constructor(private readonly knex: Knex) {}

  /**
   * Runs `work` while no other process syncs, or answers undefined at once where one does. The lock belongs to the transaction that
   * `work` gets, so it ends with the process too.
   */
  async exclusively<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T | undefined> {
    return this.knex.transaction(async trx => {
      const { rows } = await trx.raw<{ rows: { locked: boolean }[] }>(
        `SELECT pg_try_advisory_xact_lock(hashtext('bailiwick'), hashtext('inventory sync')) AS locked`,
      );
      if (!rows[0].locked) return undefined;
      // The source may take its time, in which this connection has nothing to say.
      await trx.raw('SET LOCAL idle_in_transaction_session_timeout = 0');
      return work(trx);
    });
  }

  /** Notes that a sync runs, where everybody sees it at once. The caller has the lock: what else seems to run does not. */
  async begin(requestedBy: string): Promise<string> {
    const id = randomUUID();
    await this.knex.raw(
      `WITH interrupted AS (
         UPDATE inventory_syncs SET status = 'failed', finished_at = now(),
           result = jsonb_build_object('failure', jsonb_build_object('code', :code::text, 'message', :message::text))
         WHERE status = 'running'
       )
       INSERT INTO inventory_syncs (id, status, started_at, requested_by)
       VALUES (:id, 'running', clock_timestamp(), :requestedBy)`,
      { id, requestedBy, code: INTERRUPTED, message: 'The process that ran the sync ended' },
    );
    return id;
  }

  /** With `knex` a transaction, the outcome is stored together with what the sync changed. */
  async finish(
    id: string,
    status: 'succeeded' | 'failed' | 'blocked',
    result: SyncCounts & { failure?: SyncFailure },
    knex: Knex = this.knex,
  ): Promise<void> {
    await knex.raw(
      `UPDATE inventory_syncs SET status = ?, finished_at = clock_timestamp(), result = ? WHERE id = ?`,
      [status, JSON.stringify(result), id],
    );
  }

  /** Whether no process syncs at this moment. */
  async isIdle(): Promise<boolean> {
    return (await this.exclusively(async () => true)) === true;
  }

  async find(id: string, knex: Knex = this.knex): Promise<SyncRecord | undefined> {
    const { rows } = await knex.raw<{ rows: SyncRow[] }>(
      `SELECT ${COLUMNS} FROM inventory_syncs WHERE id = ?`,
      [id],
    );
    return rows.map(toRecord)[0];
  }

  async running(): Promise<SyncRecord | undefined> {
    const { rows } = await this.knex.raw<{ rows: SyncRow[] }>(
      `SELECT ${COLUMNS} FROM inventory_syncs WHERE status = 'running' ORDER BY started_at DESC LIMIT 1`,
    );
    return rows.map(toRecord)[0];
  }

  /** When the inventory was last taken over as a whole. */
  async lastSuccess(knex: Knex = this.knex): Promise<Date | undefined> {
    const { rows } = await knex.raw<{ rows: { at: Date | null }[] }>(
      `SELECT max(finished_at) AS at FROM inventory_syncs WHERE status = 'succeeded'`,
    );
    return rows[0].at ?? undefined;
  }

  /** The newest first. */
  async list(
    limit: number,
    after?: readonly [string, string],
  ): Promise<(SyncRecord & { position: string })[]> {
    const { rows } = await this.knex.raw<{ rows: SyncRow[] }>(
      `SELECT ${COLUMNS} FROM inventory_syncs
       ${after ? 'WHERE (started_at, id) < (?::timestamptz, ?::uuid)' : ''}
       ORDER BY started_at DESC, id DESC LIMIT ?`,
      [...(after ?? []), limit],
    );
    return rows.map(row => ({ ...toRecord(row), position: row.position }));
  }
}
