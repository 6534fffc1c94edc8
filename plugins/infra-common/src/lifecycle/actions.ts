import { z } from 'zod';
import { notPermitted, resourceActPermission } from '../permissions';
import {
  FAILED_STATUSES,
  formatPosition,
  isAtRest,
  type Position,
  RESOURCE_STATES,
  RESOURCE_STATUSES,
  type ResourceState,
  type ResourceStatus,
} from './positions';

/** What somebody can ask of a resource that exists. */
export const RESOURCE_ACTIONS = [
  'plan',
  'apply',
  'approve',
  'reject',
  'edit',
  'destroy',
  'cancel',
  'retry',
  'recreate',
  'extend',
  'unlock',
  'delete',
] as const;

export const resourceActionSchema = z.enum(RESOURCE_ACTIONS, {
  error: `must be one of ${RESOURCE_ACTIONS.join(', ')}`,
});

export type ResourceAction = z.infer<typeof resourceActionSchema>;

/** What the guards of the transition table look at besides the position. */
export interface LifecycleFacts {
  /** The caller may act for the unit at all; `reason` where not. */
  mayAct: boolean;
  /** The caller's role would allow to act, and the permission policy or the limits of the token do not. */
  isLimited?: boolean;
  /** The caller may approve by the type's policy and did not make the request. */
  mayApprove: boolean;
  /** The provisioner can plan. */
  canPlan: boolean;
  /** The provisioner can apply a change to what is provisioned. */
  canUpdate: boolean;
  /** Names of the parents that are not provisioned. */
  missingParents: readonly string[];
  /** Names of the children that are not destroyed. */
  livingChildren: readonly string[];
  /** A change waits beside the live values. */
  hasPendingChange: boolean;
  /** A lifetime was set. */
  hasExpiry: boolean;
  /** A lost run left a state lock behind. */
  isLocked: boolean;
}

type From = Partial<Record<ResourceState, '*' | readonly ResourceStatus[]>>;

interface Rule {
  from: From;
  /** Answers why not, or undefined where the guard lets the action pass. */
  guard?: (facts: LifecycleFacts, position: Position) => string | undefined;
  /** Asks for the right to approve instead of the right to act. */
  by?: 'approver';
}

const waiting = (names: readonly string[], what: string) =>
  names.length === 0 ? undefined : `${what}: ${names.join(', ')}`;

const parentsProvisioned = (facts: LifecycleFacts) =>
  waiting(facts.missingParents, 'Parents that are not provisioned');

const childrenDestroyed = (facts: LifecycleFacts) =>
  waiting(facts.livingChildren, 'Children that must be destroyed first');

const atRest = (_: LifecycleFacts, position: Position) =>
  isAtRest(position) ? undefined : 'A run is going on';

/**
 * The transition table: from where each action is allowed, and under which condition. The engine refuses what the table does
 * not list, and the screens show only what it lists.
 */
export const TRANSITIONS: Readonly<Record<ResourceAction, Rule>> = {
  plan: {
    from: { provision: '*', provisioned: '*', destroy: '*' },
    guard: (facts, position) =>
      facts.canPlan ? atRest(facts, position) : 'This type of resource cannot be planned',
  },
  apply: {
    from: {
      provision: ['ready', ...FAILED_STATUSES],
      provisioned: ['ready', 'done', ...FAILED_STATUSES],
    },
    guard: (facts, { state }) =>
      state === 'provisioned' && !facts.canUpdate
        ? 'This type of resource cannot be changed once it is provisioned'
        : parentsProvisioned(facts),
  },
  approve: {
    from: {
      provision: ['approval_pending'],
      provisioned: ['approval_pending'],
      destroy: ['approval_pending'],
    },
    by: 'approver',
  },
  reject: {
    from: {
      provision: ['approval_pending'],
      provisioned: ['approval_pending'],
      destroy: ['approval_pending'],
    },
    by: 'approver',
  },
  edit: {
    from: {
      provision: ['ready', ...FAILED_STATUSES],
      provisioned: ['done', 'ready', ...FAILED_STATUSES],
    },
    guard: facts => {
      if (facts.hasPendingChange) return 'A change waits already';
      return facts.canUpdate ? undefined : 'This type of resource cannot be changed';
    },
  },
  destroy: {
    from: {
      provisioned: '*',
      provision: ['queued', 'in_progress', 'pending', ...FAILED_STATUSES],
    },
    guard: childrenDestroyed,
  },
  cancel: {
    from: {
      // What waits for its approval is withdrawn.
      provision: ['queued', 'in_progress', 'pending', 'approval_pending'],
      provisioned: ['queued', 'in_progress', 'pending', 'approval_pending'],
      destroy: ['queued', 'in_progress', 'approval_pending'],
    },
  },
  retry: {
    from: {
      provision: FAILED_STATUSES,
      provisioned: FAILED_STATUSES,
      destroy: FAILED_STATUSES,
    },
    guard: (facts, { state }) =>
      state === 'destroy' ? childrenDestroyed(facts) : parentsProvisioned(facts),
  },
  recreate: {
    from: { provision: ['rejected'], destroyed: ['done'] },
    guard: parentsProvisioned,
  },
  extend: {
    from: { provision: '*', provisioned: '*' },
    guard: facts => (facts.hasExpiry ? undefined : 'This resource does not expire'),
  },
  unlock: {
    from: { provision: '*', provisioned: '*', destroy: '*' },
    guard: (facts, position) => (facts.isLocked ? atRest(facts, position) : 'Nothing is locked'),
  },
  delete: {
    from: { provision: ['ready', 'rejected', 'approval_pending'], destroyed: ['done'] },
    guard: childrenDestroyed,
  },
};

const covers = (from: From, { state, status }: Position): boolean => {
  const statuses = from[state];
  return statuses === '*' || (statuses?.includes(status) ?? false);
};

/** An action and whether it can be taken now; `reason` says why not. */
export const allowedActionSchema = z.object({
  action: resourceActionSchema,
  allowed: z.boolean(),
  reason: z.string().optional(),
});

export type AllowedAction = z.infer<typeof allowedActionSchema>;

/** Name of an action, be it of the transition table or of a provisioner. */
export const actionNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'must begin with a lower-case letter and consist of lower-case letters, digits and hyphens',
  );

export const isResourceAction = (name: string): name is ResourceAction =>
  RESOURCE_ACTIONS.some(action => action === name);

/** An action that the provisioner of a resource brings along, and whether it can be taken now. */
export const namedActionSchema = z.object({
  action: actionNameSchema,
  title: z.string(),
  allowed: z.boolean(),
  reason: z.string().optional(),
});

export type NamedAction = z.infer<typeof namedActionSchema>;

/** Why the table refuses the action, or undefined where it allows it. */
export function refuseAction(
  action: ResourceAction,
  position: Position,
  facts: LifecycleFacts,
): string | undefined {
  const rule = TRANSITIONS[action];
  if (!covers(rule.from, position)) {
    return `Not possible while the resource is ${formatPosition(position)}`;
  }
  if (rule.by === 'approver' && !facts.mayApprove) {
    return 'Only an approver who did not make the request may decide';
  }
  if (rule.by !== 'approver' && !facts.mayAct) {
    return facts.isLimited
      ? notPermitted(resourceActPermission)
      : 'Only a lead of the team or an administrator may do this';
  }
  return rule.guard?.(facts, position);
}

/** Every action with whether it is allowed now, in the order of {@link RESOURCE_ACTIONS}. */
export function listActions(position: Position, facts: LifecycleFacts): AllowedAction[] {
  return RESOURCE_ACTIONS.map(action => {
    const reason = refuseAction(action, position, facts);
    return reason === undefined ? { action, allowed: true } : { action, allowed: false, reason };
  });
}

/** Every position from which the table lists the action, whatever the guards say. */
export const positionsOf = (action: ResourceAction): Position[] =>
  RESOURCE_STATES.flatMap(state =>
    RESOURCE_STATUSES.map(status => ({ state, status })).filter(position =>
      covers(TRANSITIONS[action].from, position),
    ),
  );
