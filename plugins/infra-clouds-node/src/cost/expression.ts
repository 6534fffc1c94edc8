import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { UnitPrices } from '../model';

const LIMITS = { maxAstNodes: 500, maxDepth: 40, maxListElements: 100, maxMapEntries: 100 };

/** What a service costs a month, as an expression in CEL over `variables` and `prices`. */
export interface CostExpression {
  readonly text: string;
  /** The variables that it names. */
  readonly variables: string[];
  /** The prices that it names, by the keys that it names: `[['rds_storage_gb']]`. */
  readonly prices: string[][];
  /**
   * A month's cost in the currency of the prices.
   *
   * @throws Error that says why it cannot be told with these values
   */
  evaluate(variables: Record<string, unknown>, prices: UnitPrices): number;
}

/** JSON does not tell whole numbers from others, as CEL does; what is whole counts as whole. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

const firstLine = (error: unknown) => String((error as Error).message).split('\n')[0];

/** @throws Error that says what is wrong with the expression */
export function compileCost(text: string): CostExpression {
  const environment = new Environment({ limits: LIMITS, enableOptionalTypes: true })
    .registerVariable('variables', 'dyn')
    .registerVariable('prices', 'dyn');
  const parsed = parse(environment, text);
  const paths = pathsOf(parsed.ast);
  const below = (name: string) =>
    paths.filter(([root, first]) => root === name && first).map(([, ...rest]) => rest);
  return {
    text,
    variables: [...new Set(below('variables').map(([name]) => name))],
    prices: below('prices'),
    evaluate(variables, prices) {
      let cost: unknown;
      try {
        cost = parsed({ variables: toCel(variables), prices });
      } catch (error) {
        throw new Error(firstLine(error));
      }
      // Prices are no whole numbers in CEL, also where they have no fraction.
      const amount = typeof cost === 'bigint' ? Number(cost) : cost;
      if (typeof amount === 'number' && Number.isFinite(amount) && amount >= 0) return amount;
      throw new Error(`it is ${String(cost)}, not an amount of money from 0 on`);
    },
  };
}

function parse(environment: Environment, text: string) {
  try {
    const parsed = environment.parse(text);
    const { valid, error } = parsed.check();
    if (valid) return parsed;
    throw error;
  } catch (error) {
    throw new Error(`is not a CEL expression over variables and prices: ${firstLine(error)}`);
  }
}

/** Every path from a name, as far as its keys are written out: `prices.a["b"][x]` has `prices`, `a` and `b`. */
function pathsOf(node: ASTNode): string[][] {
  const path = pathOf(node);
  const further = childrenOf(node).flatMap(pathsOf);
  // What stands before a longer path is part of it.
  const isPart = (shorter: string[]) =>
    path && shorter.length < path.length && shorter.every((key, at) => path[at] === key);
  return path ? [path, ...further.filter(each => !isPart(each))] : further;
}

function pathOf(node: ASTNode): string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op === '.') {
    const before = pathOf(node.args[0]);
    return before && [...before, node.args[1]];
  }
  if (node.op === '[]') {
    const [of, key] = node.args;
    const before = pathOf(of);
    const isWritten = key.op === 'value' && typeof key.args === 'string';
    return before && isWritten ? [...before, String(key.args)] : undefined;
  }
  return undefined;
}

function childrenOf({ args }: ASTNode): ASTNode[] {
  const isNode = (value: unknown): value is ASTNode =>
    typeof value === 'object' && value !== null && 'op' in value;
  return [args as unknown].flat(3).filter(isNode);
}
