import { mockCredentials } from '@backstage/backend-test-utils';
import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import type { Actor, PlacedBinding, UnitPlace } from './actor';
import { Authority } from './authority';

/** center > field > department > team, and a second branch of each. */
const TREE: Record<string, string[]> = {
  center: ['center'],
  field: ['center', 'field'],
  department: ['center', 'field', 'department'],
  team: ['center', 'field', 'department', 'team'],
  sibling: ['center', 'field', 'department', 'sibling'],
  otherDepartment: ['center', 'field', 'otherDepartment'],
  otherField: ['center', 'otherField'],
  farDepartment: ['center', 'otherField', 'farDepartment'],
  farTeam: ['center', 'otherField', 'farDepartment', 'farTeam'],
};

const place = (id: string): UnitPlace => ({
  id,
  level: TREE[id].length - 1,
  ancestorIds: TREE[id],
});

const bind = (role: Role, unitId?: string): PlacedBinding => ({
  role,
  source: 'manual',
  ...(unitId === undefined ? {} : { unitId, unit: place(unitId) }),
});

const actor = (bindings: PlacedBinding[], kind: Actor['kind'] = 'user'): Actor => ({
  ref: kind === 'user' ? 'user:default/somebody' : 'plugin:catalog',
  kind,
  credentials: mockCredentials.user(),
  bindings,
  memberOf: async () => [],
  requestId: 'request-1',
});

const ACTORS = {
  platform_admin: actor([bind('platform_admin')]),
  center_admin: actor([bind('center_admin')]),
  field_admin: actor([bind('field_admin', 'field')]),
  dept_admin: actor([bind('dept_admin', 'department')]),
  team_lead: actor([bind('team_lead', 'team')]),
  member: actor([bind('member', 'team')]),
  nobody: actor([]),
  service: actor([], 'service'),
};

type Who = keyof typeof ACTORS;

const REQUESTER = 'user:default/requester';

const ACTIONS = {
  read: (authority: Authority, unit: UnitPlace) => authority.mayRead(unit),
  see: (authority: Authority, unit: UnitPlace) => authority.maySee(unit),
  grant: (authority: Authority, unit: UnitPlace) => authority.mayGrant(unit),
  act: (authority: Authority, unit: UnitPlace) => authority.mayActFor(unit),
  approve: (authority: Authority, unit: UnitPlace) => authority.mayApproveFor(unit, REQUESTER),
};

const EVERYTHING = Object.keys(TREE);
const FIELD = ['field', 'department', 'team', 'sibling', 'otherDepartment'];
const TEAMS = ['team', 'sibling', 'farTeam'];

/** Every unit that each role may do each action on; what is not listed is refused. */
const MATRIX: Record<keyof typeof ACTIONS, Record<Who, string[]>> = {
  read: {
    platform_admin: EVERYTHING,
    center_admin: EVERYTHING,
    field_admin: FIELD,
    dept_admin: ['department', 'team', 'sibling'],
    team_lead: ['team'],
    member: ['team'],
    nobody: [],
    service: EVERYTHING,
  },
  see: {
    platform_admin: EVERYTHING,
    center_admin: EVERYTHING,
    field_admin: ['center', ...FIELD],
    dept_admin: ['center', 'field', 'department', 'team', 'sibling'],
    team_lead: ['center', 'field', 'department', 'team'],
    member: ['center', 'field', 'department', 'team'],
    nobody: [],
    service: EVERYTHING,
  },
  grant: {
    platform_admin: EVERYTHING,
    center_admin: EVERYTHING,
    field_admin: ['department', 'otherDepartment'],
    dept_admin: ['team', 'sibling'],
    team_lead: [],
    member: [],
    nobody: [],
    service: [],
  },
  act: {
    platform_admin: TEAMS,
    center_admin: TEAMS,
    field_admin: [],
    dept_admin: [],
    team_lead: ['team'],
    member: [],
    nobody: [],
    service: [],
  },
  approve: {
    platform_admin: TEAMS,
    center_admin: TEAMS,
    field_admin: [],
    dept_admin: ['team', 'sibling'],
    team_lead: [],
    member: [],
    nobody: [],
    service: [],
  },
};

describe('Authority', () => {
  const cases = Object.entries(MATRIX).flatMap(([action, allowed]) =>
    (Object.keys(ACTORS) as Who[]).map(
      who => [who, action as keyof typeof ACTIONS, allowed[who]] as const,
    ),
  );

  it.each(cases)('lets %s %s exactly %j', (who, action, allowed) => {
    const candidates = action === 'act' || action === 'approve' ? TEAMS : EVERYTHING;
    const authority = new Authority(ACTORS[who]);
    const granted = candidates.filter(id => ACTIONS[action](authority, place(id)));
    expect(granted.sort()).toEqual([...allowed].sort());
  });

  it.each([
    ['platform_admin', true],
    ['center_admin', true],
    ['field_admin', false],
    ['dept_admin', false],
    ['team_lead', false],
    ['member', false],
    ['nobody', false],
    ['service', false],
  ] as const)('takes %s for an administrator: %s', (who, expected) => {
    expect(new Authority(ACTORS[who]).isAdministrator).toBe(expected);
  });

  it('lets nobody approve what they asked for, not even an administrator', () => {
    const admin = ACTORS.center_admin;
    expect(new Authority(admin).mayApproveFor(place('team'), admin.ref)).toBe(false);
  });

  it('does not let roles cascade or a role over another branch count', () => {
    const far = new Authority(actor([bind('field_admin', 'otherField')]));
    expect(far.mayGrant(place('department'))).toBe(false);
    expect(far.mayGrant(place('farTeam'))).toBe(false);
    expect(far.mayGrant(place('farDepartment'))).toBe(true);
  });

  it('adds up the roles of somebody who has several', () => {
    const both = new Authority(
      actor([bind('team_lead', 'team'), bind('dept_admin', 'farDepartment')]),
    );
    expect([both.mayActFor(place('team')), both.mayGrant(place('farTeam'))]).toEqual([true, true]);
    expect(both.readableRoots).toEqual(['team', 'farDepartment']);
  });
});
