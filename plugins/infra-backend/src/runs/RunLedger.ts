import type { RunOutcome } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { inTransaction } from '../lib/database';
import { LeaseLost } from './aborts';
import type { RunOptions } from './options';
import type { ProvisionerRegistry } from './ProvisionerRegistry';
import type { RunMessage, RunQueue } from './queue/RunQueue';
import { recoveryOf } from './recovery';
import type { PlanStore } from './plans/PlanStore';
import type { RunMetrics } from './RunMetrics';
import { topicOfCancel, topicOfLog, type RunChannel } from './RunChannel';
import type { Hold, RunStore } from './RunStore';
import type { RunEnd, RunRecord, RunRequest, RunSubjects } from './types';

export interface RunLedgerServices {
  knex: Knex;
  store: RunStore;
  plans: PlanStore;
  queue: RunQueue;
  channel: RunChannel;
  subjects: RunSubjects;
  provisioners: ProvisionerRegistry;
  options: Pick<RunOptions, 'leaseMs' | 'maxAttempts' | 'compensation'>;
  metrics: Pick<RunMetrics, 'started' | 'lost' | 'ended'>;
  /** Called after each step was committed. */
  changed: (run: RunRecord) => void;
}

const holdOf = ({ id, fence }: RunRecord): Hold => ({ id, fence });

/**
 * Every step in the life of a run, each one transaction: lock the subject, compare and set the run, tell the room whose subject
 * it is, send what must be sent. Workers, the reaper and services make all their changes here.
 */
export class RunLedger {
  constructor(private readonly services: RunLedgerServices) {}

  /** Queues a run, in the transaction that changes what it is for. */
  async enqueue(trx: Knex.Transaction, request: RunRequest): Promise<RunRecord> {
    const { store, queue } = this.services;
    const run = await store.insert(trx, request);
    if (!request.behind) await queue.send(trx, run);
    return run;
  }

  /** Takes the run that a message speaks of. Undefined where there is nothing to take; the message is dealt with either way. */
  async claim(message: RunMessage, provisioner: string, worker: string) {
    const { store, queue, subjects, options } = this.services;
    const run = await inTransaction(this.services.knex, async trx => {
      const exists = await subjects.lock(trx, message.resourceId);
      const claimed = exists
        ? await store.claim(trx, message.runId, worker, options.leaseMs)
        : undefined;
      if (claimed) await subjects.started(trx, claimed);
      await queue.discard(trx, provisioner, message.id);
      return claimed;
    });
    if (run) {
      this.services.metrics.started(run);
      this.services.changed(run);
    }
    return run;
  }

  /** The run ended; `compensated` where what a failed apply left behind is gone. */
  async settle(run: RunRecord, end: RunEnd, compensated = false): Promise<RunRecord> {
    return this.step(run, trx => this.end(trx, run, end, compensated));
  }

  /**
   * The work failed: the answer is the run in its compensation, to be carried on with, or the run at its end.
   *
   * @param hasBegun - whether the provisioner may have done anything
   */
  async fail(
    run: RunRecord,
    { outcome, reason, hasBegun }: { outcome: RunOutcome; reason: string; hasBegun: boolean },
  ): Promise<RunRecord> {
    return this.step(run, async trx => {
      if (!hasBegun && (await this.leavesNothing(trx, run))) {
        return this.end(trx, run, { outcome, reason }, true);
      }
      const turned = await this.turnToCompensation(trx, run, outcome, reason);
      return turned ?? this.end(trx, run, { outcome, reason }, false);
    });
  }

  /** Compensation failed; it is tried again after a pause that grows. */
  async postpone(run: RunRecord, reason: string): Promise<RunRecord> {
    return this.step(run, trx => this.postponeIn(trx, run, reason));
  }

  /** The worker stops before the run ended; another one starts it again at once. */
  async giveBack(run: RunRecord, reason: string): Promise<RunRecord> {
    return this.step(run, trx => this.restart(trx, run, run.attempt, reason));
  }

  /** The worker was lost. What happens follows from the provisioner's recovery; undefined where the worker is back. */
  async lose(run: RunRecord): Promise<RunRecord | undefined> {
    const lost = 'The worker was lost';
    const reason = run.phase ? `${lost} in the phase ${run.phase}` : lost;
    const next = await this.step(run, async trx => {
      if (!(await this.services.store.isLost(trx, holdOf(run)))) return undefined;
      if (run.stage === 'compensate') return this.postponeIn(trx, run, reason);
      if (run.cancelReason) return this.abandon(trx, run, 'cancelled', run.cancelReason);
      if (recoveryOf(this.provisioner(run), run) !== 'resume') {
        return this.end(trx, run, { outcome: 'lost', reason }, false);
      }
      if (run.attempt >= this.services.options.maxAttempts) {
        return this.abandon(trx, run, 'lost', `${lost} ${run.attempt} times`);
      }
      return this.restart(trx, run, run.attempt + 1, reason);
    });
    if (next) this.services.metrics.lost(run);
    return next;
  }

  /**
   * Stops a run that has not ended, in the caller's transaction: at once if no worker has it, else by telling the worker. The
   * caller has locked the subject. `superseded` where a destroy follows that takes everything back.
   */
  async cancel(
    trx: Knex.Transaction,
    run: RunRecord,
    { reason, superseded = false }: { reason: string; superseded?: boolean },
  ): Promise<void> {
    const { store, channel, queue, subjects } = this.services;
    const isCompensating = run.stage === 'compensate' && !superseded;
    if (run.status === 'in_progress') {
      if (isCompensating) return;
      await store.requestCancel(trx, run.id, reason);
      channel.tellAfter(trx, topicOfCancel(run.id));
      return;
    }
    if (isCompensating) {
      await store.hurry(trx, run.id);
      await queue.hurry(trx, run);
      return;
    }
    const wasStarted = run.startedAt !== undefined;
    if (wasStarted && !superseded) {
      const turned = await this.turnToCompensation(trx, run, 'cancelled', reason);
      if (turned) {
        await queue.send(trx, turned);
        return;
      }
    }
    const ended = await store.finishQueued(trx, run.id, { status: 'cancelled', error: reason });
    if (ended) this.services.metrics.ended(ended);
    if (ended && !superseded) {
      await subjects.settled(trx, ended, {
        outcome: 'cancelled',
        reason,
        compensated: !wasStarted,
      });
    }
  }

  private async step<T extends RunRecord | undefined>(
    run: RunRecord,
    work: (trx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    const result = await inTransaction(this.services.knex, async trx => {
      if (!(await this.services.subjects.lock(trx, run.resourceId))) throw new LeaseLost();
      return work(trx);
    });
    if (!result) return result;
    if (result.finishedAt) this.services.metrics.ended(result);
    this.services.changed(result);
    return result;
  }

  private async end(trx: Knex.Transaction, run: RunRecord, end: RunEnd, compensated: boolean) {
    const { store, plans, queue, subjects, channel } = this.services;
    const ended = held(
      await store.finish(trx, holdOf(run), {
        status: end.outcome,
        error: end.reason,
        summary: end.summary,
        leftNothing: compensated,
      }),
    );
    const plan = end.plan && (await plans.save(trx, ended, end.plan));
    await subjects.settled(trx, ended, { ...end, plan, compensated });
    const [next] = await store.unfinished(trx, run.resourceId);
    if (next) await queue.send(trx, next);
    channel.tellAfter(trx, topicOfLog(run.id));
    return ended;
  }

  /** Of a run whose work has not begun: true where there is nothing of its resource at all. */
  private async leavesNothing(trx: Knex.Transaction, run: RunRecord): Promise<boolean> {
    // A worker before this one may have begun.
    const isFirstHold = run.fence === 1;
    if (run.kind !== 'apply' || !isFirstHold) return false;
    return !(await this.services.store.othersLeftSomething(trx, run));
  }

  private async turnToCompensation(
    trx: Knex.Transaction,
    run: RunRecord,
    outcome: RunOutcome,
    reason: string,
  ): Promise<RunRecord | undefined> {
    if (!(await this.isToUndo(trx, run, reason))) return undefined;
    return held(await this.services.store.compensate(trx, holdOf(run), { outcome, error: reason }));
  }

  private async isToUndo(trx: Knex.Transaction, run: RunRecord, reason: string) {
    const { compensate, revert } = this.provisioner(run) ?? {};
    const able = { compensate: compensate !== undefined, revert: revert !== undefined };
    return (await this.services.subjects.failed(trx, run, reason, able)).compensate;
  }

  /** Ends a run that no worker carries on; one that needs compensation goes back to the queue for it. */
  private async abandon(
    trx: Knex.Transaction,
    run: RunRecord,
    outcome: RunOutcome,
    reason: string,
  ): Promise<RunRecord> {
    const turned = await this.turnToCompensation(trx, run, outcome, reason);
    return turned
      ? this.restart(trx, turned, run.attempt, reason)
      : this.end(trx, run, { outcome, reason }, false);
  }

  private async postponeIn(trx: Knex.Transaction, run: RunRecord, reason: string) {
    if (!(await this.isToUndo(trx, run, reason))) {
      return this.end(trx, run, { outcome: run.outcome ?? 'error', reason: run.error }, false);
    }
    const { firstMs, longestMs } = this.services.options.compensation;
    const delayMs = Math.min(firstMs * 2 ** run.compensations, longestMs);
    return this.restart(
      trx,
      { ...run, compensations: run.compensations + 1 },
      run.attempt,
      reason,
      delayMs,
    );
  }

  private async restart(
    trx: Knex.Transaction,
    run: RunRecord,
    attempt: number,
    reason: string,
    delayMs = 0,
  ): Promise<RunRecord> {
    const { store, queue, subjects } = this.services;
    const { stage, compensations, outcome, error } = run;
    const next = { stage, compensations, outcome, error, attempt, delayMs };
    const queued = held(await store.requeue(trx, holdOf(run), next));
    await subjects.requeued(trx, queued, reason);
    await queue.send(trx, queued, delayMs);
    return queued;
  }

  private provisioner(run: RunRecord) {
    return this.services.provisioners.find(run.provisioner);
  }
}

function held(run: RunRecord | undefined): RunRecord {
  if (!run) throw new LeaseLost();
  return run;
}
