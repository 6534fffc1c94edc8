import type { LoggerService } from '@backstage/backend-plugin-api';
import { tmpdir } from 'node:os';
import type { Knex } from 'knex';
import type { Encryptor } from '../lib/encryption';
import { LogStore } from './logs/LogStore';
import type { RunOptions } from './options';
import { PlanStore } from './plans/PlanStore';
import type { ProvisionerRegistry } from './ProvisionerRegistry';
import { RunQueue } from './queue/RunQueue';
import { RunChannel } from './RunChannel';
import { RunLedger } from './RunLedger';
import type { RunMetrics } from './RunMetrics';
import { RunStore } from './RunStore';
import { StepStore } from './StepStore';
import type { RunAids, RunRecord, RunRequest, RunSubjects } from './types';
import { RunReaper } from './work/RunReaper';
import { RunRunner } from './work/RunRunner';
import { RunWorker } from './work/RunWorker';
import { WorkingDirectories } from './work/WorkingDirectories';

export interface RunEngineOptions {
  knex: Knex;
  logger: LoggerService;
  provisioners: ProvisionerRegistry;
  subjects: RunSubjects;
  options: RunOptions;
  metrics: RunMetrics;
  encryptor: Encryptor;
  aids: RunAids;
  /** Parent of the working directories of runs. */
  temporaryDirectory?: string;
  /** Called after each step of a run was committed. */
  changed: (run: RunRecord) => void;
}

/** Everything about runs: queueing and stopping them, and, in a process with the worker role, carrying them out. */
export class RunEngine {
  readonly store: RunStore;
  readonly logs: LogStore;
  readonly plans: PlanStore;
  readonly channel: RunChannel;
  readonly ledger: RunLedger;
  private readonly queue: RunQueue;
  private readonly worker?: RunWorker;
  private readonly directories?: WorkingDirectories;
  private readonly reaper: RunReaper;

  constructor(private readonly setup: RunEngineOptions) {
    const { knex, logger, provisioners, subjects, options, metrics, encryptor, aids, changed } =
      setup;
    const channel = new RunChannel(knex, logger);
    const store = new RunStore(knex);
    const logs = new LogStore(knex, channel);
    const plans = new PlanStore(knex, { encryptor, retentionMs: options.planRetentionMs });
    const queue = new RunQueue(knex, channel, { logger, supervise: options.worker });
    const common = {
      knex,
      logger,
      store,
      logs,
      plans,
      queue,
      channel,
      provisioners,
      subjects,
      options,
    };
    const ledger = new RunLedger({ ...common, metrics, changed });
    this.store = store;
    this.logs = logs;
    this.plans = plans;
    this.channel = channel;
    this.queue = queue;
    this.ledger = ledger;
    // Every process looks for lost runs: where the only worker died, somebody has to tell.
    this.reaper = new RunReaper({ ...common, ledger });
    if (!options.worker) return;
    metrics.observe(store);
    const directories = new WorkingDirectories({
      ...{ provisioners, logger },
      parent: setup.temporaryDirectory ?? tmpdir(),
      graceMs: options.leaseMs,
    });
    this.directories = directories;
    const runner = new RunRunner({
      ...common,
      ledger,
      aids,
      steps: new StepStore(knex),
      directories,
    });
    this.worker = new RunWorker({ ...common, ledger, runner });
  }

  /** How long the log of a run is kept after its end. */
  get logRetentionMs(): number {
    return this.setup.options.logRetentionMs;
  }

  async start(): Promise<void> {
    await this.channel.start();
    await this.queue.start(this.setup.provisioners.ids);
    this.directories?.start();
    this.worker?.start();
    this.reaper.start();
  }

  /** Ends what goes on in this process as gently as the configured time allows. */
  async stop(): Promise<void> {
    await this.reaper.stop();
    await this.worker?.stop();
    await this.directories?.stop();
    await this.queue.stop();
    await this.channel.stop();
  }

  /** Queues a run in the caller's transaction, which changes what the run is for. */
  async enqueue(trx: Knex.Transaction, request: RunRequest): Promise<RunRecord> {
    return this.ledger.enqueue(trx, request);
  }

  /** Which attempt the latest run of a resource was; 0 where there was none. */
  async lastAttempt(trx: Knex.Transaction, resourceId: string): Promise<number> {
    return (await this.store.latest(trx, resourceId))?.attempt ?? 0;
  }

  /** Takes the lock that orders everything that happens to a resource; false where it is gone. */
  async lockSubject(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.setup.subjects.lock(trx, resourceId);
  }

  /** Stops what has not ended of a resource, in the caller's transaction. The caller has locked the resource. */
  async cancel(trx: Knex.Transaction, resourceId: string, reason: string): Promise<RunRecord[]> {
    const runs = await this.store.unfinished(trx, resourceId);
    for (const run of runs) await this.ledger.cancel(trx, run, { reason });
    return runs;
  }

  /**
   * Makes way for a run that takes back everything, in the caller's transaction: what waits is ended, what goes on is told to stop.
   * Answers true where something goes on, so that the run must be queued `behind` it.
   */
  async supersede(trx: Knex.Transaction, resourceId: string, reason: string): Promise<boolean> {
    const runs = await this.store.unfinished(trx, resourceId);
    for (const run of runs) await this.ledger.cancel(trx, run, { reason, superseded: true });
    return runs.some(({ status }) => status === 'in_progress');
  }
}
