import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  WorkflowStatus,
  WorkflowStep,
  WorkflowSummary,
} from '@bailiwick/backstage-plugin-infra-common';
import { workflowRouteRef } from '../routes';
import { StatusLabel, type Tone } from '../shared';
import { type Text, useText } from '../translations';

const WORKFLOW_TONE: Record<WorkflowStatus, Tone> = {
  active: 'busy',
  stopped: 'bad',
  cancelled: 'ended',
  done: 'good',
};

const STEP_TONE: Record<WorkflowStep['status'], Tone> = {
  waiting: 'waiting',
  approval_pending: 'warning',
  in_progress: 'busy',
  done: 'good',
  failed: 'bad',
};

export function WorkflowStatusLabel({ status }: Pick<WorkflowSummary, 'status'>) {
  const t = useText();
  return <StatusLabel tone={WORKFLOW_TONE[status]}>{t(`workflows.status.${status}`)}</StatusLabel>;
}

export function StepStatusLabel({ status }: Pick<WorkflowStep, 'status'>) {
  const t = useText();
  return <StatusLabel tone={STEP_TONE[status]}>{t(`workflows.step.state.${status}`)}</StatusLabel>;
}

export const workflowTitle = (
  t: Text,
  { kind, title }: Pick<WorkflowSummary, 'kind' | 'title'>,
): string => t(`workflows.titleOf.${kind}`, { title });

export function WorkflowLink({ workflow }: { workflow: WorkflowSummary }) {
  const t = useText();
  const toWorkflow = useRouteRef(workflowRouteRef);
  return <Link to={toWorkflow({ id: workflow.id })}>{workflowTitle(t, workflow)}</Link>;
}
