import {
  builtImageSchema,
  type DeploymentStageName,
  isAtRest,
  type WorkflowStepStatus,
} from '@bailiwick/backstage-plugin-infra-common';
import type { DeploymentTarget } from '@bailiwick/backstage-plugin-infra-node';
import { isGivenUp } from '../progress';
import type { DeploymentRecord, StageRecord } from './types';

/** How far a stage is. */
export interface Standing {
  status: WorkflowStepStatus;
  /** Why it failed, or what it waits for. */
  reason?: string;
}

/** What a service goes through; without an address there is nothing to look at. */
export const stagesOf = (
  { urlOutput }: DeploymentTarget,
  isNew: boolean,
): DeploymentStageName[] => [
  ...(isNew ? (['request'] as const) : []),
  ...(['build', 'deploy'] as const),
  ...(urlOutput === undefined ? [] : (['validate'] as const)),
  'report',
];

const failed = (reason: string): Standing => ({ status: 'failed', reason });

const GONE = 'its record was removed';

function standingOfRequest({ live, name }: DeploymentRecord): Standing {
  if (!live) return failed(`${name} could not be created: ${GONE}`);
  const { state, status, reason } = live;
  if (state !== 'provision' && state !== 'provisioned') {
    return failed(`${name} was destroyed or deleted before it was there`);
  }
  if (isGivenUp(live)) {
    return failed(`${name} could not be created: ${reason ?? 'nobody knows why'}`);
  }
  if (state === 'provisioned') return { status: isAtRest(live) ? 'done' : 'in_progress' };
  return status === 'approval_pending'
    ? { status: 'approval_pending', ...(reason ? { reason } : {}) }
    : { status: 'in_progress' };
}

const WHAT = { build: 'The image was not built', validate: 'The service was not found to be well' };

function standingOfRun(
  { name, run }: StageRecord & { name: 'build' | 'validate' },
  check: (summary: unknown) => boolean,
): Standing {
  if (!run) return failed(`${WHAT[name]}: its run is gone`);
  if (run.status === 'queued' || run.status === 'in_progress') return { status: 'in_progress' };
  if (run.status !== 'done') {
    return failed(`${WHAT[name]}: ${run.error ?? `the run is ${run.status}`}`);
  }
  return check(run.summary) ? { status: 'done' } : failed(`${WHAT[name]}: it does not say which`);
}

function standingOfChange(
  { live, image, name }: DeploymentRecord,
  { imageVariable }: DeploymentTarget,
  begun: boolean,
): Standing {
  if (!live) return failed(`${name} does not run the image: ${GONE}`);
  const { state, status, reason, variables, proposed } = live;
  const isLive = variables[imageVariable] === image;
  if (state === 'provisioned' && isLive && !proposed && status === 'done') {
    return { status: 'done' };
  }
  if (!begun) return { status: 'waiting' };
  if (state !== 'provisioned') return failed(`${name} was destroyed before it ran the image`);
  const isOurs = proposed ? proposed[imageVariable] === image : isLive;
  if (!isOurs) {
    return failed(`The change of ${name} to the image was rejected, withdrawn or replaced`);
  }
  if (isGivenUp(live)) {
    return failed(`${name} does not run the image: ${reason ?? 'nobody knows why'}`);
  }
  return status === 'approval_pending'
    ? { status: 'approval_pending', ...(reason ? { reason } : {}) }
    : { status: 'in_progress' };
}

/** How far a stage is, seen from its run and from where the resource stands. */
export function standingOf(
  deployment: DeploymentRecord,
  stage: StageRecord,
  target: DeploymentTarget,
): Standing {
  if (stage.done) return { status: 'done' };
  if (stage.error !== undefined) return failed(stage.error);
  switch (stage.name) {
    case 'request':
      return standingOfRequest(deployment);
    case 'deploy':
      return standingOfChange(deployment, target, stage.begun);
    case 'report':
      return { status: 'waiting' };
    default: {
      const { name } = stage;
      if (!stage.begun) return { status: 'waiting' };
      const check =
        name === 'build'
          ? (summary: unknown) => builtImageSchema.safeParse(summary).success
          : () => true;
      return standingOfRun({ ...stage, name }, check);
    }
  }
}

/** The stage that it is at; undefined where all are done. */
export const currentStage = ({ stages }: DeploymentRecord): StageRecord | undefined =>
  stages.find(({ done }) => !done);
