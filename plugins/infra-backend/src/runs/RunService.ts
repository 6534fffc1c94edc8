import type { LogLine, Page } from '@bailiwick/backstage-plugin-infra-common';
import { InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import { LogFeeds } from './logs/LogFeeds';
import type { PlanRecord } from './plans/PlanStore';
import type { RunEngine } from './RunEngine';
import type { RunRecord } from './types';

const cursor = cursorCodec('runs by -createdAt', z.tuple([z.string(), z.uuid()]));

export const hasEnded = ({ status }: Pick<RunRecord, 'status'>) =>
  status !== 'queued' && status !== 'in_progress';

/** Runs and their logs. Who may is for the caller to check. */
export class RunService {
  readonly feeds: LogFeeds;

  constructor(
    private readonly parts: {
      knex: Knex;
      engine: RunEngine;
      audit: AuditTrail;
    },
  ) {
    const { logs, store, channel } = parts.engine;
    this.feeds = new LogFeeds({ logs, runs: store, channel });
  }

  /** @throws InfraError NOT_FOUND */
  async get(id: string): Promise<RunRecord> {
    const run = await this.parts.engine.store.find(id);
    if (!run) throw notFound('run', id);
    return run;
  }

  /** The newest first. */
  async list(
    resourceId: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<RunRecord>> {
    const { store } = this.parts.engine;
    const runs = await store.list(resourceId, page.limit + 1, cursor.decode(page.cursor));
    return pageOf(
      runs,
      page.limit,
      cursor,
      run => run.position,
      ({ position: _, ...run }) => run,
    );
  }

  /** How many runs are before this one; undefined once it is not queued any more. */
  async queuePosition(run: RunRecord): Promise<number | undefined> {
    return run.status === 'queued' ? this.parts.engine.store.ahead(run) : undefined;
  }

  /** @throws InfraError NOT_FOUND where the run made no plan, or not yet */
  async plan(runId: string): Promise<PlanRecord> {
    const plan = await this.parts.engine.plans.find(runId);
    if (!plan) throw notFound('plan of run', runId);
    return plan;
  }

  async logLines(runId: string, after: number, limit: number): Promise<LogLine[]> {
    return this.parts.engine.logs.read(runId, after, limit);
  }

  /**
   * Stops a run. To do so again changes nothing.
   *
   * @throws InfraError NOT_FOUND, INVALID_STATE where it has ended
   */
  async cancel(id: string, by: { ref: string; requestId?: string }): Promise<RunRecord> {
    const { knex, engine, audit } = this.parts;
    const { resourceId } = await this.get(id);
    await inTransaction(knex, async trx => {
      await engine.lockSubject(trx, resourceId);
      const run = await engine.store.find(id, trx);
      if (!run) throw notFound('run', id);
      if (hasEnded(run)) {
        throw new InfraError('INVALID_STATE', `The run has ended already: ${run.status}`);
      }
      await audit.record(trx, {
        event: 'resource-cancel-requested',
        actor: by,
        subject: { kind: 'resource', id: resourceId },
        after: { runId: id },
      });
      await engine.ledger.cancel(trx, run, { reason: `Cancelled by ${by.ref}` });
    });
    return this.get(id);
  }
}
