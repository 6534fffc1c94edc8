import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { LeaseLost, RunCancelled, RunTimedOut, WorkerStopping } from '../aborts';
import { LogStore } from '../logs/LogStore';
import { LogWriter } from '../logs/LogWriter';
import { Redactor } from '../logs/Redactor';
import type { RunOptions } from '../options';
import { persevere } from '../persevere';
import type { PlanStore } from '../plans/PlanStore';
import type { ProvisionerRegistry } from '../ProvisionerRegistry';
import type { RunLedger } from '../RunLedger';
import type { StepStore } from '../StepStore';
import type { RunAids, RunEnd, RunRecord, RunSubject, RunSubjects } from '../types';
import type { ActiveRun } from './ActiveRun';
import { RunContext } from './RunContext';

export interface RunRunnerServices {
  ledger: RunLedger;
  steps: StepStore;
  logs: LogStore;
  plans: PlanStore;
  aids: RunAids;
  subjects: Pick<RunSubjects, 'load'>;
  provisioners: ProvisionerRegistry;
  options: RunOptions;
  temporaryDirectory: string;
  logger: LoggerService;
}

/** One run under way in this process. */
interface Task {
  active: ActiveRun;
  provisioner: Provisioner;
  log: LogWriter;
  redactor: Redactor;
}

const toError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Carries out one run that this worker holds, up to its end or until it is taken away. */
export class RunRunner {
  constructor(private readonly services: RunRunnerServices) {}

  /** Never rejects. */
  async carryOut(active: ActiveRun): Promise<void> {
    const { logs, provisioners, logger } = this.services;
    const { record } = active;
    try {
      const redactor = new Redactor();
      const log = await LogWriter.create({ store: logs, hold: record, redactor, lease: active });
      const task = { active, provisioner: provisioners.get(record.provisioner), redactor, log };
      const run = record.stage === 'work' ? await this.work(task) : record;
      // A failed apply turns to its compensation, and the same worker carries on with that.
      if (run.status === 'in_progress') await this.compensate(task, run);
    } catch (error) {
      if (error instanceof LeaseLost) logger.warn(`Run ${record.id} went to another worker`);
      else logger.error(`Run ${record.id} stops here and starts again elsewhere: ${error}`);
    }
  }

  private async work(task: Task): Promise<RunRecord> {
    const { ledger } = this.services;
    const { active, provisioner, log, redactor } = task;
    const run = active.record;
    const timeoutMs = this.timeoutOf(provisioner);
    const timer = setTimeout(() => active.stop(new RunTimedOut(timeoutMs)), timeoutMs);
    if (run.cancelReason) active.stop(new RunCancelled(run.cancelReason));
    let result: WorkResult;
    try {
      result = await this.inContext(task, run, (context, subject) =>
        doWork(provisioner, run, context, subject),
      );
    } catch (error) {
      return await this.endWork(task, toError(error));
    } finally {
      clearTimeout(timer);
    }
    await log.flush();
    const { summary, plan } = result;
    const end: RunEnd = {
      ...result,
      outcome: 'done',
      summary: summary && redactor.cleanAll(summary),
      // What people read of a plan; the artifact goes back to the tool as it is, and is sealed.
      plan: plan && { ...plan, changes: redactor.cleanAll(plan.changes) },
    };
    return persevere(active, () => ledger.settle(run, end));
  }

  private async endWork({ active, provisioner, log, redactor }: Task, failure: Error) {
    const { ledger } = this.services;
    const run = active.record;
    const cause = active.signal.aborted ? toError(active.signal.reason) : failure;
    if (cause instanceof LeaseLost) throw cause;
    const reason = redactor.clean(cause.message);
    log.phase(run.kind).error(reason);
    await log.flush();
    const outcome = cause instanceof RunCancelled ? 'cancelled' : 'error';
    const givesBack = cause instanceof WorkerStopping && provisioner.recovery === 'resume';
    return persevere(active, () =>
      givesBack ? ledger.giveBack(run, reason) : ledger.fail(run, outcome, reason),
    );
  }

  private async compensate(task: Task, run: RunRecord): Promise<void> {
    const { ledger } = this.services;
    const { active, provisioner, log, redactor } = task;
    active.turnToCompensation();
    const reason = run.error ?? 'The run failed';
    try {
      await this.inContext(task, run, async context =>
        provisioner.compensate?.(context, new Error(reason)),
      );
    } catch (error) {
      const cause = active.signal.aborted ? toError(active.signal.reason) : toError(error);
      if (cause instanceof LeaseLost) throw cause;
      const why = redactor.clean(cause.message);
      log.phase('compensate').error(why);
      await log.flush();
      await persevere(active, () =>
        cause instanceof WorkerStopping ? ledger.giveBack(run, why) : ledger.postpone(run, why),
      );
      return;
    }
    await log.flush();
    const outcome = run.outcome ?? 'error';
    await persevere(active, () => ledger.settle(run, { outcome, reason }, true));
  }

  private async inContext<T>(
    { active, log, redactor }: Task,
    run: RunRecord,
    body: (context: RunContext, subject: RunSubject) => Promise<T>,
  ): Promise<T> {
    const { steps, subjects, plans, aids, temporaryDirectory, options } = this.services;
    const { signal } = active;
    signal.throwIfAborted();
    const subject = await persevere(active, () => subjects.load(run));
    subject.secrets.forEach(secret => redactor.add(secret));
    const services = { steps, log, redactor, plans, aids, lease: active, temporaryDirectory };
    const context = new RunContext(run, subject, signal, services);
    try {
      return await untilAborted(body(context, subject), signal, options.abortMs);
    } finally {
      await context.close();
    }
  }

  private timeoutOf({ id, timeoutMs }: Provisioner): number {
    const { options } = this.services;
    return options.provisioners[id]?.timeoutMs ?? timeoutMs ?? options.timeoutMs;
  }
}

type WorkResult = Omit<RunEnd, 'outcome' | 'reason'>;

async function doWork(
  provisioner: Provisioner,
  run: RunRecord,
  context: RunContext,
  subject: RunSubject,
): Promise<WorkResult> {
  switch (run.kind) {
    case 'apply':
      return provisioner.apply(context);
    case 'destroy':
      await provisioner.destroy(context);
      return {};
    case 'plan': {
      if (run.planFor === 'drift') return observe(provisioner, context, subject);
      if (!provisioner.plan) throw new Error(`The provisioner ${provisioner.id} cannot plan`);
      const { summary, changes = [], artifact } = await provisioner.plan(context);
      const { inputDigest } = subject;
      return {
        summary,
        plan: { inputDigest, changes, artifact, policies: subject.checkPlan(changes) },
      };
    }
    default: {
      const action = provisioner.actions?.[run.action ?? ''];
      if (!action) throw new Error(`The provisioner ${provisioner.id} has no action ${run.action}`);
      return action(context);
    }
  }
}

async function observe(
  provisioner: Provisioner,
  context: RunContext,
  { inputDigest }: RunSubject,
): Promise<WorkResult> {
  if (!provisioner.observe) {
    throw new Error(`The provisioner ${provisioner.id} cannot look for drift`);
  }
  const { drifted, changes = [] } = await provisioner.observe(context);
  return { drifted, summary: { drifted }, plan: { inputDigest, changes, policies: [] } };
}

/** What `result` comes to; when the signal aborts, it has `graceMs` left to come to an end. */
async function untilAborted<T>(
  result: Promise<T>,
  signal: AbortSignal,
  graceMs: number,
): Promise<T> {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const start = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) start();
    else signal.addEventListener('abort', start, { once: true, signal: ended.signal });
  });
  try {
    return await Promise.race([result, tooLate]);
  } finally {
    ended.abort();
    clearTimeout(timer);
  }
}
