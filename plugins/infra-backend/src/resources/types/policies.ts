import {
  type Cost,
  PLANNED_ACTIONS,
  type PlannedChange,
  type PolicyResult,
  type ResourceType,
  type ValidationProblem,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { compileExpression, type Expression } from '../../lib/expressions';
import { escapePointer } from './variableSchema';

type Policies = NonNullable<ResourceType['policies']>;

/** What the policies of a type see of a resource. */
export interface PlanSubject {
  name: string;
  unit: { slug: string };
  site?: string;
  variables: Variables;
  cost: Cost;
}

/** The policies of a type, ready to be asked. */
export interface TypePolicies {
  /** One problem per policy that the request breaks, of those that do not name `plan`; pointers are `/policies/<name>`. */
  checkRequest(subject: PlanSubject): ValidationProblem[];
  /** Whether any of them can only be held against a plan. */
  readonly namePlan: boolean;
  /** Every policy, held against a plan. */
  checkPlan(subject: PlanSubject, changes: readonly PlannedChange[]): PolicyResult[];
}

const NAMES = ['name', 'unit', 'site', 'variables', 'cost'];
const NAMES_WITH_PLAN = [...NAMES, 'plan'];

/** How many things a plan creates, updates, replaces, destroys and reads. */
export const countChanges = (changes: readonly PlannedChange[]) =>
  Object.fromEntries(
    PLANNED_ACTIONS.map(action => [
      action,
      changes.filter(change => change.action === action).length,
    ]),
  ) as Record<(typeof PLANNED_ACTIONS)[number], number>;

/**
 * Compiles a policy without `plan` where it goes, which tells when it can be asked.
 *
 * @throws Error that says what is wrong with the expression
 */
export function compilePolicy(text: string): { expression: Expression; namesPlan: boolean } {
  try {
    return { expression: compileExpression(text, NAMES), namesPlan: false };
  } catch {
    // What is wrong with it besides, compiling it with `plan` tells.
    return { expression: compileExpression(text, NAMES_WITH_PLAN), namesPlan: true };
  }
}

/** Whether a policy is right, and can only be held against a plan. */
export function needsPlan(text: string): boolean {
  try {
    return compilePolicy(text).namesPlan;
  } catch {
    return false;
  }
}

const valuesOf = ({ name, unit, site, variables, cost }: PlanSubject) => ({
  ...{ name, site, variables, cost: { monthlyCost: 0, ...cost } },
  unit: unit.slug,
});

/** @throws Error that says what is wrong with an expression */
export function compilePolicies(policies: Policies): TypePolicies {
  const compiled = policies.map(policy => ({ ...policy, ...compilePolicy(policy.expression) }));
  /** Undefined where the policy is kept. An expression that fails counts as broken: what cannot be told is not allowed. */
  const objection = (
    { expression, message }: (typeof compiled)[number],
    values: Record<string, unknown>,
  ): string | undefined => {
    try {
      return expression.evaluate(values) === true ? undefined : message;
    } catch (error) {
      return `${message} (${(error as Error).message})`;
    }
  };
  return {
    namePlan: compiled.some(({ namesPlan }) => namesPlan),
    checkRequest: subject =>
      compiled.flatMap(policy => {
        const message = policy.namesPlan ? undefined : objection(policy, valuesOf(subject));
        return message === undefined
          ? []
          : [{ pointer: `/policies/${escapePointer(policy.name)}`, message }];
      }),
    checkPlan: (subject, changes) => {
      const values = { ...valuesOf(subject), plan: { ...countChanges(changes), changes } };
      return compiled.map(policy => {
        const message = objection(policy, values);
        return {
          name: policy.name,
          passed: message === undefined,
          ...(message === undefined ? {} : { message }),
        };
      });
    },
  };
}
