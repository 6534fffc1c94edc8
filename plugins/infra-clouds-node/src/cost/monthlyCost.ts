import { variableDefaults } from '../generation/variableDefaults';
import type { CloudPlugin, CloudService, UnitPrices } from '../model';

/** How a service's price follows its variables. */
export interface ServiceCost {
  /** CEL over `variables` and `prices`; a month's cost in the currency of the plugin. */
  expression: string;
  prices: UnitPrices;
}

/** What tells the cost of a service by its variables; undefined where the price is one whatever they say. */
export function serviceCost(plugin: CloudPlugin, service: CloudService): ServiceCost | undefined {
  const { cost } = service;
  if (!cost) return undefined;
  const all = plugin.pricing?.unit_prices ?? {};
  const named = new Set(cost.prices.map(([name]) => name));
  const prices = Object.entries(all).filter(([name]) => named.has(name));
  return { expression: cost.text, prices: Object.fromEntries(prices) };
}

/**
 * A month's cost of a service in the currency of the plugin: by its variables where it says how, or else the price of its
 * capability. Null without a price.
 *
 * @param variables - in place of the defaults
 * @throws Error where the expression cannot tell it with these values
 */
export function monthlyCostOf(
  plugin: CloudPlugin,
  service: CloudService,
  variables: Record<string, unknown> = {},
): number | null {
  if (service.cost) {
    const values = { ...variableDefaults(service), ...variables };
    return service.cost.evaluate(values, plugin.pricing?.unit_prices ?? {});
  }
  const breakdown = plugin.pricing?.cost_breakdown ?? {};
  const { capability } = service.info;
  return Object.hasOwn(breakdown, capability) ? breakdown[capability].monthly_cost : null;
}

/** The same with the defaults, and null as well where something has to be given that has none. */
export function usualCostOf(plugin: CloudPlugin, service: CloudService): number | null {
  const defaults = variableDefaults(service);
  const isTold = service.cost?.variables.every(name => Object.hasOwn(defaults, name)) ?? true;
  return isTold ? monthlyCostOf(plugin, service) : null;
}
