import type { RunOutcome } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonValue } from '@backstage/types';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { runPrepared } from '../lib/database';
import { type RunRow, toRecord } from './runRow';
import { CLAIM, FINISH, INSERT, RENEW } from './runStatements';
import type { RunRecord, RunRequest, RunStage } from './types';

/** A run with its place in a list. */
export interface ListedRun extends RunRecord {
  position: [createdAt: string, id: string];
}

export const FARTHEST_POSITION = 1000;

/** Which run, and as whose: a write with another fence than the row's changes nothing. */
export interface Hold {
  id: string;
  fence: number;
}

/** What became of a lease that is still the worker's. */
export interface Renewal {
  isRenewed: boolean;
  /** Why the worker is to stop, where somebody asked for it. */
  cancelReason: string | null;
}

/** How a run that did not end goes on. */
export interface Requeue {
  stage: RunStage;
  attempt: number;
  compensations: number;
  outcome?: RunOutcome;
  error?: string;
  delayMs?: number;
}

/** The rows of runs. Every change is a compare-and-set: by status, or by the fence of who makes it. */
export class RunStore {
  constructor(private readonly knex: Knex) {}

  /**
   * Writes a run and gives it its turn: behind the unit's own waiting runs, yet beside those of every other unit, so that a unit
   * with many does not keep out one with few.
   */
  async insert(trx: Knex.Transaction, request: RunRequest): Promise<RunRecord> {
    const { rows } = await runPrepared<RunRow>(trx, 'run-insert', INSERT, {
      id: randomUUID(),
      resourceId: request.resourceId,
      unitId: request.unitId,
      provisioner: request.provisioner,
      kind: request.kind,
      action: request.action ?? null,
      input: request.input ? JSON.stringify(request.input) : null,
      planFor: request.planFor ?? null,
      planRunId: request.planRunId ?? null,
      approvedInputs: request.approvedInputs ?? null,
      attempt: request.attempt ?? 1,
      requestedBy: request.requestedBy,
    });
    return toRecord(rows[0]);
  }

  async find(id: string, knex: Knex = this.knex): Promise<RunRecord | undefined> {
    const row = await knex<RunRow>('runs').where({ id }).first();
    return row && toRecord(row);
  }

  async latest(trx: Knex.Transaction, resourceId: string): Promise<RunRecord | undefined> {
    const row = await trx<RunRow>('runs')
      .where({ resource_id: resourceId })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first();
    return row && toRecord(row);
  }

  /** The runs of a resource in order from right after a position, the newest first. */
  async list(
    resourceId: string,
    limit: number,
    after?: [createdAt: string, id: string],
  ): Promise<ListedRun[]> {
    const query = this.knex('runs')
      .select('*', this.knex.raw('created_at::text AS position'))
      .where({ resource_id: resourceId })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    if (after) query.whereRaw('(created_at, id) < (?, ?)', after);
    const rows: (RunRow & { position: string })[] = await query;
    return rows.map(row => ({ ...toRecord(row), position: [row.position, row.id] }));
  }

  /** How many runs are queued and in progress, by provisioner. */
  async countUnfinished(): Promise<{ provisioner: string; status: string; count: number }[]> {
    const { rows } = await this.knex.raw(
      `SELECT provisioner, status, count(*)::int AS count FROM runs
       WHERE status IN ('queued', 'in_progress') GROUP BY provisioner, status`,
    );
    return rows;
  }

  /** Whether any run of the resource has left a reason why it failed. */
  async hasFailed(resourceId: string): Promise<boolean> {
    const { rows } = await this.knex.raw<{ rows: { failed: boolean }[] }>(
      'SELECT EXISTS (SELECT FROM runs WHERE resource_id = ? AND error IS NOT NULL) AS failed',
      [resourceId],
    );
    return rows[0].failed;
  }

  /** Whether another run may have left something of the resource that was not destroyed since. */
  async othersLeftSomething(
    trx: Knex.Transaction,
    { id, resourceId }: Pick<RunRecord, 'id' | 'resourceId'>,
  ): Promise<boolean> {
    const { rows } = await trx.raw<{ rows: { left: boolean }[] }>(
      `SELECT EXISTS (
         SELECT FROM runs
         WHERE resource_id = :resourceId AND id <> :id AND kind = 'apply'
           AND started_at IS NOT NULL AND NOT left_nothing
           AND created_at > coalesce(
             (SELECT max(finished_at) FROM runs
              WHERE resource_id = :resourceId AND kind = 'destroy' AND status = 'done'),
             '-infinity')) AS left`,
      { id, resourceId },
    );
    return rows[0].left;
  }

  /** How many queued runs come before this one; beyond {@link FARTHEST_POSITION} nobody counts. */
  async ahead({ id }: Pick<RunRecord, 'id'>): Promise<number> {
    const { rows } = await this.knex.raw<{ rows: { ahead: number }[] }>(
      `SELECT count(*)::int AS ahead FROM (
         SELECT 1 FROM runs AS mine JOIN runs AS other
           ON other.provisioner = mine.provisioner AND other.status = 'queued'
           AND (other.turn, other.created_at, other.id) < (mine.turn, mine.created_at, mine.id)
         WHERE mine.id = :id LIMIT :farthest) AS earlier`,
      { id, farthest: FARTHEST_POSITION },
    );
    return rows[0].ahead;
  }

  /** The runs of a resource that have not ended, the oldest first. */
  async unfinished(trx: Knex.Transaction, resourceId: string): Promise<RunRecord[]> {
    const rows = await trx<RunRow>('runs')
      .where({ resource_id: resourceId })
      .whereIn('status', ['queued', 'in_progress'])
      .orderBy(['created_at', 'id'])
      .forUpdate();
    return rows.map(toRecord);
  }

  /**
   * Gives a queued run to a worker. Undefined where there is nothing to take: it was taken or cancelled already, or another
   * run of the resource goes on. The caller holds the lock on the resource.
   */
  async claim(
    trx: Knex.Transaction,
    id: string,
    worker: string,
    leaseMs: number,
  ): Promise<RunRecord | undefined> {
    const bindings = { id, worker, leaseMs };
    const { rows } = await runPrepared<RunRow>(trx, 'run-claim', CLAIM, bindings);
    return rows[0] && toRecord(rows[0]);
  }

  /**
   * Renews leases; answers those that are still the worker's. What is being written at this moment is left for the next time: to wait
   * for one row would hold up everybody who wants to write another.
   */
  async renew(holds: readonly Hold[], leaseMs: number): Promise<Map<string, Renewal>> {
    const { rows } = await runPrepared<Renewal & { id: string }>(this.knex, 'run-renew', RENEW, {
      leaseMs,
      ids: holds.map(({ id }) => id),
      fences: holds.map(({ fence }) => fence),
    });
    return new Map(rows.map(({ id, ...renewal }) => [id, renewal]));
  }

  /** Runs whose worker was not heard of for the length of a lease. */
  async lost(limit: number): Promise<RunRecord[]> {
    const rows = await this.knex<RunRow>('runs')
      .where('status', 'in_progress')
      .where('lease_until', '<', this.knex.fn.now())
      .orderBy('lease_until')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** True where the worker under this fence is still not heard of; the row stays locked. */
  async isLost(trx: Knex.Transaction, hold: Hold): Promise<boolean> {
    const row = await trx('runs')
      .select('id')
      .where({ id: hold.id, fence: hold.fence, status: 'in_progress' })
      .where('lease_until', '<', trx.fn.now())
      .forUpdate()
      .first();
    return row !== undefined;
  }

  /** Ends a run that is in progress under this fence. */
  async finish(
    trx: Knex.Transaction,
    hold: Hold,
    end: {
      status: RunOutcome;
      error?: string;
      summary?: Record<string, JsonValue>;
      leftNothing: boolean;
    },
  ): Promise<RunRecord | undefined> {
    const { rows } = await runPrepared<RunRow>(trx, 'run-finish', FINISH, {
      id: hold.id,
      fence: hold.fence,
      status: end.status,
      error: end.error ?? null,
      summary: end.summary ? JSON.stringify(end.summary) : null,
      leftNothing: end.leftNothing,
    });
    return rows[0] && toRecord(rows[0]);
  }

  /** Ends a run that nobody has taken yet. */
  async finishQueued(
    trx: Knex.Transaction,
    id: string,
    end: { status: RunOutcome; error: string },
  ): Promise<RunRecord | undefined> {
    const [row] = await trx('runs')
      .where({ id, status: 'queued' })
      .update({ status: end.status, error: end.error, finished_at: trx.fn.now(), not_before: null })
      .returning('*');
    return row && toRecord(row);
  }

  /** Turns a run that is in progress under this fence, or that is queued, to compensation. It stays where it is in the queue. */
  async compensate(
    trx: Knex.Transaction,
    hold: Hold,
    plan: { outcome: RunOutcome; error: string },
  ): Promise<RunRecord | undefined> {
    const [row] = await trx('runs')
      .where({ id: hold.id, fence: hold.fence })
      .whereIn('status', ['queued', 'in_progress'])
      .update({
        stage: 'compensate',
        phase: 'compensate',
        not_before: null,
        cancel_reason: null,
        ...plan,
      })
      .returning('*');
    return row && toRecord(row);
  }

  /** Puts a run that is in progress under this fence back into the queue. The fence grows: who held it holds nothing any more. */
  async requeue(trx: Knex.Transaction, hold: Hold, next: Requeue): Promise<RunRecord | undefined> {
    const { rows } = await trx.raw(
      `UPDATE runs SET status = 'queued', fence = fence + 1, worker = NULL, lease_until = NULL, enqueued_at = now(),
         stage = :stage, attempt = :attempt, compensations = :compensations, outcome = :outcome, error = :error,
         not_before = now() + :delayMs * interval '1 ms'
       WHERE id = :id AND fence = :fence AND status = 'in_progress'
       RETURNING *`,
      {
        ...hold,
        stage: next.stage,
        attempt: next.attempt,
        compensations: next.compensations,
        outcome: next.outcome ?? null,
        error: next.error ?? null,
        delayMs: next.delayMs ?? 0,
      },
    );
    return rows[0] && toRecord(rows[0]);
  }

  async requestCancel(trx: Knex.Transaction, id: string, reason: string): Promise<void> {
    await trx('runs').where({ id, status: 'in_progress' }).update({ cancel_reason: reason });
  }

  /** Ends a pause before the next try. */
  async hurry(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('runs').where({ id, status: 'queued' }).update({ not_before: null });
  }

  /** Queued runs whose message was sent longest ago, unless they pause or another run of their resource goes on. */
  async waitingLongest(olderThanMs: number, limit: number): Promise<RunRecord[]> {
    const { rows } = await this.knex.raw<{ rows: RunRow[] }>(
      `UPDATE runs SET enqueued_at = now()
       WHERE id IN (
         SELECT id FROM runs
         WHERE status = 'queued' AND enqueued_at < now() - :olderThanMs * interval '1 ms'
           AND (not_before IS NULL OR not_before <= now())
           AND NOT EXISTS (
             SELECT 1 FROM runs AS other
             WHERE other.resource_id = runs.resource_id AND other.status = 'in_progress')
         ORDER BY enqueued_at LIMIT :limit FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      { olderThanMs, limit },
    );
    return rows.map(toRecord);
  }
}
