import type { LoggerService } from '@backstage/backend-plugin-api';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { LeaseLost, RunCancelled, WorkerStopping } from '../aborts';
import type { RunOptions } from '../options';
import type { ProvisionerRegistry } from '../ProvisionerRegistry';
import { recoveryOf } from '../recovery';
import type { RunQueue } from '../queue/RunQueue';
import { topicOfCancel, topicOfQueue, type RunChannel } from '../RunChannel';
import type { RunLedger } from '../RunLedger';
import type { RunStore } from '../RunStore';
import type { RunRecord } from '../types';
import { ActiveRun } from './ActiveRun';
import type { RunRunner } from './RunRunner';

export interface RunWorkerServices {
  ledger: RunLedger;
  store: RunStore;
  queue: RunQueue;
  channel: RunChannel;
  runner: Pick<RunRunner, 'carryOut'>;
  provisioners: ProvisionerRegistry;
  options: RunOptions;
  logger: LoggerService;
}

/** Takes queued runs as there is room for them and keeps their leases alive. */
export class RunWorker {
  readonly name = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  private readonly active = new Map<string, ActiveRun>();
  private readonly ends = new Set<Promise<void>>();
  private readonly taking = new Map<string, Promise<void>>();
  /** Provisioners for which something was heard while their messages were being taken. */
  private readonly again = new Set<string>();
  private readonly stopListening: (() => void)[] = [];
  private timers: NodeJS.Timeout[] = [];
  private stopping = false;

  constructor(private readonly services: RunWorkerServices) {}

  start(): void {
    const { provisioners, channel, options } = this.services;
    for (const id of provisioners.ids) {
      this.stopListening.push(channel.listen(topicOfQueue(id), () => this.take(id)));
    }
    const takeAll = () => provisioners.ids.forEach(id => this.take(id));
    this.timers = [
      setInterval(takeAll, options.pollMs),
      setInterval(() => this.heartbeat(), options.heartbeatMs),
    ];
    takeAll();
  }

  /** Takes nothing more, lets what runs come to its end for a while, then gives the rest back to the queue. */
  async stop(): Promise<void> {
    const { options } = this.services;
    this.stopping = true;
    this.stopListening.forEach(stop => stop());
    await Promise.all(this.taking.values());
    const drained = Promise.all(this.ends);
    const grace = new Promise<'late'>(resolve => {
      setTimeout(() => resolve('late'), options.shutdownMs).unref();
    });
    if ((await Promise.race([drained, grace])) === 'late') {
      for (const run of this.active.values()) run.stop(new WorkerStopping());
      await Promise.all(this.ends);
    }
    this.timers.forEach(clearInterval);
  }

  private roomFor(provisioner: string): number {
    const { provisioners, options } = this.services;
    const limit =
      options.provisioners[provisioner]?.concurrency ?? provisioners.get(provisioner).concurrency;
    const going = [...this.active.values()].filter(
      ({ record }) => record.provisioner === provisioner,
    ).length;
    return Math.min(limit - going, options.concurrency - this.active.size);
  }

  /** Takes messages of one provisioner until there are none or there is no room; one taking at a time. */
  private take(provisioner: string): void {
    if (this.stopping) return;
    if (this.taking.has(provisioner)) {
      this.again.add(provisioner);
      return;
    }
    const taking = this.takeAll(provisioner)
      .catch(error => this.services.logger.warn(`Cannot take runs now: ${error}`))
      .finally(() => {
        this.taking.delete(provisioner);
        if (this.again.delete(provisioner)) this.take(provisioner);
      });
    this.taking.set(provisioner, taking);
  }

  private async takeAll(provisioner: string): Promise<void> {
    const { queue, ledger, options } = this.services;
    for (;;) {
      const room = this.stopping ? 0 : this.roomFor(provisioner);
      if (room <= 0) return;
      const messages = await queue.fetch(provisioner, room);
      if (messages.length === 0) return;
      await Promise.all(
        messages.map(async message => {
          const leaseUntil = performance.now() + options.leaseMs;
          const run = await ledger.claim(message, provisioner, this.name);
          if (run) this.begin(run, leaseUntil);
        }),
      );
    }
  }

  private begin(run: RunRecord, leaseUntil: number): void {
    const { runner, channel } = this.services;
    const active = new ActiveRun(run, leaseUntil);
    this.active.set(run.id, active);
    const stopListening = channel.listen(topicOfCancel(run.id), () => this.heartbeat());
    const end = runner.carryOut(active).finally(() => {
      stopListening();
      this.active.delete(run.id);
      this.ends.delete(end);
      this.take(run.provisioner);
    });
    this.ends.add(end);
  }

  private async heartbeat(): Promise<void> {
    const { store, options, logger, provisioners } = this.services;
    const beating = [...this.active.values()];
    if (beating.length === 0) return;
    const leaseUntil = performance.now() + options.leaseMs;
    try {
      const renewals = await store.renew(
        beating.map(({ record }) => record),
        options.leaseMs,
      );
      for (const run of beating) {
        const renewal = renewals.get(run.record.id);
        if (!renewal) {
          if (this.active.get(run.record.id) === run) run.stop(new LeaseLost());
          continue;
        }
        if (renewal.isRenewed) run.leaseUntil = leaseUntil;
        if (renewal.cancelReason !== null) run.stop(new RunCancelled(renewal.cancelReason));
      }
    } catch (error) {
      logger.warn(`Cannot renew the leases of ${beating.length} runs: ${error}`);
      for (const run of beating) {
        const { record } = run;
        const resumes = recoveryOf(provisioners.get(record.provisioner), record) === 'resume';
        if (resumes && performance.now() > run.leaseUntil) run.stop(new LeaseLost());
      }
    }
  }
}
