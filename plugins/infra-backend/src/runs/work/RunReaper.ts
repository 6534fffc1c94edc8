import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { inTransaction } from '../../lib/database';
import { LeaseLost } from '../aborts';
import type { RunOptions } from '../options';
import type { RunQueue } from '../queue/RunQueue';
import type { ProvisionerRegistry } from '../ProvisionerRegistry';
import type { RunLedger } from '../RunLedger';
import type { RunStore } from '../RunStore';

const BATCH = 200;

export interface RunReaperServices {
  knex: Knex;
  ledger: RunLedger;
  store: RunStore;
  queue: RunQueue;
  provisioners: ProvisionerRegistry;
  options: RunOptions;
  logger: LoggerService;
}

/** Looks now and then for what nobody looks after any more: runs of workers that died, and queued runs without a message. */
export class RunReaper {
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  /** Nobody could renew a lease while the database was away; so everybody gets a lease's time to come back. */
  private patientUntil = 0;

  constructor(private readonly services: RunReaperServices) {}

  start(): void {
    this.timer = setInterval(() => {
      this.round = this.round.then(() => this.reap());
    }, this.services.options.leaseMs / 3);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** One round; never rejects. */
  async reap(): Promise<void> {
    const { options, logger } = this.services;
    try {
      if (performance.now() >= this.patientUntil) await this.takeLost();
      await this.sendAgain();
    } catch (error) {
      this.patientUntil = performance.now() + options.leaseMs;
      logger.warn(`Cannot look for lost runs now: ${error}`);
    }
  }

  private async takeLost(): Promise<void> {
    const { store, ledger, logger, provisioners, options } = this.services;
    for (const run of await store.lost(BATCH)) {
      // What is lost with a provisioner that only workers know, they decide.
      if (!options.worker && !provisioners.find(run.provisioner)) continue;
      try {
        const next = await ledger.lose(run);
        if (next) logger.warn(`Run ${run.id} lost its worker ${run.worker}: now ${next.status}`);
      } catch (error) {
        // Somebody else was faster: another reaper, or the worker with the run's end.
        if (!(error instanceof LeaseLost)) throw error;
      }
    }
  }

  private async sendAgain(): Promise<void> {
    const { knex, store, queue, options } = this.services;
    const waiting = await store.waitingLongest(options.leaseMs * 2, BATCH);
    if (waiting.length === 0) return;
    await inTransaction(knex, async trx => {
      for (const run of waiting) await queue.send(trx, run);
    });
  }
}
