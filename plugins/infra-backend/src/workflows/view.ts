import type {
  Workflow,
  WorkflowStep,
  WorkflowSummary,
} from '@bailiwick/backstage-plugin-infra-common';
import { failureOf, statusOf } from './progress';
import type { StepRecord, WorkflowRecord } from './types';

export const toSummary = (workflow: WorkflowRecord): WorkflowSummary => ({
  id: workflow.id,
  kind: workflow.kind,
  status: workflow.status,
  ...(workflow.reason ? { reason: workflow.reason } : {}),
  title: workflow.title,
  unitId: workflow.unitId,
  ...(workflow.blueprint ? { blueprint: workflow.blueprint } : {}),
  requestedBy: workflow.requestedBy,
  createdAt: workflow.createdAt.toISOString(),
  ...(workflow.finishedAt ? { finishedAt: workflow.finishedAt.toISOString() } : {}),
});

function toStep(step: StepRecord): WorkflowStep {
  const { resourceId, name, type, key, after, live } = step;
  const reason = failureOf(step);
  return {
    ...{ resourceId, name, type, after, status: statusOf(step) },
    ...(key === undefined ? {} : { key }),
    ...(reason ? { reason } : {}),
    ...(live
      ? {
          resource: {
            ...{ state: live.state, status: live.status },
            ...(live.reason ? { statusReason: live.reason } : {}),
          },
        }
      : {}),
  };
}

export const toWorkflow = (
  workflow: WorkflowRecord,
  steps: readonly StepRecord[],
  allowedActions: Workflow['allowedActions'],
): Workflow => ({ ...toSummary(workflow), steps: steps.map(toStep), allowedActions });
