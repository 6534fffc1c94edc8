import type { Amounts, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonValue } from '@backstage/types';
import type { ZodType } from 'zod';

/** The resource as a provisioner sees it. */
export interface ProvisionedResource {
  id: string;
  name: string;
  type: string;
  version: string;
  /** Its name in the outside system, unique among live resources of the type. */
  externalName?: string;
  unit: { id: string; slug: string; name: string; path: string[] };
  site?: string;
  /** Resolved and valid by the type's schema. */
  variables: Variables;
  /** Outputs of the run before. */
  outputs: Variables;
  cost: Amounts;
  revision: number;
}

/** Writes lines into the log of the run. Secrets that the context handed out are redacted on the way. */
export interface RunLog {
  info(text: string): void;
  error(text: string): void;
  /** Output of a tool, verbatim; lines of any length. */
  write(stream: 'stdout' | 'stderr', text: string): void;
}

/**
 * All that a provisioner is given. It knows neither queue nor database nor HTTP. Every method that returns a promise rejects once
 * the run is no longer this worker's to carry on, so that a worker that overslept its lease changes nothing more.
 */
export interface ProvisionerContext<Settings = unknown> {
  run: {
    id: string;
    kind: 'plan' | 'apply' | 'destroy' | 'action';
    attempt: number;
    requestedBy: string;
  };
  resource: ProvisionedResource;
  settings: Settings;
  /**
   * Aborts when the run is cancelled, times out, loses its lease or the process shuts down; `reason` is an Error that says which.
   * The provisioner then has half a minute to come to an end; the engine goes on without it after that.
   */
  signal: AbortSignal;
  /** An empty directory with mode 0700, removed after the run. */
  workingDirectory(): Promise<string>;
  /** Starts a phase and answers its log. */
  phase(name: string): Promise<RunLog>;
  /**
   * A durable step: the first time `fn` runs and its result is stored under the run; when the run starts again after a crash the
   * stored result is answered and `fn` is not called. `fn` must be idempotent, since a crash can come between its effect and the
   * storing. Everything with an outside effect sits in a checkpoint.
   */
  checkpoint<T extends JsonValue | void>(key: string, fn: () => Promise<T>): Promise<T>;
  /** What a finished durable step of the run answered, also for `compensate`; undefined where it did not finish. */
  recall<T extends JsonValue>(key: string): Promise<T | undefined>;
  /** Records the git commit that carries the change, for people to see. */
  recordCommit(sha: string): Promise<void>;
  /** From now on the text shows as `***` in the log, the errors and the summary of the run. */
  redact(secret: string): void;
}

export interface ApplyResult {
  outputs?: Variables;
  summary?: Record<string, JsonValue>;
}

export interface PlanResult {
  summary: Record<string, JsonValue>;
}

/**
 * The driver that a resource type uses. It registers through {@link provisionersExtensionPoint}; adding one touches no file of the
 * backend.
 */
export interface Provisioner<Settings = unknown> {
  id: string;
  /** The settings that a resource type gives it. */
  settingsSchema: ZodType<Settings>;
  /**
   * What happens to a run whose worker died: `resume` starts it again from the top, where finished checkpoints answer what they
   * answered; `stop` marks it lost and leaves the decision to a person.
   */
  recovery: 'resume' | 'stop';
  /** How many runs of this provisioner one worker process takes at a time, unless configuration says otherwise. */
  concurrency: number;
  /** A run that takes longer fails. Milliseconds; an hour unless given, and configuration has the last word. */
  timeoutMs?: number;
  /** Whether an apply can change what is provisioned. */
  canUpdate: boolean;
  plan?(context: ProvisionerContext<Settings>): Promise<PlanResult>;
  apply(context: ProvisionerContext<Settings>): Promise<ApplyResult>;
  /** Resolves when the thing is really gone; the quota is given back after that. */
  destroy(context: ProvisionerContext<Settings>): Promise<void>;
  /**
   * Takes back what a failed or cancelled first apply left behind; the quota is given back after that. The signal of the context is a
   * fresh one. Rejecting means that it could not: the engine tries again, with longer and longer pauses, and quota stays held until
   * it succeeds. Without this method nobody knows what a failed apply left, so the quota stays held until a retry succeeds or the
   * resource is destroyed.
   */
  compensate?(context: ProvisionerContext<Settings>, cause: Error): Promise<void>;
  /** Further things to do with a resource, by name: `POST /resources/:id/actions/<name>`. */
  actions?: Record<string, (context: ProvisionerContext<Settings>) => Promise<ApplyResult>>;
}
