import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonValue } from '@backstage/types';
import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { LeaseLost, RunCancelled, RunTimedOut, WorkerStopping } from '../aborts';
import { LogStore } from '../logs/LogStore';
import { LogWriter } from '../logs/LogWriter';
import { Redactor } from '../logs/Redactor';
import type { RunOptions } from '../options';
import { persevere } from '../persevere';
import type { PlanStore } from '../plans/PlanStore';
import type { ProvisionerRegistry } from '../ProvisionerRegistry';
import { recoveryOf } from '../recovery';
import type { RunLedger } from '../RunLedger';
import type { RunStore } from '../RunStore';
import type { StepStore } from '../StepStore';
import type { RunAids, RunEnd, RunRecord, RunSubject, RunSubjects } from '../types';
import type { ActiveRun } from './ActiveRun';
import { LearnedSecrets } from './LearnedSecrets';
import { mustPlanFirst, planByTheRules } from './planByTheRules';
import { RunContext } from './RunContext';
import type { WorkingDirectories } from './WorkingDirectories';

export interface RunRunnerServices {
  ledger: RunLedger;
  store: Pick<RunStore, 'hasFailed'>;
  steps: StepStore;
  logs: LogStore;
  plans: PlanStore;
  aids: RunAids;
  subjects: Pick<RunSubjects, 'load'>;
  provisioners: ProvisionerRegistry;
  options: RunOptions;
  directories: WorkingDirectories;
  logger: LoggerService;
}

/** One run under way in this process. */
interface Task {
  active: ActiveRun;
  provisioner: Provisioner;
  log: LogWriter;
  redactor: Redactor;
  secrets: LearnedSecrets;
  /** Whether the provisioner was told to do what the run is for. */
  hasBegun: boolean;
}

const toError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** What is longer is for the log. In characters. */
const LONGEST_REASON = 2_000;

/** Why something failed, without secrets: cut after these are gone, since a part of one would not be found. */
function reasonOf({ message }: Error, redactor: Redactor): string {
  const reason = redactor.clean(message);
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON - 1)}…` : reason;
}

const purposeOf = ({ kind }: RunRecord) => (kind === 'destroy' ? 'destroy' : 'apply');

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
      const provisioner = provisioners.get(record.provisioner);
      const task: Task = {
        ...{ active, provisioner, redactor, log },
        ...{ secrets: this.secretsOf(active, log, redactor), hasBegun: false },
      };
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
      const subject = await this.subjectOf(task, run);
      const ownPlan = mustPlanFirst(run, subject, provisioner)
        ? await this.inContext(task, { ...run, planFor: purposeOf(run) }, subject, context =>
            planByTheRules(provisioner, context, subject),
          )
        : undefined;
      task.hasBegun = true;
      result = await this.inContext(
        ...([task, run, subject] as const),
        context => doWork(provisioner, run, context, subject),
        ownPlan,
      );
    } catch (error) {
      return await this.endWork(task, toError(error));
    } finally {
      clearTimeout(timer);
    }
    sensitiveTexts(result).forEach(task.secrets.learn);
    await log.flush();
    await task.secrets.hideEarlier();
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

  private async endWork(task: Task, failure: Error) {
    const { ledger } = this.services;
    const { active, provisioner, log, redactor } = task;
    const run = active.record;
    const cause = active.signal.aborted ? toError(active.signal.reason) : failure;
    if (cause instanceof LeaseLost) throw cause;
    const reason = reasonOf(cause, redactor);
    log.phase(run.kind).error(reason);
    await log.flush();
    await task.secrets.hideEarlier();
    const outcome = cause instanceof RunCancelled ? 'cancelled' : 'error';
    const givesBack = cause instanceof WorkerStopping && recoveryOf(provisioner, run) === 'resume';
    return persevere(active, () =>
      givesBack
        ? ledger.giveBack(run, reason)
        : ledger.fail(run, { outcome, reason, hasBegun: task.hasBegun }),
    );
  }

  private async compensate(task: Task, run: RunRecord): Promise<void> {
    const { ledger } = this.services;
    const { active, provisioner, log, redactor } = task;
    active.turnToCompensation();
    const timeoutMs = this.timeoutOf(provisioner);
    const timer = setTimeout(() => active.stop(new RunTimedOut(timeoutMs)), timeoutMs);
    const failure = run.error ?? 'The run failed';
    try {
      const subject = await this.subjectOf(task, run);
      await this.inContext(task, run, subject, async context =>
        provisioner[subject.undo]?.(context, new Error(failure)),
      );
    } catch (error) {
      const cause = active.signal.aborted ? toError(active.signal.reason) : toError(error);
      if (cause instanceof LeaseLost) throw cause;
      const why = reasonOf(cause, redactor);
      log.phase('compensate').error(why);
      await log.flush();
      await task.secrets.hideEarlier();
      const known = { ...run, error: redactor.clean(failure) };
      await persevere(active, () =>
        cause instanceof WorkerStopping ? ledger.giveBack(known, why) : ledger.postpone(known, why),
      );
      return;
    } finally {
      clearTimeout(timer);
    }
    await log.flush();
    await task.secrets.hideEarlier();
    const outcome = run.outcome ?? 'error';
    const reason = redactor.clean(failure);
    await persevere(active, () => ledger.settle(run, { outcome, reason }, true));
  }

  /** What the run acts upon; its secrets show in no line from now on. */
  private async subjectOf({ active, log }: Task, run: RunRecord): Promise<RunSubject> {
    active.signal.throwIfAborted();
    const subject = await persevere(active, () => this.services.subjects.load(run));
    subject.secrets.forEach(secret => log.redact(secret));
    return subject;
  }

  private async inContext<T>(
    task: Task,
    run: RunRecord,
    subject: RunSubject,
    body: (context: RunContext) => Promise<T>,
    ownPlan?: Buffer,
  ): Promise<T> {
    const { steps, plans, aids, directories, options } = this.services;
    const { active, log } = task;
    const { signal } = active;
    signal.throwIfAborted();
    const services = {
      ...{ steps, log, plans, aids, directories },
      ...{ lease: active, learn: task.secrets.learn },
    };
    const context = new RunContext(run, subject, signal, services, ownPlan);
    try {
      return await untilAborted(body(context), signal, options.abortMs);
    } finally {
      await context.close();
    }
  }

  private secretsOf(active: ActiveRun, log: LogWriter, redactor: Redactor): LearnedSecrets {
    const { store, logs, aids } = this.services;
    const { resourceId } = active.record;
    return new LearnedSecrets({ resourceId, log, redactor, lease: active, store, logs, aids });
  }

  private timeoutOf({ id, timeoutMs }: Provisioner): number {
    const { options } = this.services;
    return options.provisioners[id]?.timeoutMs ?? timeoutMs ?? options.timeoutMs;
  }
}

type WorkResult = Omit<RunEnd, 'outcome' | 'reason'>;

/** A shorter text tells nothing; masking it would spoil the log. */
const SHORTEST_OUTPUT = 4;

/** Texts within the outputs that are not to be shown: a tool may have printed what it had just made. */
function sensitiveTexts({ outputs = {}, sensitiveOutputs = [] }: WorkResult): string[] {
  const textsIn = (value: JsonValue | undefined): string[] => {
    if (typeof value === 'string') return value.length < SHORTEST_OUTPUT ? [] : [value];
    return typeof value === 'object' && value ? Object.values(value).flatMap(textsIn) : [];
  };
  return sensitiveOutputs.flatMap(name => textsIn(outputs[name]));
}

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
      return action.run(context, action.input?.parse(run.input ?? {}) ?? {});
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
