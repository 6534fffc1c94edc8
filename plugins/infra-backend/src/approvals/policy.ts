import type {
  Cost,
  ApprovalKind,
  ApprovalPolicy,
  ApproverRule,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { LRUCache } from 'lru-cache';
import { type Actor, Authority, type UnitPlace } from '../access';
import { compileExpression, type Expression } from '../lib/expressions';
import type { PolicyStep } from './types';

/** What the expressions of a policy see. */
export interface PolicyFacts {
  kind: ApprovalKind;
  name: string;
  /** Slug of the team. */
  unit: string;
  site?: string;
  variables: Variables;
  cost: Cost;
  /** What it costs now; undefined of what is not provisioned. */
  costBefore?: Cost;
  requestedBy: string;
}

export const POLICY_NAMES = [
  ...['kind', 'name', 'unit', 'site', 'variables', 'cost', 'costBefore', 'requestedBy'],
];

const compiled = new LRUCache<string, Expression>({ max: 1000 });

/** @throws Error that says what is wrong with the expression */
export function policyExpression(text: string): Expression {
  const known = compiled.get(text);
  if (known) return known;
  const expression = compileExpression(text, POLICY_NAMES);
  compiled.set(text, expression);
  return expression;
}

/** Money is always told, so that an expression can ask for it. */
const valuesOf = ({ cost, costBefore, ...facts }: PolicyFacts) => ({
  ...facts,
  cost: { monthlyCost: 0, ...cost },
  ...(costBefore ? { costBefore: { monthlyCost: 0, ...costBefore } } : {}),
});

/** Whether the expression holds; one that fails with these values does not, and then somebody is asked. */
function holds(text: string, facts: PolicyFacts, otherwise: boolean): boolean {
  try {
    return policyExpression(text).evaluate(valuesOf(facts)) === true;
  } catch {
    return otherwise;
  }
}

/** The steps that a request has to pass; none where nobody is to be asked. */
export function stepsFor(policy: ApprovalPolicy | undefined, facts: PolicyFacts): PolicyStep[] {
  if (!policy?.kinds.includes(facts.kind)) return [];
  if (policy.autoApprove && holds(policy.autoApprove, facts, false)) return [];
  return policy.steps.filter(({ when }) => !when || holds(when, facts, true));
}

const ROLE_WORDS: Record<NonNullable<ApproverRule['role']>, string> = {
  platform_admin: 'a platform administrator',
  center_admin: 'a centre administrator',
  field_admin: 'an administrator of the field',
  dept_admin: 'an administrator of the department',
  team_lead: 'another lead of the team',
  member: 'another member of the team',
};

/** Who may decide, in words. */
export function describeApprovers({ role, groups = [], users = [] }: ApproverRule): string {
  const parts = [
    ...(role ? [ROLE_WORDS[role]] : []),
    ...groups.map(group => `a member of ${group}`),
    ...users,
  ];
  return parts.join(' or ');
}

/** Whether somebody may decide a step; who made the request never may. */
export async function mayDecide(
  rule: ApproverRule,
  actor: Actor,
  team: UnitPlace,
  requestedBy: string,
): Promise<boolean> {
  if (actor.kind !== 'user' || actor.ref === requestedBy) return false;
  const authority = new Authority(actor);
  if (authority.isAdministrator) return true;
  if (rule.role && authority.hasWithin(rule.role, team)) return true;
  if (rule.users?.some(user => user.toLowerCase() === actor.ref)) return true;
  if (!rule.groups?.length) return false;
  const own = await actor.memberOf();
  return rule.groups.some(group => own.includes(group.toLowerCase()));
}
