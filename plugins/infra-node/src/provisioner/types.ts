import type { Amounts, PlannedChange, Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonValue } from '@backstage/types';
import type { ZodType } from 'zod';
import type { ProvisionerAction, ProvisionerView } from './actions';
import type { ImageDeployments } from './deployments';
import type { InspectedModule, ModulesOfRequests } from './modules';

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

/** Where a run keeps the state of its tool, with credentials that end with the run. Terraform's HTTP backend takes it as it is. */
export interface StateBackend {
  /** Address of the state; LOCK and UNLOCK go there too. */
  url: string;
  username: string;
  password: string;
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
  /** A directory with mode 0700, empty but for files of {@link environment}, removed after the run. */
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
  /**
   * The artifact of the plan that this apply or destroy was approved with, byte by byte as {@link Provisioner.plan} answered it.
   * Undefined where nobody planned it; where there is one, the run must carry out this plan or fail.
   */
  approvedPlan(): Promise<Buffer | undefined>;
  /** What a run of kind `plan` is to look into: what an apply would do, or what a destroy would. */
  planFor: 'apply' | 'destroy';
  /** Where the tool's state lives. Its password is redacted. */
  stateBackend(): Promise<StateBackend>;
  /**
   * Environment variables from the integrations that the resource uses, for the tool that is run; some say where files with credentials
   * are. Both are redacted.
   */
  environment(): Promise<Record<string, string>>;
}

export interface ApplyResult {
  outputs?: Variables;
  /** Names of the outputs that only those may see who may see secrets; they are stored encrypted. */
  sensitiveOutputs?: readonly string[];
  summary?: Record<string, JsonValue>;
}

export interface PlanResult {
  summary: Record<string, JsonValue>;
  /** What would change, for people to read. */
  changes?: PlannedChange[];
  /** The plan as the tool wants it back. Kept encrypted, and only for a while. */
  artifact?: Buffer;
}

/** What `observe` found. */
export interface Observation {
  /** The real thing differs from what was last applied. */
  drifted: boolean;
  changes?: PlannedChange[];
}

/** What a provisioner renders from: all of it may be read by everybody who reads the repository. */
export interface RenderContext<Settings = unknown> {
  /** Variables without any sensitive value; there are no outputs. */
  resource: Omit<ProvisionedResource, 'outputs'>;
  settings: Settings;
  /** Names of the variables that are left out because they are sensitive, or come from something that is. */
  withheld: readonly string[];
  /** Who asked for the resource. */
  requestedBy: string;
}

/** The same context must always give the same files, or they would be pushed again and again. */
export interface RenderedIac {
  /** Text by path below the resource's folder. */
  files: Readonly<Record<string, string>>;
  /** Further sentences for the README, in Markdown. */
  notes?: readonly string[];
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
  /** False where it has no use for credentials of integrations: a request that names some is then refused. */
  usesIntegrations?: boolean;
  plan?(context: ProvisionerContext<Settings>): Promise<PlanResult>;
  /** Compares the real thing with what was last applied; changes nothing. */
  observe?(context: ProvisionerContext<Settings>): Promise<Observation>;
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
  /**
   * Takes a failed or cancelled change of what is provisioned back to what was live before; the resource in the context is as it was
   * then. Resolves when that is live again: the quota of the change is given back after that. Rejecting is as for {@link compensate}.
   * Without this method a failed change stays what the resource is to be, until a retry or another change succeeds.
   */
  revert?(context: ProvisionerContext<Settings>, cause: Error): Promise<void>;
  /**
   * Reads a module for `POST /resource-types/import`. The source is what somebody sent.
   *
   * @throws InfraError VALIDATION_ERROR with pointers below `/source`, UPSTREAM_FAILED
   */
  inspect?(source: Record<string, JsonValue>, signal: AbortSignal): Promise<InspectedModule>;
  /** For types that leave it to each resource which module it is made of. */
  modules?: ModulesOfRequests<Settings>;
  /** For types whose resources run images. */
  deployments?: ImageDeployments<Settings>;
  /**
   * Keeps what must not be lost of a working directory that a killed process left behind, before it is removed. The directory may belong
   * to another provisioner. Rejecting keeps it until the next look.
   */
  salvage?(directory: string): Promise<void>;
  /**
   * Writes down a resource as code, for a workspace to mirror. It changes nothing and asks nobody. Without this method resources of
   * the provisioner cannot be mirrored.
   *
   * @throws Error, a sentence that says why it cannot be rendered
   */
  render?(context: RenderContext<Settings>): Promise<RenderedIac>;
  /** Further things to do with a resource, by name: of lower-case letters, digits and hyphens, and none of the transition table's. */
  actions?: Readonly<Record<string, ProvisionerAction<Settings>>>;
  /** Further things to see of a resource, by names that no route of the REST API has. */
  views?: Readonly<Record<string, ProvisionerView<Settings>>>;
}
