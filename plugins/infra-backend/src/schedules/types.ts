import type { ScheduledAction } from '@bailiwick/backstage-plugin-infra-common';
import type { UnitPlace } from '../access';
import type { Timing } from './timing';

export interface ScheduleRecord extends Timing {
  id: string;
  name: string;
  resource: { id: string; name: string; type: string };
  /** The team that has the resource. */
  unit: UnitPlace & { name: string };
  action: ScheduledAction;
  enabled: boolean;
  owner: string;
  nextDueAt?: Date;
  lastDueAt?: Date;
  lastOutcome?: 'fired' | 'refused';
  lastReason?: string;
  refusals: number;
  /** Grows with what people change; the ETag. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What people set of a schedule, with what follows from it. */
export interface ScheduleSettings extends Timing {
  name: string;
  action: ScheduledAction;
  enabled: boolean;
  nextDueAt?: Date;
}

/** What became of a schedule when it was due. */
export interface Firing {
  outcome: 'fired' | 'refused';
  reason?: string;
  refusals: number;
  enabled: boolean;
  nextDueAt?: Date;
}
