import type { LifecycleFacts, ResourceAction } from './actions';
import { startPosition } from './outcomes';
import type { Position } from './positions';

/** What decides where an action leads besides the position. */
export interface TransitionFacts extends Pick<LifecycleFacts, 'missingParents'> {
  /** The type's policy asks for an approval of this request. */
  needsApproval: boolean;
  /** Where the resource was before the request that is decided upon or withdrawn; undefined of a new one. */
  was?: Position;
}

/** A change or a destruction waits for its approval where the type asks for one, else for a worker. */
const requested = (state: Position['state'], facts: TransitionFacts): Position => ({
  state,
  status: facts.needsApproval ? 'approval_pending' : 'queued',
});

/** Where a request leads that was rejected or withdrawn: a new resource was never made, everything else stays what it was. */
const before = ({ state }: Position, { was }: TransitionFacts): Position =>
  state === 'provision' && was === undefined
    ? { state: 'provision', status: 'rejected' }
    : (was ?? { state: 'provisioned', status: 'done' });

/**
 * Where an action that the transition table allows leads at once; what its run brings comes later. Undefined after a deletion.
 */
export function positionAfter(
  action: ResourceAction,
  position: Position,
  facts: TransitionFacts,
): Position | undefined {
  switch (action) {
    case 'destroy':
      return requested('destroy', facts);
    case 'edit':
    case 'apply':
    case 'retry':
      return requested(position.state, facts);
    case 'recreate':
      return startPosition(facts);
    case 'approve':
      return { state: position.state, status: 'queued' };
    case 'reject':
      return before(position, facts);
    case 'cancel':
      if (position.status === 'approval_pending') return before(position, facts);
      // A run that is stopped tells by its end; what only waited for its parents has no run.
      return position.status === 'pending' ? { state: position.state, status: 'error' } : position;
    case 'delete':
      return undefined;
    default:
      return position;
  }
}
