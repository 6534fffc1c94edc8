import type { ResourceAction } from './actions';
import {
  finishedPosition,
  queuedPosition,
  type RunKind,
  type RunOutcome,
  startedPosition,
  startPosition,
} from './outcomes';
import {
  formatPosition,
  type Position,
  type ResourceState,
  type ResourceStatus,
} from './positions';
import { positionAfter, type TransitionFacts } from './transitions';

const at = (text: string): Position => {
  const [state, status] = text.split('/');
  return { state: state as ResourceState, status: status as ResourceStatus };
};

const FREE: TransitionFacts = { needsApproval: false, missingParents: [] };
const ASKS = { ...FREE, needsApproval: true };
const WAITS = { ...FREE, missingParents: ['net'] };
const was = (text: string) => ({ ...FREE, was: at(text) });

describe('a request', () => {
  it.each([
    ['queued', FREE],
    ['approval_pending', ASKS],
    ['pending', WAITS],
    ['pending', { ...WAITS, needsApproval: true }],
  ])('starts at provision/%s, given %j', (status, facts) => {
    expect(formatPosition(startPosition(facts))).toBe(`provision/${status}`);
  });
});

describe('an action', () => {
  it.each([
    ['approve', 'provision/approval_pending', FREE, 'provision/queued'],
    ['approve', 'provisioned/approval_pending', was('provisioned/done'), 'provisioned/queued'],
    ['approve', 'destroy/approval_pending', was('provisioned/done'), 'destroy/queued'],
    ['reject', 'provision/approval_pending', FREE, 'provision/rejected'],
    ['reject', 'provision/approval_pending', was('provision/error'), 'provision/error'],
    ['reject', 'provisioned/approval_pending', was('provisioned/error'), 'provisioned/error'],
    ['reject', 'destroy/approval_pending', was('provisioned/done'), 'provisioned/done'],
    ['cancel', 'provision/approval_pending', FREE, 'provision/rejected'],
    ['cancel', 'provisioned/approval_pending', was('provisioned/done'), 'provisioned/done'],
    ['cancel', 'destroy/approval_pending', was('provision/error'), 'provision/error'],
    ['cancel', 'provision/pending', FREE, 'provision/error'],
    ['cancel', 'provision/queued', FREE, 'provision/queued'],
    ['cancel', 'destroy/in_progress', FREE, 'destroy/in_progress'],
    ['plan', 'provisioned/done', FREE, 'provisioned/done'],
    ['plan', 'provision/approval_pending', ASKS, 'provision/approval_pending'],
    ['apply', 'provision/ready', FREE, 'provision/queued'],
    ['apply', 'provisioned/done', ASKS, 'provisioned/approval_pending'],
    ['edit', 'provisioned/done', FREE, 'provisioned/queued'],
    ['edit', 'provisioned/error', ASKS, 'provisioned/approval_pending'],
    ['edit', 'provision/error', FREE, 'provision/queued'],
    ['destroy', 'provisioned/done', FREE, 'destroy/queued'],
    ['destroy', 'provisioned/error', ASKS, 'destroy/approval_pending'],
    ['destroy', 'provision/error', FREE, 'destroy/queued'],
    ['destroy', 'provision/in_progress', FREE, 'destroy/queued'],
    ['retry', 'provision/error', FREE, 'provision/queued'],
    ['retry', 'provisioned/error', ASKS, 'provisioned/approval_pending'],
    ['retry', 'destroy/error', FREE, 'destroy/queued'],
    ['recreate', 'destroyed/done', FREE, 'provision/queued'],
    ['recreate', 'provision/rejected', ASKS, 'provision/approval_pending'],
    ['extend', 'provisioned/error', FREE, 'provisioned/error'],
    ['unlock', 'provision/error', FREE, 'provision/error'],
  ] as [ResourceAction, string, TransitionFacts, string][])(
    '%s leads from %s, given %j, to %s',
    (action, from, facts, to) => {
      expect(formatPosition(positionAfter(action, at(from), facts)!)).toBe(to);
    },
  );

  it('of deletion leads nowhere', () => {
    expect(positionAfter('delete', at('destroyed/done'), FREE)).toBeUndefined();
  });
});

describe('a run', () => {
  it.each([
    ['apply', 'provision/error', 'provision/queued', 'provision/in_progress'],
    ['apply', 'provisioned/done', 'provisioned/queued', 'provisioned/in_progress'],
    ['destroy', 'provisioned/done', 'destroy/queued', 'destroy/in_progress'],
    ['plan', 'provisioned/done', 'provisioned/done', 'provisioned/done'],
    ['action', 'provisioned/error', 'provisioned/error', 'provisioned/error'],
  ] as [RunKind, string, string, string][])(
    'of kind %s at %s waits at %s and goes on at %s',
    (kind, from, queued, started) => {
      const waiting = queuedPosition(at(from), kind);
      expect(formatPosition(waiting)).toBe(queued);
      expect(formatPosition(startedPosition(waiting, kind))).toBe(started);
    },
  );

  it.each([
    ['apply', 'provision/in_progress', 'done', 'provisioned/done'],
    ['apply', 'provisioned/in_progress', 'done', 'provisioned/done'],
    ['apply', 'provision/in_progress', 'error', 'provision/error'],
    ['apply', 'provision/in_progress', 'cancelled', 'provision/error'],
    ['apply', 'provisioned/in_progress', 'lost', 'provisioned/unknown'],
    ['destroy', 'destroy/in_progress', 'done', 'destroyed/done'],
    ['destroy', 'destroy/in_progress', 'error', 'destroy/error'],
    ['destroy', 'destroy/in_progress', 'lost', 'destroy/unknown'],
    // Somebody destroys what is being applied.
    ['apply', 'destroy/queued', 'done', 'destroy/queued'],
    ['apply', 'destroy/queued', 'error', 'destroy/queued'],
  ] as [RunKind, string, RunOutcome, string][])(
    'of kind %s that was at %s and ended %s leaves the resource at %s',
    (kind, from, outcome, to) => {
      expect(formatPosition(finishedPosition(at(from), kind, outcome))).toBe(to);
    },
  );

  it('that was lost leaves no doubt where nothing is left of what it did', () => {
    expect(finishedPosition(at('provision/in_progress'), 'apply', 'lost', true)).toEqual(
      at('provision/error'),
    );
  });
});
