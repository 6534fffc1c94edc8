import type {
  Cost,
  ResourceTypeHead,
  ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import { type ResourceWish, validationError } from '@bailiwick/backstage-plugin-infra-node';
import { policyExpression } from '../../approvals/policy';
import { compileExpression, type Expression } from '../../lib/expressions';
import { toCost } from '../../quota/amounts';
import { compilePolicies, compilePolicy, type TypePolicies } from './policies';

/** For whoever writes 12.5 first. */
const MONEY_IS_COUNTED = ', in the smallest unit of the currency: 1250 for 12.50';

/** What cost and name are computed from. */
const WISH_NAMES = ['name', 'unit', 'site', 'variables'];

export interface TypeExpressions {
  /** @throws InfraError VALIDATION_ERROR where the expression does not give a whole number from 0 on */
  cost(wish: ResourceWish): Cost;
  /** @throws InfraError VALIDATION_ERROR where the expression does not give a name */
  externalName?(wish: ResourceWish): string;
  policies: TypePolicies;
}

export type ExpressionSource = Pick<ResourceTypeHead, 'cost' | 'naming'> & {
  policies?: ResourceTypeHead['policies'];
};

const valuesOf = ({ name, unit, site, variables }: ResourceWish) => ({
  ...{ name, site, variables },
  unit: unit.slug,
});

const pricesOf = ({ prices }: ExpressionSource['cost']) => (prices ? { prices } : {});

const told = (error: unknown) => (error as Error).message;

/** @throws Error where an expression is wrong; {@link findExpressionProblems} tells which */
export function compileExpressions({
  cost,
  naming,
  policies = [],
}: ExpressionSource): TypeExpressions {
  const cpu = compileAmount('cpu', cost.cpu);
  const ramGb = compileAmount('ramGb', cost.ramGb);
  const money =
    cost.monthlyCost === undefined
      ? undefined
      : compileAmount('monthlyCost', cost.monthlyCost, {
          unit: MONEY_IS_COUNTED,
          constants: pricesOf(cost),
        });
  const name = naming === undefined ? undefined : compileName(naming);
  return {
    cost: wish => toCost({ cpu: cpu(wish), ramGb: ramGb(wish) }, money?.(wish) ?? 0),
    ...(name ? { externalName: name } : {}),
    policies: compilePolicies(policies),
  };
}

function compileAmount(
  field: keyof Cost,
  amount: number | string,
  { unit = '', constants = {} }: { unit?: string; constants?: Record<string, unknown> } = {},
) {
  if (typeof amount === 'number') return () => amount;
  const expression = compileExpression(amount, WISH_NAMES, constants);
  const hint = 'prices' in constants ? '; what has no price cannot be requested' : '';
  return (wish: ResourceWish): number => {
    const value = evaluate(expression, valuesOf(wish), reason =>
      validationError([
        { pointer: '/variables', message: `the cost in ${field} cannot be told: ${reason}${hint}` },
      ]),
    );
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    const message = `the cost in ${field} must be a whole number from 0 on${unit}; with these values ${amount} is ${JSON.stringify(value)}`;
    throw validationError([{ pointer: '/variables', message }]);
  };
}

function compileName(naming: string) {
  const expression = compileExpression(naming, WISH_NAMES);
  const refuse = (message: string) => validationError([{ pointer: '/name', message }]);
  return (wish: ResourceWish): string => {
    const value = evaluate(expression, valuesOf(wish), reason =>
      refuse(`the name in the outside system cannot be told: ${reason}`),
    );
    if (typeof value === 'string' && /^[^\s\p{C}]{1,253}$/u.test(value)) return value;
    throw refuse(
      `the name in the outside system must be text of 1 to 253 characters without blanks; ${naming} is ${JSON.stringify(value)}`,
    );
  };
}

function evaluate(
  expression: Expression,
  values: Record<string, unknown>,
  refuse: (reason: string) => Error,
): unknown {
  try {
    return expression.evaluate(values);
  } catch (error) {
    throw refuse(told(error));
  }
}

/** Every expression of a type that cannot be compiled, with its pointer. */
export function findExpressionProblems(
  head: ExpressionSource & Pick<ResourceTypeHead, 'approval'>,
): ValidationProblem[] {
  const { cost, naming, policies = [], approval } = head;
  const check = (
    pointer: string,
    text: unknown,
    compile: (text: string) => unknown,
  ): ValidationProblem[] => {
    if (typeof text !== 'string') return [];
    try {
      compile(text);
      return [];
    } catch (error) {
      return [{ pointer, message: told(error) }];
    }
  };
  const ofWish = (text: string) => compileExpression(text, WISH_NAMES);
  const ofMoney = (text: string) => compileExpression(text, WISH_NAMES, pricesOf(cost));
  return [
    ...check('/cost/cpu', cost.cpu, ofWish),
    ...check('/cost/ramGb', cost.ramGb, ofWish),
    ...check('/cost/monthlyCost', cost.monthlyCost, ofMoney),
    ...check('/naming', naming, ofWish),
    ...policies.flatMap(({ expression }, index) =>
      check(`/policies/${index}/expression`, expression, compilePolicy),
    ),
    ...check('/approval/autoApprove', approval?.autoApprove, policyExpression),
    ...(approval?.steps ?? []).flatMap(({ when }, index) =>
      check(`/approval/steps/${index}/when`, when, policyExpression),
    ),
  ];
}
