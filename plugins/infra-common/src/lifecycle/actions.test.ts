import {
  type LifecycleFacts,
  listActions,
  positionsOf,
  refuseAction,
  RESOURCE_ACTIONS,
  type ResourceAction,
} from './actions';
import {
  formatPosition,
  isAtRest,
  isPosition,
  type Position,
  POSITIONS,
  type ResourceState,
} from './positions';

/** Everything speaks for the action. */
const FREE: LifecycleFacts = {
  mayAct: true,
  mayApprove: true,
  canPlan: true,
  canUpdate: true,
  missingParents: [],
  livingChildren: [],
  hasPendingChange: false,
  hasExpiry: true,
  isLocked: true,
};

const everyPosition: Position[] = (Object.keys(POSITIONS) as ResourceState[]).flatMap(state =>
  POSITIONS[state].map(status => ({ state, status })),
);

const allowedFrom = (action: ResourceAction, facts: LifecycleFacts) =>
  everyPosition
    .filter(position => refuseAction(action, position, facts) === undefined)
    .map(formatPosition)
    .sort();

/** The design's table, position by position. */
const TABLE: Record<ResourceAction, string[]> = {
  plan: [
    'destroy/approval_pending',
    'destroy/error',
    'destroy/unknown',
    'provision/approval_pending',
    'provision/error',
    'provision/ready',
    'provision/rejected',
    'provision/unknown',
    'provisioned/approval_pending',
    'provisioned/done',
    'provisioned/error',
    'provisioned/ready',
    'provisioned/unknown',
  ],
  apply: [
    'provision/error',
    'provision/ready',
    'provision/unknown',
    'provisioned/done',
    'provisioned/error',
    'provisioned/ready',
    'provisioned/unknown',
  ],
  approve: [
    'destroy/approval_pending',
    'provision/approval_pending',
    'provisioned/approval_pending',
  ],
  reject: [
    'destroy/approval_pending',
    'provision/approval_pending',
    'provisioned/approval_pending',
  ],
  edit: [
    'provision/error',
    'provision/ready',
    'provision/unknown',
    'provisioned/done',
    'provisioned/error',
    'provisioned/ready',
    'provisioned/unknown',
  ],
  destroy: [
    'provision/error',
    'provision/in_progress',
    'provision/pending',
    'provision/queued',
    'provision/unknown',
    'provisioned/approval_pending',
    'provisioned/done',
    'provisioned/error',
    'provisioned/in_progress',
    'provisioned/pending',
    'provisioned/queued',
    'provisioned/ready',
    'provisioned/unknown',
  ],
  cancel: [
    'destroy/approval_pending',
    'destroy/in_progress',
    'destroy/queued',
    'provision/approval_pending',
    'provision/in_progress',
    'provision/pending',
    'provision/queued',
    'provisioned/approval_pending',
    'provisioned/in_progress',
    'provisioned/pending',
    'provisioned/queued',
  ],
  retry: [
    'destroy/error',
    'destroy/unknown',
    'provision/error',
    'provision/unknown',
    'provisioned/error',
    'provisioned/unknown',
  ],
  recreate: ['destroyed/done', 'provision/rejected'],
  extend: everyPosition
    .filter(({ state }) => state === 'provision' || state === 'provisioned')
    .map(formatPosition)
    .sort(),
  unlock: everyPosition
    .filter(({ state }) => state !== 'destroyed')
    .filter(isAtRest)
    .map(formatPosition)
    .sort(),
  delete: ['destroyed/done', 'provision/approval_pending', 'provision/ready', 'provision/rejected'],
};

describe('the transition table', () => {
  it.each(RESOURCE_ACTIONS)('allows %s from exactly the positions of the design', action => {
    expect(allowedFrom(action, FREE)).toEqual(TABLE[action]);
  });

  it.each(RESOURCE_ACTIONS)('lists for %s only positions that exist', action => {
    const listed = positionsOf(action).filter(isPosition).map(formatPosition);
    expect(listed).toEqual(expect.arrayContaining(TABLE[action]));
  });

  it.each([
    ['plan', { canPlan: false }, /cannot be planned/],
    ['apply', { missingParents: ['net'] }, /not provisioned: net/],
    ['edit', { hasPendingChange: true }, /waits already/],
    ['edit', { canUpdate: false }, /cannot be changed/],
    ['destroy', { livingChildren: ['a', 'b'] }, /destroyed first: a, b/],
    ['retry', { missingParents: ['net'] }, /not provisioned: net/],
    ['recreate', { missingParents: ['net'] }, /not provisioned: net/],
    ['extend', { hasExpiry: false }, /does not expire/],
    ['unlock', { isLocked: false }, /Nothing is locked/],
    ['delete', { livingChildren: ['a'] }, /destroyed first: a/],
  ] as [ResourceAction, Partial<LifecycleFacts>, RegExp][])(
    'guards %s by %j',
    (action, facts, reason) => {
      const position = positionsOf(action).find(
        candidate =>
          refuseAction(action, candidate, FREE) === undefined && candidate.state !== 'destroy',
      )!;
      expect(refuseAction(action, position, { ...FREE, ...facts })).toMatch(reason);
    },
  );

  it('lets a provisioned resource be applied again only where the provisioner can update', () => {
    const facts = { ...FREE, canUpdate: false };
    expect(refuseAction('apply', { state: 'provisioned', status: 'done' }, facts)).toMatch(
      /cannot be changed once/,
    );
    expect(refuseAction('apply', { state: 'provision', status: 'error' }, facts)).toBeUndefined();
  });

  it('lets a failed destruction be retried whatever its parents are, but not above its children', () => {
    const position: Position = { state: 'destroy', status: 'error' };
    expect(refuseAction('retry', position, { ...FREE, missingParents: ['net'] })).toBeUndefined();
    expect(refuseAction('retry', position, { ...FREE, livingChildren: ['a'] })).toMatch(/: a/);
  });

  it('asks approvers for the right to approve, and everybody else for the right to act', () => {
    const position: Position = { state: 'provision', status: 'approval_pending' };
    const approver = { ...FREE, mayAct: false };
    const lead = { ...FREE, mayApprove: false };
    expect(refuseAction('approve', position, approver)).toBeUndefined();
    expect(refuseAction('delete', position, approver)).toMatch(/a lead of the team/);
    expect(refuseAction('approve', position, lead)).toMatch(/did not make the request/);
    expect(refuseAction('delete', position, lead)).toBeUndefined();
  });

  it('names the position where an action does not fit it', () => {
    expect(refuseAction('retry', { state: 'provisioned', status: 'done' }, FREE)).toBe(
      'Not possible while the resource is provisioned/done',
    );
  });

  it('lists every action once, with a reason for each that is not allowed', () => {
    for (const position of everyPosition) {
      const listed = listActions(position, FREE);
      expect(listed.map(({ action }) => action)).toEqual([...RESOURCE_ACTIONS]);
      for (const { allowed, reason } of listed) expect(reason === undefined).toBe(allowed);
    }
  });
});
