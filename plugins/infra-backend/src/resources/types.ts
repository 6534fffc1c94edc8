import type {
  Cost,
  Labels,
  Position,
  ReservationState,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { PolicyUnit, UnitPlace } from '../access';

/** A resource as it is stored, with the team that it belongs to and the quota that it holds. */
export interface ResourceRecord extends Position {
  id: string;
  name: string;
  type: string;
  version: string;
  unit: UnitPlace & PolicyUnit & { name: string; slug: string };
  site?: string;
  externalName?: string;
  statusReason?: string;
  variables: Variables;
  outputs: Variables;
  cost: Cost;
  reservation?: ReservationState;
  revision: number;
  /** The revision that is live; undefined where none is, or nobody knows. */
  appliedRevision?: number;
  expiresAt?: Date;
  lastRunId?: string;
  /** What is proposed beside the live values. */
  pendingChange?: PendingChange;
  /** An output that it uses has changed since it was applied. */
  stale: boolean;
  drift?: Drift;
  labels: Labels;
  /** Ids of the integrations whose credentials its runs get, in their order. */
  integrations: string[];
  requestedBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** A change that waits for its approval. */
export interface PendingChange {
  /** Which revision it becomes. */
  revision: number;
  version: string;
  variables: Variables;
  cost: Cost;
  integrations: string[];
  requestedBy: string;
  requestedAt: Date;
  restoredFrom?: number;
}

/** What differs from what was applied. */
export interface Drift {
  detectedAt: string;
  summary: string;
  /** The run that found it: its plan has what differs. */
  runId: string;
}

/** Another resource that one rests upon or carries. */
export interface Relative extends Position {
  id: string;
  name: string;
  type: string;
  unitId: string;
  /** Undefined of one that is only planned so far: by whoever asks. */
  unitAncestorIds?: readonly string[];
}

export interface NewResource extends Position {
  /** Where it was given out before. */
  id?: string;
  name: string;
  type: string;
  version: string;
  unit: ResourceRecord['unit'];
  site?: string;
  externalName?: string;
  variables: Variables;
  cost: Cost;
  labels: Labels;
  integrations: string[];
  expiresAt?: Date;
  requestedBy: string;
  parentIds: readonly string[];
}

/** What has a name in its team and in the outside system, or is to get it. */
export interface Named {
  type: string;
  name: string;
  externalName?: string;
  unit: { id: string; name: string };
}

/** Who asks, for the record. */
export interface Requester {
  ref: string;
  requestId?: string;
}
