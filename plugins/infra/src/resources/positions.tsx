import {
  type Position,
  type ResourceState,
  resourceStateSchema,
  type ResourceStatus,
  resourceStatusSchema,
  type RunStatus,
} from '@bailiwick/backstage-plugin-infra-common';
import { StatusLabel, type Tone } from '../shared';
import { useText } from '../translations';

const STATUS_TONE: Record<ResourceStatus, Tone> = {
  ready: 'waiting',
  queued: 'waiting',
  in_progress: 'busy',
  done: 'good',
  error: 'bad',
  approval_pending: 'warning',
  pending: 'waiting',
  rejected: 'ended',
  unknown: 'unclear',
};

export const positionTone = ({
  state,
  status,
}: {
  state: ResourceState;
  status: ResourceStatus;
}): Tone => (state === 'destroyed' ? 'ended' : STATUS_TONE[status]);

/** State and status of a resource in words. */
export function PositionLabel({ position: { state, status } }: { position: Position }) {
  const t = useText();
  return (
    <StatusLabel tone={positionTone({ state, status })}>
      {t(`resources.position.${state}.${status}`)}
    </StatusLabel>
  );
}

const RUN_TONE: Record<RunStatus, Tone> = {
  queued: 'waiting',
  in_progress: 'busy',
  done: 'good',
  error: 'bad',
  cancelled: 'ended',
  lost: 'bad',
};

export function RunStatusLabel({ status }: { status: RunStatus }) {
  const t = useText();
  return <StatusLabel tone={RUN_TONE[status]}>{t(`runs.status.${status}`)}</StatusLabel>;
}

/** A position that came as plain text; one that these screens do not know is unclear. */
export function positionOf({ state, status }: { state: string; status: string }): Position {
  return {
    state: resourceStateSchema.safeParse(state).data ?? 'provision',
    status: resourceStatusSchema.safeParse(status).data ?? 'unknown',
  };
}
