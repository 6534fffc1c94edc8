import type {
  ProvisionedResource,
  ProvisionerContext,
  RunLog,
  StateBackend,
} from '@bailiwick/backstage-plugin-infra-node';
import type { JsonValue } from '@backstage/types';
import { join } from 'node:path';
import { LeaseLost } from '../aborts';
import type { LogWriter } from '../logs/LogWriter';
import { type Lease, persevere } from '../persevere';
import type { Hold } from '../RunStore';
import type { StepStore } from '../StepStore';
import type { PlanStore } from '../plans/PlanStore';
import type { RunAids, RunRecord, RunSubject } from '../types';
import type { WorkingDirectories } from './WorkingDirectories';

/** A shorter value of the environment, such as a number or a switch, tells nothing; masking it would spoil the log. */
const SHORTEST_SECRET = 4;
/** In the working directory, where integrations have files. */
const CREDENTIALS = '.credentials';

export interface RunContextServices {
  steps: StepStore;
  log: LogWriter;
  /** Hides what the provisioner calls a secret. */
  learn: (secret: string) => void;
  plans: PlanStore;
  aids: RunAids;
  lease: Lease;
  directories: Pick<WorkingDirectories, 'make' | 'remove'>;
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
    /** What the run planned itself and is to carry out, where nobody approved a plan. */
    private readonly ownPlan?: Buffer,
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
    this.directory ??= this.services.directories.make();
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
    this.services.learn(secret);
  };

  readonly approvedPlan = async (): Promise<Buffer | undefined> => {
    this.refuseIfClosed();
    const { planRunId } = this.record;
    if (!planRunId) return this.ownPlan;
    return persevere(this.services.lease, () => this.services.plans.artifact(planRunId));
  };

  readonly stateBackend = async (): Promise<StateBackend> => {
    this.refuseIfClosed();
    const backend = await persevere(this.services.lease, () =>
      this.services.aids.stateBackend(this.record),
    );
    this.services.log.redact(backend.password);
    return backend;
  };

  readonly environment = async (): Promise<Record<string, string>> => {
    this.refuseIfClosed();
    const folder = async () => join(await this.workingDirectory(), CREDENTIALS);
    const { variables, secrets } = await persevere(this.services.lease, () =>
      this.services.aids.credentials(this.record, folder, this.integrations),
    );
    secrets
      .filter(secret => secret.length >= SHORTEST_SECRET)
      .forEach(secret => this.services.log.redact(secret));
    return variables;
  };

  /** Refuses everything from now on and removes the working directory. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.directory) await this.services.directories.remove(await this.directory);
  }

  private store<T>(write: (steps: StepStore) => Promise<T>): Promise<T> {
    return persevere(this.services.lease, () => write(this.services.steps));
  }

  private refuseIfClosed(): void {
    if (!this.closed) return;
    throw this.signal.aborted ? this.signal.reason : new LeaseLost();
  }
}
