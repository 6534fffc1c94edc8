import type { Deployment, DeploymentStage } from '@bailiwick/backstage-plugin-infra-common';
import { currentStage, type Standing, standingOf } from './stages';
import type { Target } from './targets';
import type { DeploymentRecord, StageRecord } from './types';

const LOST: Standing = { status: 'failed', reason: 'The service runs no image any more' };

function toStage(
  deployment: DeploymentRecord,
  stage: StageRecord,
  target: Target | undefined,
  approvalId: string | undefined,
): DeploymentStage {
  const { name } = stage;
  if (stage.done) return { name, status: 'done', ...(stage.runId ? { runId: stage.runId } : {}) };
  if (stage !== currentStage(deployment)) return { name, status: 'waiting' };
  const { status, reason } = target ? standingOf(deployment, stage, target) : LOST;
  const isUnderWay = status === 'in_progress' || status === 'approval_pending';
  const runId = stage.runId ?? (isUnderWay ? deployment.live?.lastRunId : undefined);
  return {
    ...{ name, status },
    ...(reason ? { reason } : {}),
    ...(runId ? { runId } : {}),
    ...(status === 'approval_pending' && approvalId ? { approvalId } : {}),
  };
}

/** A deployment as the REST API shows it. */
export function toDeployment(
  deployment: DeploymentRecord,
  target: Target | undefined,
  approvalId: string | undefined,
): Deployment {
  const { resourceId, name, type, source, check, image, report, stages } = deployment;
  return {
    ...{ resourceId, name, type, source, check },
    ...(image ? { image } : {}),
    stages: stages.map(stage => toStage(deployment, stage, target, approvalId)),
    ...(report ? { report } : {}),
  };
}
