import {
  type AllowedAction,
  positionsOf,
  type Resource,
  type ResourceAction,
} from '@bailiwick/backstage-plugin-infra-common';

/** Actions with a button of their own, in their order; the others are in the menu beside. */
const BUTTONS: readonly ResourceAction[] = [
  'approve',
  'reject',
  'retry',
  'cancel',
  'recreate',
  'destroy',
];
/** A change is made in a form, not by a button. */
const isInForm = (action: ResourceAction): boolean => action === 'edit';

const concerns = (action: ResourceAction, { state, status }: Resource): boolean =>
  positionsOf(action).some(position => position.state === state && position.status === status);

/** Whether the settings can be changed, where that makes sense in its position at all. */
export const editOf = (resource: Resource): AllowedAction | undefined =>
  resource.allowedActions.find(
    ({ action, allowed }) => action === 'edit' && (allowed || concerns('edit', resource)),
  );

/** What is decided upon is looked at first, on the page of its approval. */
const isDecidedElsewhere = (action: ResourceAction, { approvalId }: Resource): boolean =>
  approvalId !== undefined && (action === 'approve' || action === 'reject');

/**
 * What to offer of a resource: what is allowed now, and what the transition table lists for its position although something
 * else is in the way, which is then the reason that is shown. What makes no sense in its position is not offered at all.
 */
export function offeredActions(resource: Resource): {
  buttons: AllowedAction[];
  menu: AllowedAction[];
} {
  const offered = resource.allowedActions.filter(
    ({ action, allowed }) =>
      !isInForm(action) &&
      !isDecidedElsewhere(action, resource) &&
      (allowed || concerns(action, resource)),
  );
  const buttons = BUTTONS.flatMap(action => offered.filter(entry => entry.action === action));
  return { buttons, menu: offered.filter(entry => !buttons.includes(entry)) };
}

export const isDangerous = (action: ResourceAction): boolean =>
  action === 'destroy' || action === 'delete';

/** Actions that nobody can take without saying why. */
export const needsComment = (action: ResourceAction): boolean =>
  action === 'reject' || action === 'unlock';

/** Actions for which others will want to read why. */
export const takesComment = (action: ResourceAction): boolean =>
  action === 'approve' || action === 'destroy' || needsComment(action);
