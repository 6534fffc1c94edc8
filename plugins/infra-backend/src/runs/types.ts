import type {
  Run,
  RunKind,
  RunOutcome,
  RunStatus,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { ProvisionedResource } from '@bailiwick/backstage-plugin-infra-node';
import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';

/** What a worker does for a run: its proper work, or taking back what a failed first apply left behind. */
export type RunStage = 'work' | 'compensate';

/** A run as it is stored. */
export interface RunRecord {
  id: string;
  resourceId: string;
  unitId: string;
  provisioner: string;
  kind: RunKind;
  action?: string;
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
  /** Only for runs of kind `action`. */
  action?: string;
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
  summary?: Record<string, JsonValue>;
}

/** What a run acts upon, as the provisioner is to see it. */
export interface RunSubject {
  resource: ProvisionedResource;
  settings: unknown;
}

/**
 * The room whose things the runs act upon. The engine tells it of every step in the transaction that makes the step, after it has
 * locked the subject; so subject and run never disagree.
 */
export interface RunSubjects {
  load(resourceId: string): Promise<RunSubject>;
  /** Takes the row lock that orders everything that happens to one resource; false where it is gone. */
  lock(trx: Knex.Transaction, resourceId: string): Promise<boolean>;
  started(trx: Knex.Transaction, run: RunRecord): Promise<void>;
  /** The run goes back to the queue: its worker was lost or shuts down, or compensation is to be tried again. */
  requeued(trx: Knex.Transaction, run: RunRecord, reason: string): Promise<void>;
  /** The work failed. Answers whether something may be left behind that only compensation takes back. */
  failed(trx: Knex.Transaction, run: RunRecord, reason: string): Promise<{ compensate: boolean }>;
  /** The run ended; `compensated` where what a failed apply left is gone. Answers what can begin now. */
  settled(
    trx: Knex.Transaction,
    run: RunRecord,
    end: RunEnd & { compensated: boolean },
  ): Promise<RunRequest[]>;
}
