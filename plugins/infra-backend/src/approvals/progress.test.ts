import { mockCredentials } from '@backstage/backend-test-utils';
import type { ApproverRule, Role } from '@bailiwick/backstage-plugin-infra-common';
import type { Actor, UnitPlace } from '../access';
import { stepsFor } from './policy';
import { isApproved, stepOf, stepStatuses } from './progress';
import type { ApprovalRecord, Decision, PolicyStep } from './types';

const TREE = ['center', 'field', 'department', 'team'];
const place = (id: string): UnitPlace => {
  const level = TREE.indexOf(id);
  return { id, level, ancestorIds: TREE.slice(0, level + 1) };
};
const TEAM = place('team');
const REQUESTER = 'user:default/tess';

const actor = (name: string, role?: Role, unitId?: string, groups: string[] = []): Actor => ({
  ref: `user:default/${name}`,
  kind: 'user',
  credentials: mockCredentials.user(),
  bindings: role
    ? [{ role, source: 'manual', ...(unitId ? { unitId, unit: place(unitId) } : {}) }]
    : [],
  memberOf: async () => groups,
  requestId: 'request-1',
});

const dora = actor('dora', 'dept_admin', 'department');
const dirk = actor('dirk', 'dept_admin', 'department');
const fred = actor('fred', 'field_admin', 'field');
const ada = actor('ada', 'center_admin');

const step = (title: string, approvers: ApproverRule, needed = 1): PolicyStep => ({
  ...{ title, approvers, needed },
});
const DEPARTMENT = step('Department', { role: 'dept_admin' });
const FIELD = step('Field', { role: 'field_admin' });

const approval = (more: Partial<ApprovalRecord>): ApprovalRecord => ({
  ...{ id: 'a', resourceId: 'r', kind: 'create', status: 'open', steps: [DEPARTMENT, FIELD] },
  ...{ order: 'sequential', proposal: { version: '1', variables: {}, cost: { cpu: 1, ramGb: 1 } } },
  ...{ requestedBy: REQUESTER, digest: 'now', asked: false, openedAt: new Date() },
  ...{ decisions: [], messages: [] },
  ...more,
});

const decided = (index: number, { ref: by }: Actor, more: Partial<Decision> = {}): Decision => ({
  ...{ step: index, by, decision: 'approved', digest: 'now', at: new Date(), ...more },
});

const waitsFor = (one: ApprovalRecord, ...actors: Actor[]) =>
  Promise.all(actors.map(each => stepOf(one, each, TEAM)));

describe('steps', () => {
  it('one after the other wait for each other', async () => {
    const fresh = approval({});
    expect(stepStatuses(fresh)).toEqual(['open', 'waiting']);
    expect(await waitsFor(fresh, dora, fred)).toEqual([0, undefined]);
    const half = approval({ decisions: [decided(0, dora)] });
    expect(stepStatuses(half)).toEqual(['approved', 'open']);
    expect(await waitsFor(half, dora, fred)).toEqual([undefined, 1]);
    expect(isApproved(half)).toBe(false);
    expect(isApproved(approval({ decisions: [decided(0, dora), decided(1, fred)] }))).toBe(true);
  });

  it('beside each other are passed in any order', async () => {
    const fresh = approval({ order: 'parallel' });
    expect(stepStatuses(fresh)).toEqual(['open', 'open']);
    expect(await waitsFor(fresh, dora, fred)).toEqual([0, 1]);
    const half = approval({ order: 'parallel', decisions: [decided(1, fred)] });
    expect(stepStatuses(half)).toEqual(['open', 'approved']);
    expect(await waitsFor(half, dora, fred)).toEqual([0, undefined]);
    expect(isApproved(half)).toBe(false);
  });

  it('that need two want two people', async () => {
    const steps = [{ ...DEPARTMENT, needed: 2 }];
    const half = approval({ steps, decisions: [decided(0, dora)] });
    expect(stepStatuses(half)).toEqual(['open']);
    expect(await waitsFor(half, dora, dirk, ada)).toEqual([undefined, 0, 0]);
    expect(isApproved(approval({ steps, decisions: [decided(0, dora), decided(0, dirk)] }))).toBe(
      true,
    );
  });

  it('forget what was decided upon something older', async () => {
    const stale = approval({ decisions: [decided(0, dora, { digest: 'before' })] });
    expect(stepStatuses(stale)).toEqual(['open', 'waiting']);
    expect(await waitsFor(stale, dora)).toEqual([0]);
  });

  it('end with one who rejects, and nothing waits in what is closed', async () => {
    const rejected = approval({ decisions: [decided(0, dora, { decision: 'rejected' })] });
    expect(stepStatuses(rejected)[0]).toBe('rejected');
    expect(isApproved(rejected)).toBe(false);
    expect(await waitsFor(approval({ status: 'withdrawn' }), dora, ada)).toEqual([
      ...[undefined, undefined],
    ]);
  });
});

describe('who decides', () => {
  const mayDecide = async (approvers: ApproverRule, one: Actor) =>
    (await stepOf(approval({ steps: [step('Step', approvers)] }), one, TEAM)) === 0;

  it('holds the role over the very team, department or field', async () => {
    expect(await mayDecide({ role: 'dept_admin' }, dora)).toBe(true);
    expect(await mayDecide({ role: 'dept_admin' }, fred)).toBe(false);
    expect(await mayDecide({ role: 'field_admin' }, dora)).toBe(false);
    const elsewhere: Actor = {
      ...dora,
      bindings: [
        {
          ...{ role: 'dept_admin', source: 'manual', unitId: 'other' },
          unit: { id: 'other', level: 2, ancestorIds: ['center', 'field', 'other'] },
        },
      ],
    };
    expect(await mayDecide({ role: 'dept_admin' }, elsewhere)).toBe(false);
  });

  it('is named, or of a group that is named, however it is written', async () => {
    const uma = actor('uma', undefined, undefined, ['group:default/network']);
    expect(await mayDecide({ users: ['User:Default/Uma'] }, uma)).toBe(true);
    expect(await mayDecide({ users: ['user:default/ute'] }, uma)).toBe(false);
    expect(await mayDecide({ groups: ['Group:default/Network'] }, uma)).toBe(true);
    expect(await mayDecide({ groups: ['group:default/storage'] }, uma)).toBe(false);
  });

  it('is an administrator of everything, but never who asked, nor a service', async () => {
    expect(await mayDecide({ users: ['user:default/nobody'] }, ada)).toBe(true);
    const asker = { ...ada, ref: REQUESTER };
    expect(await mayDecide({ role: 'center_admin', users: [REQUESTER] }, asker)).toBe(false);
    const service: Actor = { ...ada, ref: 'plugin:scaffolder', kind: 'service' };
    expect(await mayDecide({ users: ['plugin:scaffolder'] }, service)).toBe(false);
  });
});

describe('conditions', () => {
  const facts = {
    ...{ kind: 'create' as const, name: 'shop', unit: 'checkout', variables: { public: true } },
    ...{ cost: { cpu: 8, ramGb: 8 }, requestedBy: REQUESTER },
  };
  const titles = (more: object, steps = [DEPARTMENT, FIELD]) =>
    stepsFor(
      { steps, order: 'sequential', kinds: ['create', 'change', 'destroy'], ...more },
      facts,
    ).map(({ title }) => title);

  it('ask where they cannot be told, rather than let pass', () => {
    expect(titles({ autoApprove: 'cost.cpu <= 4' })).toHaveLength(2);
    expect(titles({ autoApprove: 'cost.cpu <= 8' })).toEqual([]);
    expect(titles({ autoApprove: 'variables.missing == 1' })).toHaveLength(2);
    expect(titles({ autoApprove: 'cost.cpu' })).toHaveLength(2);
    expect(titles({}, [DEPARTMENT, { ...FIELD, when: 'cost.cpu > 8' }])).toEqual(['Department']);
    expect(titles({}, [{ ...FIELD, when: 'variables.missing == 1' }])).toEqual(['Field']);
  });

  it('are not asked of what the policy is not for', () => {
    expect(titles({ kinds: ['destroy'] })).toEqual([]);
    expect(stepsFor(undefined, facts)).toEqual([]);
  });
});
