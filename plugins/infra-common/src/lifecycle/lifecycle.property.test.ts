import fc from 'fast-check';
import { type LifecycleFacts, refuseAction, RESOURCE_ACTIONS } from './actions';
import {
  finishedPosition,
  queuedPosition,
  RUN_KINDS,
  type RunKind,
  type RunOutcome,
  startedPosition,
  startPosition,
} from './outcomes';
import { isPosition, type Position } from './positions';
import { positionAfter, type TransitionFacts } from './transitions';

const facts: fc.Arbitrary<LifecycleFacts & TransitionFacts> = fc.record({
  mayAct: fc.boolean(),
  mayApprove: fc.boolean(),
  needsApproval: fc.boolean(),
  canPlan: fc.boolean(),
  canUpdate: fc.boolean(),
  missingParents: fc.constantFrom([], ['net']),
  livingChildren: fc.constantFrom([], ['app']),
  hasPendingChange: fc.boolean(),
  hasExpiry: fc.boolean(),
  isLocked: fc.boolean(),
});

const outcome = fc.constantFrom<RunOutcome>('done', 'error', 'cancelled', 'lost');

type Event =
  | {
      kind: 'act';
      action: (typeof RESOURCE_ACTIONS)[number];
      facts: LifecycleFacts & TransitionFacts;
    }
  | { kind: 'start' }
  | { kind: 'lose' }
  | { kind: 'parentsReady' }
  | { kind: 'end'; outcome: RunOutcome };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('act' as const),
    action: fc.constantFrom(...RESOURCE_ACTIONS),
    facts,
  }),
  fc.constant({ kind: 'start' as const }),
  fc.constant({ kind: 'lose' as const }),
  fc.constant({ kind: 'parentsReady' as const }),
  fc.record({ kind: fc.constant('end' as const), outcome }),
);

/** A resource with its runs as the engine keeps them: one under way at the most, a destruction perhaps behind it. */
class Model {
  underWay?: RunKind;
  waiting?: RunKind;
  everDestroyed = false;

  constructor(public position: Position) {
    if (position.status === 'queued') this.waiting = 'apply';
  }

  /** False once the resource is deleted. */
  apply(step: Event): boolean {
    switch (step.kind) {
      case 'act':
        return this.act(step);
      case 'start':
        return this.start();
      case 'lose':
        if (this.underWay && !this.waiting) {
          this.waiting = this.underWay;
          this.underWay = undefined;
          this.position = queuedPosition(this.position, this.waiting);
        }
        return true;
      case 'parentsReady':
        if (this.position.status === 'pending') {
          this.position = queuedPosition(this.position, 'apply');
          this.waiting = 'apply';
        }
        return true;
      default:
        if (this.underWay) {
          this.position = finishedPosition(this.position, this.underWay, step.outcome);
          this.underWay = undefined;
        }
        return true;
    }
  }

  private act(step: Extract<Event, { kind: 'act' }>): boolean {
    if (refuseAction(step.action, this.position, step.facts) !== undefined) return true;
    const next = positionAfter(step.action, this.position, step.facts);
    if (!next) return false;
    if (next.status === 'queued' && step.action !== 'cancel') {
      this.waiting = next.state === 'destroy' ? 'destroy' : 'apply';
    }
    this.position = next;
    return true;
  }

  private start(): boolean {
    if (this.waiting && !this.underWay && this.position.status === 'queued') {
      this.position = startedPosition(this.position, this.waiting);
      this.underWay = this.waiting;
      this.waiting = undefined;
    }
    return true;
  }
}

const begin = fc.record({
  needsApproval: fc.boolean(),
  missingParents: fc.constantFrom<string[]>([], ['net']),
});

describe('any sequence of actions and outcomes', () => {
  it('stays within the positions that exist', () => {
    fc.assert(
      fc.property(begin, fc.array(event, { maxLength: 60 }), (start, events) => {
        const model = new Model(startPosition(start));
        for (const step of events) {
          if (!model.apply(step)) return;
          const { position } = model;
          expect({ step, position, exists: isPosition(position) }).toMatchObject({ exists: true });
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('never turns a resource active that was marked for destruction, unless somebody rejects or recreates', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), events => {
        const model = new Model({ state: 'destroy', status: 'queued' });
        model.underWay = 'apply';
        model.waiting = 'destroy';
        for (const step of events) {
          const undone =
            step.kind === 'act' && (step.action === 'recreate' || step.action === 'reject');
          if (undone) continue;
          if (!model.apply(step)) return;
          expect(['destroy', 'destroyed']).toContain(model.position.state);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a run', () => {
  it.each(RUN_KINDS)('of kind %s leads from one position that exists to another', kind => {
    fc.assert(
      fc.property(outcome, ended => {
        const queued = queuedPosition({ state: 'provisioned', status: 'done' }, kind);
        const started = startedPosition(queued, kind);
        const finished = finishedPosition(started, kind, ended);
        expect([queued, started, finished].every(isPosition)).toBe(true);
      }),
    );
  });

  it('that plans or acts leaves the resource where it is, whatever its outcome', () => {
    const position: Position = { state: 'provisioned', status: 'done' };
    for (const kind of ['plan', 'action'] as const) {
      expect(finishedPosition(startedPosition(position, kind), kind, 'lost')).toEqual(position);
    }
  });

  it('that was not queued cannot start', () => {
    expect(() => startedPosition({ state: 'provisioned', status: 'done' }, 'apply')).toThrow(
      'A run of kind apply cannot start at provisioned/done',
    );
  });
});
