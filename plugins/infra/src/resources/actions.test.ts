import {
  type LifecycleFacts,
  listActions,
  type Position,
  POSITIONS,
} from '@bailiwick/backstage-plugin-infra-common';
import { demoOrganisation, mayDoAll, sketchResource } from '../__testUtils__';
import { offeredActions } from './actions';

const team = demoOrganisation().named('Checkout');
const offered = (position: Position, facts: Partial<LifecycleFacts> = {}) => {
  const { buttons, menu } = offeredActions(
    sketchResource({ number: 1, name: 'web', team, position, facts }),
  );
  const names = (entries: typeof buttons) =>
    entries.map(({ action, allowed }) => (allowed ? action : `(${action})`));
  return { buttons: names(buttons), menu: names(menu) };
};

describe('offeredActions', () => {
  it('offers what the table lists for the position, and nothing that makes no sense there', () => {
    expect(offered({ state: 'provisioned', status: 'done' }).buttons).toEqual(['destroy']);
    expect(offered({ state: 'provision', status: 'in_progress' }).buttons).toEqual([
      'cancel',
      'destroy',
    ]);
    expect(offered({ state: 'provision', status: 'error' }).buttons).toEqual(['retry', 'destroy']);
    expect(offered({ state: 'destroyed', status: 'done' }).buttons).toEqual(['recreate']);
    expect(offered({ state: 'destroyed', status: 'done' }).menu).toEqual(['delete']);
  });

  it('keeps what something else stands in the way of, so that the reason can be shown', () => {
    expect(offered({ state: 'provisioned', status: 'done' }, { mayAct: false }).buttons).toEqual([
      '(destroy)',
    ]);
    expect(
      offered({ state: 'provisioned', status: 'done' }, { livingChildren: ['db'] }).buttons,
    ).toEqual(['(destroy)']);
  });

  it('never hides an action that is allowed, except the one that has a form', () => {
    const facts = {
      ...mayDoAll,
      mayApprove: true,
      canPlan: true,
      canUpdate: true,
      hasExpiry: true,
      isLocked: true,
    };
    for (const [state, statuses] of Object.entries(POSITIONS)) {
      for (const status of statuses) {
        const position = { state, status } as Position;
        const { buttons, menu } = offered(position, facts);
        const allowed = listActions(position, facts)
          .filter(entry => entry.allowed && entry.action !== 'edit')
          .map(({ action }) => action);
        expect([...buttons, ...menu]).toEqual(expect.arrayContaining(allowed));
      }
    }
  });
});
