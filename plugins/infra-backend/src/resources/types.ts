import type {
  Amounts,
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
  cost: Amounts;
  reservation?: ReservationState;
  revision: number;
  expiresAt?: Date;
  lastRunId?: string;
  requestedBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Another resource that one rests upon or carries. */
export interface Relative extends Position {
  id: string;
  name: string;
  type: string;
  unitId: string;
}

export interface NewResource extends Position {
  name: string;
  type: string;
  version: string;
  unit: ResourceRecord['unit'];
  site?: string;
  externalName?: string;
  variables: Variables;
  cost: Amounts;
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
