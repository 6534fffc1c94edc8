import type { Config } from '@backstage/config';
import { type Role, ROLES } from '@bailiwick/backstage-plugin-infra-common';
import { foldName } from '@bailiwick/backstage-plugin-infra-node';
import type { Levels } from '../organisation';

const KEY = 'infra.directory.roleMapping';
const PLACEHOLDER = '<unit>';

/** Which groups give which role; `<unit>` stands for a unit's slug or id. */
export interface MappingRule {
  group: string;
  role: Role;
}

export const DEFAULT_RULES: readonly MappingRule[] = [
  { group: 'infrahub-platform-admins', role: 'platform_admin' },
  { group: 'infrahub-center-admins', role: 'center_admin' },
  { group: 'infrahub-field-admins-<unit>', role: 'field_admin' },
  { group: 'infrahub-dept-admins-<unit>', role: 'dept_admin' },
  { group: 'infrahub-team-leads-<unit>', role: 'team_lead' },
  { group: 'infrahub-team-members-<unit>', role: 'member' },
];

/** What the name of a group says: a role over everything, or over the unit of a level that has this slug or id. */
export type Claim = { role: Role; at: 'everywhere' } | { role: Role; at: number; unit: string };

interface CompiledRule {
  role: Role;
  at: number | 'everywhere';
  pattern: RegExp;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const hasPlaceIn =
  (levels: Levels) =>
  ({ role }: MappingRule) =>
    levels.levelFor(role) !== undefined;

/** Reads roles out of the names of groups, without regard to case. */
export class GroupMapping {
  readonly #rules: CompiledRule[];

  /** @throws Error, one sentence that names the key and the rule */
  static fromConfig(config: Config, levels: Levels): GroupMapping {
    const rules = config.getOptionalConfigArray(KEY)?.map(rule => ({
      group: rule.getString('group'),
      role: readRole(rule.getString('role')),
    }));
    return new GroupMapping(rules ?? DEFAULT_RULES.filter(hasPlaceIn(levels)), levels);
  }

  constructor(rules: readonly MappingRule[], levels: Levels) {
    this.#rules = rules.map(rule => compile(rule, levels));
  }

  /** What a group of that name gives; nothing for most groups of a directory. */
  claimsOf(name: string): Claim[] {
    const folded = foldName(name);
    return this.#rules.flatMap(({ role, at, pattern }): Claim[] => {
      const match = pattern.exec(folded);
      if (!match) return [];
      return at === 'everywhere' ? [{ role, at }] : [{ role, at, unit: match[1] }];
    });
  }
}

function readRole(text: string): Role {
  const role = ROLES.find(known => known === text);
  if (!role)
    throw new Error(`${KEY} has the role "${text}": it must be one of ${ROLES.join(', ')}`);
  return role;
}

function compile({ group, role }: MappingRule, levels: Levels): CompiledRule {
  const at = levels.levelFor(role);
  if (at === undefined) {
    throw new Error(
      `${KEY} gives ${role} to "${group}", which has no place among the levels ${levels.names.join(', ')}`,
    );
  }
  const parts = foldName(group).split(PLACEHOLDER);
  if (at === 'everywhere' && parts.length > 1) {
    throw new Error(`${KEY} has ${PLACEHOLDER} in "${group}", but ${role} is over everything`);
  }
  if (at !== 'everywhere' && parts.length !== 2) {
    throw new Error(
      `${KEY} must have ${PLACEHOLDER} once in "${group}": ${role} is over a ${levels.names[at]}`,
    );
  }
  return { role, at, pattern: new RegExp(`^${parts.map(escape).join('(.+)')}$`, 'u') };
}
