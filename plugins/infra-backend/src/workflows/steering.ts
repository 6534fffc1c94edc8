import { type Workflow, WORKFLOW_ACTIONS } from '@bailiwick/backstage-plugin-infra-common';
import { type Actor, Authority } from '../access';
import type { ResourceAccess } from '../resources/ResourceAccess';
import type { ResourceRecord } from '../resources/types';
import type { NewStep, WorkflowRecord } from './types';

type Unit = ResourceRecord['unit'];

/** Where a workflow must be for what is asked of it. */
const FROM: Record<(typeof WORKFLOW_ACTIONS)[number], readonly WorkflowRecord['status'][]> = {
  resume: ['stopped'],
  cancel: ['active', 'stopped'],
};

const DONE = { resume: 'resumed', cancel: 'cancelled' } as const;

export const mayNotSteer = ({ name }: Pick<Unit, 'name'>): string =>
  `Only a lead of ${name} or an administrator may do this`;

export const notPossible = (
  action: keyof typeof FROM,
  { status }: Pick<WorkflowRecord, 'status'>,
): string => `A workflow that is ${status} cannot be ${DONE[action]}`;

/** What the actor may do with a workflow of the unit, and why not. */
export function actionsOf(
  actor: Actor,
  workflow: Pick<WorkflowRecord, 'status'>,
  unit: Unit,
): Workflow['allowedActions'] {
  const maySteer = new Authority(actor).mayActFor(unit);
  return WORKFLOW_ACTIONS.map(action => {
    if (!FROM[action].includes(workflow.status)) {
      return { action, allowed: false, reason: notPossible(action, workflow) };
    }
    return maySteer
      ? { action, allowed: true }
      : { action, allowed: false, reason: mayNotSteer(unit) };
  });
}

/** What the actor may read of the steps, and in a sentence what they may not destroy; of what they may not read only how much it is. */
export async function lookThrough(
  access: Pick<ResourceAccess, 'readableAmong'>,
  actor: Actor,
  steps: readonly NewStep[],
) {
  const found = await access.readableAmong(
    actor,
    steps.map(({ resourceId }) => resourceId),
  );
  const named = [...found.values()].flatMap(({ record, mayAct }) => (mayAct ? [] : record.name));
  const hidden = steps.length - found.size;
  const refused = [...named.sort(), ...(hidden > 0 ? [`${hidden} that you may not see`] : [])];
  const refusal =
    refused.length > 0
      ? `Only a lead of their teams or an administrator may destroy ${refused.join(', ')}`
      : undefined;
  return { found, refusal };
}
