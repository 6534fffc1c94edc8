import type { LoggerService } from '@backstage/backend-plugin-api';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { fromKnex, PgBoss } from 'pg-boss';
import { topicOfQueue, type RunChannel } from '../RunChannel';
import type { RunRecord } from '../types';
import { bossDatabase } from './bossDatabase';

/** The schema of pg-boss, beside the tables of this plugin. */
const SCHEMA = 'infra_queue';

/** A message only says that a run may be there to take; the row of the run decides. */
export interface RunMessage {
  id: string;
  runId: string;
  resourceId: string;
}

const queueName = (provisioner: string) => `runs.${provisioner}`;

/**
 * Messages about queued runs, one pg-boss queue per provisioner. A message is sent in the transaction that queues the run; policy
 * `short` keeps a single waiting message per run, so sending again what may have been lost is harmless.
 */
export class RunQueue {
  private readonly boss: PgBoss;

  constructor(
    knex: Knex,
    private readonly channel: RunChannel,
    options: { logger: LoggerService; supervise: boolean },
  ) {
    this.boss = new PgBoss({
      db: fromKnex(knex),
      schema: SCHEMA,
      schedule: false,
      supervise: options.supervise,
    });
    this.boss.on('error', error =>
      options.logger.warn(`The run queue met an error and goes on: ${error.message}`),
    );
    this.boss.on('warning', ({ message }) => options.logger.warn(`Run queue: ${message}`));
  }

  async start(provisioners: readonly string[]): Promise<void> {
    await this.boss.start();
    for (const provisioner of provisioners) {
      const name = queueName(provisioner);
      await this.boss.createQueue(name, {
        policy: 'short',
        retryLimit: 0,
      });
      // From here on pg-boss knows the queue by heart, and sends without another connection than the transaction's.
      await this.boss.findJobs(name, { id: randomUUID() });
    }
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }

  /** Leaves a message about a queued run, to be found when the transaction is committed, or later. */
  async send(trx: Knex.Transaction, run: RunRecord, delayMs = 0): Promise<void> {
    await this.boss.send(
      queueName(run.provisioner),
      { runId: run.id, resourceId: run.resourceId },
      {
        db: bossDatabase(trx),
        singletonKey: run.id,
        priority: -run.turn,
        ...(delayMs > 0 ? { startAfter: new Date(Date.now() + delayMs) } : {}),
      },
    );
    if (delayMs <= 0) this.channel.tellAfter(trx, topicOfQueue(run.provisioner));
  }

  /** Ends the pause of a message that was sent with a delay, or sends it anew. */
  async hurry(trx: Knex.Transaction, run: RunRecord): Promise<void> {
    await this.boss.upsert(
      queueName(run.provisioner),
      { runId: run.id, resourceId: run.resourceId },
      { db: fromKnex(trx), singletonKey: run.id, startAfter: new Date(), priority: -run.turn },
    );
    this.channel.tellAfter(trx, topicOfQueue(run.provisioner));
  }

  /** Takes up to `limit` messages, those of the earliest turns first. */
  async fetch(provisioner: string, limit: number): Promise<RunMessage[]> {
    const jobs = await this.boss.fetch<{ runId: string; resourceId: string }>(
      queueName(provisioner),
      { batchSize: limit },
    );
    return jobs.map(({ id, data }) => ({ id, ...data }));
  }

  /** Throws away a message, in the transaction that took its run if there was one to take. */
  async discard(trx: Knex.Transaction, provisioner: string, messageId: string): Promise<void> {
    await this.boss.deleteJob(queueName(provisioner), messageId, { db: bossDatabase(trx) });
  }
}
