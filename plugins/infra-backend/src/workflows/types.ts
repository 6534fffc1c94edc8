import type {
  Position,
  WorkflowKind,
  WorkflowStatus,
} from '@bailiwick/backstage-plugin-infra-common';

export interface WorkflowRecord {
  id: string;
  kind: WorkflowKind;
  status: WorkflowStatus;
  /** Why it is stopped. */
  reason?: string;
  title: string;
  unitId: string;
  blueprint?: string;
  requestedBy: string;
  /** Who started or resumed it last. */
  actsAs: string;
  createdAt: Date;
  finishedAt?: Date;
}

export interface StepRecord {
  kind: WorkflowKind;
  /** The workflow is done, whatever becomes of its resources later. */
  isOver: boolean;
  /** Of the node of the blueprint. */
  key?: string;
  resourceId: string;
  name: string;
  type: string;
  /** Ids of resources whose steps come first. */
  after: string[];
  /** The workflow has asked for it. */
  begun: boolean;
  /** Why it could not be asked for. */
  error?: string;
  /** Where the resource stands; undefined where its record was removed. */
  live?: Position & { reason?: string };
}

export type NewStep = Pick<StepRecord, 'resourceId' | 'name' | 'type' | 'after' | 'key'>;
