import type {
  ProvisionedResource,
  ProvisionerContext,
  RunLog,
  StateBackend,
} from '@bailiwick/backstage-plugin-infra-node';
import type { JsonValue } from '@backstage/types';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LeaseLost } from '../aborts';
import type { LogWriter } from '../logs/LogWriter';
import type { Redactor } from '../logs/Redactor';
import { type Lease, persevere } from '../persevere';
import type { Hold } from '../RunStore';
import type { StepStore } from '../StepStore';
import type { PlanStore } from '../plans/PlanStore';
import type { RunAids, RunRecord, RunSubject } from '../types';

/** A shorter value of the environment, such as a number or a switch, tells nothing; masking it would spoil the log. */
const SHORTEST_SECRET = 4;

export interface RunContextServices {
  steps: StepStore;
  log: LogWriter;
  redactor: Redactor;
  plans: PlanStore;
  aids: RunAids;
  lease: Lease;
  /** Parent of the working directories. */
  temporaryDirectory: string;
}

/**
 * What one stage of one run gives its provisioner. After {@link close} everything is refused. Its functions are properties, so that a
 * provisioner can take them apart from it.
 */
export class RunContext implements ProvisionerContext {
  readonly run: ProvisionerContext['run'];
  readonly resource: ProvisionedResource;
  readonly settings: unknown;
  readonly planFor: ProvisionerContext['planFor'];
  private readonly integrations: readonly string[];
  private readonly hold: Hold;
  private directory?: Promise<string>;
  private closed = false;

  constructor(
    private readonly record: RunRecord,
    subject: RunSubject,
    readonly signal: AbortSignal,
    private readonly services: RunContextServices,
  ) {
    this.run = {
      id: record.id,
      kind: record.kind,
      attempt: record.attempt,
      requestedBy: record.requestedBy,
    };
    this.resource = subject.resource;
    this.settings = subject.settings;
    this.integrations = subject.integrations;
    this.planFor = record.planFor === 'destroy' ? 'destroy' : 'apply';
    this.hold = { id: record.id, fence: record.fence };
  }

  readonly workingDirectory = async (): Promise<string> => {
    this.refuseIfClosed();
    // mkdtemp makes it with mode 0700.
    this.directory ??= mkdtemp(join(this.services.temporaryDirectory, `infra-run-`));
    return this.directory;
  };

  readonly phase = async (name: string): Promise<RunLog> => {
    this.refuseIfClosed();
    await this.store(steps => steps.enterPhase(this.hold, name));
    return this.services.log.phase(name);
  };

  readonly checkpoint = async <T extends JsonValue | void>(
    key: string,
    fn: () => Promise<T>,
  ): Promise<T> => {
    this.refuseIfClosed();
    const finished = await this.store(steps => steps.recall(this.hold, this.record.stage, key));
    if (finished) return finished.result as T;
    // An effect outside cannot be fenced, but it can be asked for right before it.
    await this.store(steps => steps.prove(this.hold));
    this.signal.throwIfAborted();
    const result = await fn();
    this.refuseIfClosed();
    await this.store(steps =>
      steps.remember(this.hold, this.record.stage, key, result ?? undefined),
    );
    return result;
  };

  readonly recall = async <T extends JsonValue>(key: string): Promise<T | undefined> => {
    const finished = await this.store(steps => steps.recall(this.hold, 'work', key));
    return finished?.result as T | undefined;
  };

  readonly recordCommit = async (sha: string): Promise<void> => {
    this.refuseIfClosed();
    await this.store(steps => steps.recordCommit(this.hold, sha));
  };

  readonly redact = (secret: string): void => {
    this.services.redactor.add(secret);
  };

  readonly approvedPlan = async (): Promise<Buffer | undefined> => {
    this.refuseIfClosed();
    const { planRunId } = this.record;
    if (!planRunId) return undefined;
    return persevere(this.services.lease, () => this.services.plans.artifact(planRunId));
  };

  readonly stateBackend = async (): Promise<StateBackend> => {
    this.refuseIfClosed();
    const backend = await persevere(this.services.lease, () =>
      this.services.aids.stateBackend(this.record),
    );
    this.redact(backend.password);
    return backend;
  };

  readonly environment = async (): Promise<Record<string, string>> => {
    this.refuseIfClosed();
    const variables = await persevere(this.services.lease, () =>
      this.services.aids.environment(this.record, this.integrations),
    );
    Object.values(variables)
      .filter(value => value.length >= SHORTEST_SECRET)
      .forEach(this.redact);
    return variables;
  };

  /** Refuses everything from now on and removes the working directory. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.directory) await rm(await this.directory, { recursive: true, force: true });
  }

  private store<T>(write: (steps: StepStore) => Promise<T>): Promise<T> {
    return persevere(this.services.lease, () => write(this.services.steps));
  }

  private refuseIfClosed(): void {
    if (!this.closed) return;
    throw this.signal.aborted ? this.signal.reason : new LeaseLost();
  }
}
