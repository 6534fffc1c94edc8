import type { WorkflowStep } from '@bailiwick/backstage-plugin-infra-common';
import type { StepRecord } from './types';

/** How far a step of a destruction is, seen from where its resource stands. */
export function statusOf({ live, begun, error }: StepRecord): WorkflowStep['status'] {
  if (!live || live.state === 'destroyed') return 'done';
  if (live.state !== 'destroy') return begun || error !== undefined ? 'failed' : 'waiting';
  if (live.status === 'error' || live.status === 'unknown') {
    return begun || error !== undefined ? 'failed' : 'waiting';
  }
  return live.status === 'approval_pending' ? 'approval_pending' : 'in_progress';
}

/** What is to be asked of the resource of a step that waits. */
export const actionOf = ({ live }: StepRecord): 'destroy' | 'retry' =>
  live?.state === 'destroy' ? 'retry' : 'destroy';

/** Steps that wait for nothing any more. */
export function ready(steps: readonly StepRecord[]): StepRecord[] {
  const done = new Set(
    steps.filter(step => statusOf(step) === 'done').map(({ resourceId }) => resourceId),
  );
  return steps.filter(step => statusOf(step) === 'waiting' && step.after.every(id => done.has(id)));
}

/** Why a step has failed, as a sentence; undefined where it has not. */
export function failureOf(step: StepRecord): string | undefined {
  if (statusOf(step) !== 'failed') return undefined;
  const { name, live, error } = step;
  if (error !== undefined) return error;
  if (live?.state !== 'destroy') return `The destruction of ${name} was rejected or withdrawn`;
  return `${name} could not be destroyed: ${live.reason ?? 'what became of it cannot be told'}`;
}
