import type {
  Run,
  RunKind,
  RunOutcome,
  PlannedChange,
  PolicyResult,
  RunStatus,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { ProvisionedResource, StateBackend } from '@bailiwick/backstage-plugin-infra-node';
import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import type { MadePlan, PlanRecord } from './plans/PlanStore';

/** What a worker does for a run: its proper work, or taking back what a failed apply left behind. */
export type RunStage = 'work' | 'compensate';

/** What a plan looks into: what an apply would do, or a destroy, or what differs from what was applied. */
export type PlanPurpose = 'apply' | 'destroy' | 'drift';

/** A run as it is stored. */
export interface RunRecord {
  id: string;
  resourceId: string;
  unitId: string;
  provisioner: string;
  kind: RunKind;
  action?: string;
  /** What the action was given. */
  input?: Variables;
  planFor?: PlanPurpose;
  planRunId?: string;
  approvedInputs?: string;
  status: RunStatus;
  stage: RunStage;
  phase?: string;
  /** How it will have ended once compensation succeeded. */
  outcome?: RunOutcome;
  attempt: number;
  compensations: number;
  requestedBy: string;
  turn: number;
  fence: number;
  worker?: string;
  /** Set once somebody asked the worker to stop. */
  cancelReason?: string;
  commit?: string;
  error?: string;
  summary?: Run['summary'];
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
}

/** What somebody asks the engine to do. */
export interface RunRequest {
  resourceId: string;
  unitId: string;
  provisioner: string;
  kind: RunKind;
  /** Only for runs of kind `action`, as the input. */
  action?: string;
  input?: Variables;
  /** Only for runs of kind `plan`: what is planned. */
  planFor?: PlanPurpose;
  /** The run of kind `plan` whose plan this one must carry out. */
  planRunId?: string;
  /** Digest of the inputs that were approved; the run is refused with any other. */
  approvedInputs?: string;
  requestedBy: string;
  /** More than 1 for a retry. */
  attempt?: number;
  /** Waits until the run that is in progress has ended. */
  behind?: boolean;
}

/** How a run ended. */
export interface RunEnd {
  outcome: RunOutcome;
  /** Why, unless it is done. */
  reason?: string;
  outputs?: Variables;
  sensitiveOutputs?: readonly string[];
  /** Of a run of kind `plan`. */
  plan?: MadePlan;
  /** Of a run that looked for drift. */
  drifted?: boolean;
  summary?: Record<string, JsonValue>;
}

/** The end of a run as the room sees it whose thing the run was for. */
export type SettledEnd = Omit<RunEnd, 'plan'> & { plan?: PlanRecord; compensated: boolean };

/** What a run acts upon, as the provisioner is to see it. */
export interface RunSubject {
  /** How a failed apply is taken back: nothing is to be left of it, or what was live before is to be again. */
  undo: 'compensate' | 'revert';
  resource: ProvisionedResource;
  settings: unknown;
  /** Of everything that the outcome depends upon. */
  inputDigest: string;
  /** Ids of the integrations whose credentials the run gets. */
  integrations: readonly string[];
  /** Values that must not show. */
  secrets: readonly string[];
  /** Whether there are rules that only a plan can be held against: then nothing is done without one. */
  hasPlanRules: boolean;
  /** Rules that a plan must keep. */
  checkPlan(changes: PlannedChange[]): PolicyResult[];
}

/** Texts that must not show any more where they were written already, and what a text becomes without them. */
export interface HiddenTexts {
  texts: readonly string[];
  clean(text: string): string;
}

/** What other rooms lend to a run while a worker holds it. */
export interface RunAids {
  /** Where the tool's state lives, with a credential that ends with the worker's hold on the run. */
  stateBackend(run: RunRecord): Promise<StateBackend>;
  /** What integrations give: variables, and files in the folder, which is asked for only where there are any. */
  credentials(
    run: RunRecord,
    folder: () => Promise<string>,
    integrations: readonly string[],
  ): Promise<{ variables: Record<string, string>; secrets: readonly string[] }>;
  /** Hides texts in the reasons of what failed before with the resource. */
  hideInReasons(resourceId: string, hidden: HiddenTexts): Promise<void>;
}

/**
 * The room whose things the runs act upon. The engine tells it of every step in the transaction that makes the step, after it has
 * locked the subject; so subject and run never disagree.
 */
export interface RunSubjects {
  load(run: RunRecord): Promise<RunSubject>;
  /** Takes the row lock that orders everything that happens to one resource; false where it is gone. */
  lock(trx: Knex.Transaction, resourceId: string): Promise<boolean>;
  started(trx: Knex.Transaction, run: RunRecord): Promise<void>;
  /** The run goes back to the queue: its worker was lost or shuts down, or compensation is to be tried again. */
  requeued(trx: Knex.Transaction, run: RunRecord, reason: string): Promise<void>;
  /**
   * The work failed. Answers whether something may be left behind that is to be taken back.
   *
   * @param able - what the provisioner can take back: a first apply, and a change
   */
  failed(
    trx: Knex.Transaction,
    run: RunRecord,
    reason: string,
    able: Record<RunSubject['undo'], boolean>,
  ): Promise<{ compensate: boolean }>;
  /** The run ended; `compensated` where what a failed apply left is gone, or was never there. */
  settled(trx: Knex.Transaction, run: RunRecord, end: SettledEnd): Promise<void>;
}
