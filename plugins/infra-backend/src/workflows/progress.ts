import {
  hasFailed,
  type Position,
  type WorkflowStep,
} from '@bailiwick/backstage-plugin-infra-common';
import type { StepRecord } from './types';

type StepStatus = WorkflowStep['status'];

/** True of what was rejected too: it comes about by nothing that goes on. */
export const isGivenUp = (position: Position): boolean =>
  hasFailed(position) || position.status === 'rejected';

function statusOfDestruction({ live, begun, error }: StepRecord): StepStatus {
  if (!live || live.state === 'destroyed') return 'done';
  if (live.state !== 'destroy' || isGivenUp(live)) {
    return begun || error !== undefined ? 'failed' : 'waiting';
  }
  return live.status === 'approval_pending' ? 'approval_pending' : 'in_progress';
}

function statusOfCreation({ live, isOver }: StepRecord): StepStatus {
  if (isOver || live?.state === 'provisioned') return 'done';
  if (live?.state !== 'provision' || isGivenUp(live)) return 'failed';
  if (live.status === 'approval_pending') return 'approval_pending';
  return live.status === 'pending' || live.status === 'ready' ? 'waiting' : 'in_progress';
}

/** How far a step is, seen from where its resource stands. */
export const statusOf = (step: StepRecord): StepStatus =>
  step.kind === 'create' ? statusOfCreation(step) : statusOfDestruction(step);

/** What is to be asked of the resource of a destruction that waits. */
export const actionOf = ({ live }: StepRecord): 'destroy' | 'retry' =>
  live?.state === 'destroy' ? 'retry' : 'destroy';

/** Destructions that wait for nothing any more. What is created begins by itself as soon as its parents are there. */
export function ready(steps: readonly StepRecord[]): StepRecord[] {
  const done = new Set(
    steps.filter(step => statusOf(step) === 'done').map(({ resourceId }) => resourceId),
  );
  return steps.filter(
    step =>
      step.kind === 'destroy' &&
      statusOf(step) === 'waiting' &&
      step.after.every(id => done.has(id)),
  );
}

/** Why a step has failed, as a sentence; undefined where it has not. */
export function failureOf(step: StepRecord): string | undefined {
  if (statusOf(step) !== 'failed') return undefined;
  const { kind, name, live, error } = step;
  if (error !== undefined) return error;
  const reason = live?.reason ?? 'what became of it cannot be told';
  if (kind === 'create') {
    return live?.state === 'provision'
      ? `${name} could not be created: ${reason}`
      : `${name} was destroyed or deleted before it was there`;
  }
  return live?.state === 'destroy'
    ? `${name} could not be destroyed: ${reason}`
    : `The destruction of ${name} was rejected or withdrawn`;
}
