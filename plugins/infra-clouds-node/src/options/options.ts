import { usualCostOf } from '../cost';
import { capabilitiesOf, usualService } from '../generation';
import { CloudPlugin, CloudService, Region } from '../model';

export interface OptionService {
  capability: string;
  service: string;
  name: string;
  /** With the defaults, in the option's currency; null when the plugin has no price. */
  monthlyCost: number | null;
  details?: string;
  freeTier?: string;
  /** Other services of the same capability. */
  others: string[];
}

export interface DeploymentOption {
  provider: string;
  name: string;
  /** Whether every capability has a service. */
  complete: boolean;
  /** Capabilities that no service serves. */
  missing: string[];
  services: OptionService[];
  regions: Pick<Region, 'id' | 'name' | 'location' | 'latency_zone' | 'recommended' | 'low_co2'>[];
  defaultRegion: string;
  currency: string;
  /** Sum of what is priced; null when nothing is. */
  monthlyCost: number | null;
  /** Capabilities that the estimate leaves out for want of a price. */
  unpriced: string[];
  /** When the prices were looked up, as the plugin says. */
  pricedOn?: string;
  notes: string[];
}

/**
 * What every provider would use for these capabilities and cost a month: those that serve all first, by
 * cost within a currency, those with prices before those without; then the others with what they miss.
 */
export function deploymentOptions(
  plugins: CloudPlugin[],
  capabilities: string[],
): DeploymentOption[] {
  const wanted = [...new Set(capabilities)].sort();
  return plugins.map(plugin => optionOf(plugin, wanted)).sort(compare);
}

function optionOf(plugin: CloudPlugin, wanted: string[]): DeploymentOption {
  const served = capabilitiesOf(plugin);
  const services = wanted.flatMap(capability => {
    const service = usualService(plugin, capability);
    return service ? [serviceOption(plugin, capability, service)] : [];
  });
  const priced = services.filter(({ monthlyCost }) => monthlyCost !== null);
  const missing = wanted.filter(capability => !served.includes(capability));
  return {
    provider: plugin.id,
    name: plugin.provider.display_name,
    complete: missing.length === 0,
    missing,
    services,
    regions: plugin.regions.available.map(
      ({ id, name, location, latency_zone, recommended, low_co2 }) => ({
        id,
        name,
        location,
        latency_zone,
        recommended,
        low_co2,
      }),
    ),
    defaultRegion: plugin.defaults.default_region ?? plugin.regions.default,
    currency: plugin.pricing?.currency ?? 'USD',
    monthlyCost: priced.length > 0 ? cents(priced.map(({ monthlyCost }) => monthlyCost!)) : null,
    unpriced: services
      .filter(({ monthlyCost }) => monthlyCost === null)
      .map(({ capability }) => capability),
    pricedOn: plugin.pricing?.last_updated,
    notes: plugin.pricing?.notes ?? [],
  };
}

function serviceOption(
  plugin: CloudPlugin,
  capability: string,
  service: CloudService,
): OptionService {
  const price = priceOf(plugin, capability);
  const cost = usualCostOf(plugin, service);
  return {
    capability,
    service: service.id,
    name: service.info.display_name,
    monthlyCost: cost !== null && service.cost ? cents([cost]) : cost,
    details: price?.details,
    freeTier: price?.free_tier,
    others: plugin.services
      .filter(other => other.info.capability === capability && other.id !== service.id)
      .map(other => other.id),
  };
}

function priceOf(plugin: CloudPlugin, capability: string) {
  const breakdown = plugin.pricing?.cost_breakdown ?? {};
  return Object.hasOwn(breakdown, capability) ? breakdown[capability] : undefined;
}

/** A sum of prices without the noise of binary fractions. */
function cents(costs: number[]): number {
  return Math.round(costs.reduce((sum, cost) => sum + cost, 0) * 100) / 100;
}

function compare(a: DeploymentOption, b: DeploymentOption): number {
  return (
    Number(b.complete) - Number(a.complete) ||
    a.missing.length - b.missing.length ||
    a.unpriced.length - b.unpriced.length ||
    order(a.currency, b.currency) ||
    (a.monthlyCost ?? 0) - (b.monthlyCost ?? 0) ||
    order(a.provider, b.provider)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
