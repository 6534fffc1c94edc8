import { compileCost, CostExpression } from '../cost/expression';
import { variableDefaults } from '../generation/variableDefaults';
import type { CloudModule, CloudService, Pricing, ServiceDefaults, UnitPrices } from '../model';
import { ReadYaml } from './readYaml';

/** A service with what its cost is checked against. */
interface Priced {
  service: ReadYaml<CloudService['info']>;
  defaults: ServiceDefaults;
  module?: CloudModule;
  pricing?: Pricing;
}

/**
 * How the price of a service follows its variables, where `service.yaml` says. What is wrong with it is reported where it
 * stands; then the price of the capability holds.
 */
export function readCost(priced: Priced): CostExpression | undefined {
  const { file, root, value } = priced.service;
  const text = value.pricing?.monthly_cost;
  if (text === undefined || text === null) return undefined;
  const at = [...root, 'pricing', 'monthly_cost'];
  const refuse = (message: string) => {
    file.error('pricing/expression', `monthly_cost ${message}`, at);
    return undefined;
  };
  if (typeof text !== 'string') return refuse('must be an expression in CEL, as a text');
  if (text.length > 1000) return refuse('must have at most 1000 characters');
  let cost: CostExpression;
  try {
    cost = compileCost(text.trim());
  } catch (error) {
    return refuse((error as Error).message);
  }
  const problem = unknownName(cost, priced) ?? failure(cost, priced);
  return problem === undefined ? cost : refuse(problem);
}

function unknownName(cost: CostExpression, { module, pricing }: Priced): string | undefined {
  const declared = new Set(module?.variables.map(({ name }) => name));
  const variable = cost.variables.find(name => !declared.has(name));
  if (variable) return `names the variable ${variable}, which the module does not have`;
  const price = cost.prices.find(path => !isPriced(pricing?.unit_prices ?? {}, path));
  return price && `names prices.${price.join('.')}, which unit_prices of the provider do not have`;
}

function isPriced(prices: UnitPrices, [name, key]: string[]): boolean {
  if (!Object.hasOwn(prices, name)) return false;
  const found = prices[name];
  return key === undefined || (typeof found === 'object' && Object.hasOwn(found, key));
}

/** What the expression does not give a price for, of the values that `defaults.yaml` names. */
function failure(cost: CostExpression, { defaults, module, pricing }: Priced): string | undefined {
  const usual = variableDefaults({ defaults, module });
  const offered = new Map(
    cost.variables.map(name => [name, [...offeredBy(name, defaults), usual[name]]]),
  );
  const base: Record<string, unknown> = { ...usual };
  for (const [name, values] of offered) {
    base[name] ??= values.find(value => value !== undefined);
    // Nothing is known about it: what it costs shows with the first request.
    if (base[name] === undefined) return undefined;
  }
  const trials = [...offered].flatMap(([name, values]) =>
    values.filter(value => value !== undefined).map(value => ({ name, value })),
  );
  const failed = (values: Record<string, unknown>) => {
    try {
      cost.evaluate(values, pricing?.unit_prices ?? {});
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (const { name, value } of trials) {
    const reason = failed({ ...base, [name]: value });
    if (reason) return `cannot be told with ${name} = ${JSON.stringify(value)}: ${reason}`;
  }
  const reason = failed(base);
  return reason && `cannot be told: ${reason}`;
}

function offeredBy(name: string, { customizable_variables: variables }: ServiceDefaults) {
  const custom = variables.find(candidate => candidate.name === name);
  const { options = [], minimum, maximum, example } = custom ?? {};
  return [...options, minimum, maximum, example].filter(value => value !== null);
}
