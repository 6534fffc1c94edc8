import { z } from 'zod';

/** Where in its life a resource is. */
export const RESOURCE_STATES = ['provision', 'provisioned', 'destroy', 'destroyed'] as const;

/** What is going on with it there. */
export const RESOURCE_STATUSES = [
  'ready',
  'queued',
  'in_progress',
  'done',
  'error',
  'approval_pending',
  'pending',
  'rejected',
  'unknown',
] as const;

export const resourceStateSchema = z.enum(RESOURCE_STATES, {
  error: `must be one of ${RESOURCE_STATES.join(', ')}`,
});
export const resourceStatusSchema = z.enum(RESOURCE_STATUSES, {
  error: `must be one of ${RESOURCE_STATUSES.join(', ')}`,
});

export type ResourceState = z.infer<typeof resourceStateSchema>;
export type ResourceStatus = z.infer<typeof resourceStatusSchema>;

/** A state and a status together. */
export interface Position {
  state: ResourceState;
  status: ResourceStatus;
}

/** Every position that a resource can be in; no transition leads anywhere else. */
export const POSITIONS: Readonly<Record<ResourceState, readonly ResourceStatus[]>> = {
  provision: [
    'ready',
    'approval_pending',
    'pending',
    'queued',
    'in_progress',
    'error',
    'rejected',
    'unknown',
  ],
  provisioned: [
    'done',
    'ready',
    'approval_pending',
    'pending',
    'queued',
    'in_progress',
    'error',
    'unknown',
  ],
  destroy: ['approval_pending', 'queued', 'in_progress', 'error', 'unknown'],
  destroyed: ['done'],
};

/** True where the position is one that a resource can be in. */
export const isPosition = ({ state, status }: Position): boolean =>
  POSITIONS[state].includes(status);

/**
 * Statuses of what did not come about: an error that is known, or a run that was lost, of which nobody can tell how far it came.
 */
export const FAILED_STATUSES = ['error', 'unknown'] as const satisfies readonly ResourceStatus[];

/** True where the last run did not do what it was for, or cannot be told to have done it. */
export const hasFailed = ({ status }: Pick<Position, 'status'>): boolean =>
  FAILED_STATUSES.some(failed => failed === status);

/** True where nothing will happen to the resource until somebody acts. */
export const isAtRest = ({ status }: Position): boolean =>
  status !== 'queued' && status !== 'in_progress' && status !== 'pending';

/** True until the resource is destroyed: it holds its name, and may hold quota. */
export const isLive = ({ state }: Position): boolean => state !== 'destroyed';

/** Short notation of a position, `state/status`, as the documentation and messages use it. */
export const formatPosition = ({ state, status }: Position): string => `${state}/${status}`;
