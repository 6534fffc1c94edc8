import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { DEFAULT_LEVELS } from '@bailiwick/backstage-plugin-infra-common';
import { Levels } from '../organisation';
import { DEFAULT_RULES, GroupMapping } from './GroupMapping';
import { userRefOf } from '@bailiwick/backstage-plugin-infra-node';
import { requireUserRef } from './userName';

const levels = new Levels(DEFAULT_LEVELS);

describe('the mapping of groups to roles', () => {
  const mapping = new GroupMapping(DEFAULT_RULES, levels);

  it.each([
    ['infrahub-platform-admins', { role: 'platform_admin', at: 'everywhere' }],
    ['InfraHub-Center-Admins', { role: 'center_admin', at: 'everywhere' }],
    ['infrahub-field-admins-commerce', { role: 'field_admin', at: 1, unit: 'commerce' }],
    ['INFRAHUB-DEPT-ADMINS-Data-Platform', { role: 'dept_admin', at: 2, unit: 'data-platform' }],
    ['infrahub-team-leads-checkout', { role: 'team_lead', at: 3, unit: 'checkout' }],
    ['infrahub-team-members-checkout', { role: 'member', at: 3, unit: 'checkout' }],
  ])('reads %s', (group, claim) => {
    expect(mapping.claimsOf(group)).toEqual([claim]);
  });

  it.each([
    'infrahub-center-admins-x',
    'x-infrahub-center-admins',
    'infrahub-team-leads-',
    'infrahub-team-leads',
    'infrahub.platform-admins',
    'engineering',
    '',
    '🚀',
  ])('finds nothing in "%s"', group => {
    expect(mapping.claimsOf(group)).toEqual([]);
  });

  const configured = (roleMapping: JsonObject[]) =>
    GroupMapping.fromConfig(new ConfigReader({ infra: { directory: { roleMapping } } }), levels);

  it('can be configured, with characters that mean something elsewhere', () => {
    const custom = configured([
      { group: 'Cloud (admins) [all].*', role: 'center_admin' },
      { group: 'lead of <unit>, team', role: 'team_lead' },
      { group: '<unit>', role: 'member' },
    ]);
    expect(custom.claimsOf('cloud (ADMINS) [all].*')).toHaveLength(2);
    expect(custom.claimsOf('cloud admins allxx')).toEqual([
      { role: 'member', at: 3, unit: 'cloud admins allxx' },
    ]);
    expect(custom.claimsOf('Lead of Checkout, team')).toContainEqual({
      role: 'team_lead',
      at: 3,
      unit: 'checkout',
    });
  });

  it.each([
    [{ group: 'x', role: 'king' }, 'has the role "king"'],
    [{ group: 'x', role: 'team_lead' }, 'must have <unit> once in "x"'],
    [{ group: '<unit>-<unit>', role: 'member' }, 'must have <unit> once'],
    [{ group: 'x-<unit>', role: 'center_admin' }, 'center_admin is over everything'],
  ])('refuses %j', (rule, message) => {
    expect(() => configured([rule])).toThrow(message);
  });

  it('leaves roles out that the levels have no room for', () => {
    const flat = new Levels(['org', 'squad']);
    const found = GroupMapping.fromConfig(new ConfigReader({}), flat);
    expect(found.claimsOf('infrahub-field-admins-x')).toEqual([]);
    expect(found.claimsOf('infrahub-team-leads-x')).toEqual([
      { role: 'team_lead', at: 1, unit: 'x' },
    ]);
    const config = new ConfigReader({
      infra: { directory: { roleMapping: [{ group: 'd-<unit>', role: 'dept_admin' }] } },
    });
    expect(() => GroupMapping.fromConfig(config, flat)).toThrow('no place among the levels org');
  });
});

describe('user names', () => {
  it.each([
    ['tess', 'user:default/tess'],
    [' Tess ', 'user:default/tess'],
    ['Anna.Karenina_2-x', 'user:default/anna.karenina_2-x'],
  ])('"%s" is %s', (username, ref) => {
    expect(userRefOf(username)).toBe(ref);
    expect(requireUserRef(username)).toBe(ref);
  });

  it.each(['', 'a b', 'tess@corp', 'o’neil', 'user:default/ada', '../ada', 'mia sørensen', '-x'])(
    '"%s" is nobody, rather than somebody else',
    username => {
      expect(userRefOf(username)).toBeUndefined();
      expect(() => requireUserRef(username)).toThrow('/username must be 1 to 63 letters');
    },
  );
});
