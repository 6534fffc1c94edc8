import { z } from 'zod';
import { formatPosition, type Position } from './positions';

/** What a run does. */
export const RUN_KINDS = ['plan', 'apply', 'destroy', 'action'] as const;
export const runKindSchema = z.enum(RUN_KINDS);
export type RunKind = z.infer<typeof runKindSchema>;

export const RUN_STATUSES = [
  'queued',
  'in_progress',
  'done',
  'error',
  'cancelled',
  'lost',
] as const;
export const runStatusSchema = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** How a run ended. */
export type RunOutcome = Exclude<RunStatus, 'queued' | 'in_progress'>;

/** Where a new request starts. */
export function startPosition(facts: {
  needsApproval: boolean;
  missingParents: readonly string[];
}): Position {
  if (facts.missingParents.length > 0) return { state: 'provision', status: 'pending' };
  return { state: 'provision', status: facts.needsApproval ? 'approval_pending' : 'queued' };
}

/** Where a resource stands once its apply or destroy waits for a worker. A plan or an action leaves it where it is. */
export function queuedPosition(position: Position, kind: RunKind): Position {
  if (kind === 'destroy') return { state: 'destroy', status: 'queued' };
  if (kind === 'apply') return { state: position.state, status: 'queued' };
  return position;
}

/** Where a resource stands while a worker runs its apply or destroy. */
export function startedPosition(position: Position, kind: RunKind): Position {
  if (kind === 'plan' || kind === 'action') return position;
  if (position.status !== 'queued') {
    throw new Error(`A run of kind ${kind} cannot start at ${formatPosition(position)}`);
  }
  return { state: position.state, status: 'in_progress' };
}

/**
 * Where a resource stands after a run; `compensated` where nothing is left of what it did. Of a run that was lost nobody can tell how
 * far it came, until somebody tries again. A resource that was marked for destruction meanwhile stays so: nothing that an earlier
 * run brings can turn it active again.
 */
export function finishedPosition(
  position: Position,
  kind: RunKind,
  outcome: RunOutcome,
  compensated = false,
): Position {
  if (kind === 'plan' || kind === 'action') return position;
  if (kind === 'apply' && position.state === 'destroy') return position;
  if (outcome === 'lost' && !compensated) return { state: position.state, status: 'unknown' };
  if (outcome !== 'done') return { state: position.state, status: 'error' };
  return kind === 'destroy'
    ? { state: 'destroyed', status: 'done' }
    : { state: 'provisioned', status: 'done' };
}
