import { CloudPlugin, CloudService } from '../model';
import { quoted } from './names';
import { Problems, WantedCapability } from './request';

/** Capabilities that a plugin has services for, in order. */
export function capabilitiesOf(plugin: CloudPlugin): string[] {
  return [...new Set(plugin.services.map(service => service.info.capability))].sort();
}

/** The service that a capability means when none is named: the one that is priced, or else the first. */
export function usualService(plugin: CloudPlugin, capability: string): CloudService | undefined {
  const services = plugin.services.filter(({ info }) => info.capability === capability);
  const breakdown = plugin.pricing?.cost_breakdown ?? {};
  const priced = Object.hasOwn(breakdown, capability) ? breakdown[capability].service : undefined;
  const names = ({ id, info }: CloudService) =>
    [id, info.name, info.display_name].map(name => name.toLowerCase());
  const isPriced = (service: CloudService) =>
    priced !== undefined && names(service).some(name => name.includes(priced.toLowerCase()));
  return services.find(isPriced) ?? services[0];
}

/** The services that are asked for, each once, in the order of their names. */
export function chosenServices(
  plugin: CloudPlugin,
  wanted: WantedCapability[],
  problems: Problems,
): CloudService[] {
  const chosen = new Map<string, CloudService>();
  for (const want of wanted) {
    const service = chosenService(plugin, want, problems);
    if (service) chosen.set(`${service.category}/${service.id}`, service);
  }
  if (wanted.length === 0) {
    const known = capabilitiesOf(plugin).join(', ');
    problems.error('request/capabilities', `name at least one capability; there are: ${known}`);
  }
  return [...chosen.keys()].sort().map(key => chosen.get(key)!);
}

function chosenService(
  plugin: CloudPlugin,
  want: WantedCapability,
  problems: Problems,
): CloudService | undefined {
  const [type, service] =
    typeof want === 'string' ? want.split('/', 2) : [String(want.type), want.service];
  const known = capabilitiesOf(plugin);
  if (!known.includes(type)) {
    const named = service === undefined && plugin.services.find(({ id }) => id === type);
    if (named) return named;
    problems.error(
      'request/capability',
      `${plugin.provider.display_name} has no capability ${quoted(type)}; it has: ${known.join(', ')}`,
    );
    return undefined;
  }
  if (service === undefined) return usualService(plugin, type);
  const candidates = plugin.services.filter(({ info }) => info.capability === type);
  const found = candidates.find(({ id }) => id === service);
  if (!found) {
    const ids = candidates.map(({ id }) => id).join(', ');
    problems.error('request/service', `${type} has no service ${quoted(service)}; it has: ${ids}`);
  }
  return found;
}

/** The region that was asked for, or the provider's default. */
export function chosenRegion(
  plugin: CloudPlugin,
  region: string | undefined,
  problems: Problems,
): string {
  const { regions, defaults, provider } = plugin;
  const known = [...regions.available, ...regions.multi_regions].map(({ id }) => id);
  const usual = [defaults.default_region, provider.regions?.default, regions.default];
  const chosen =
    region ?? usual.find(id => id !== undefined && known.includes(id)) ?? regions.default;
  const isKnown = known.length > 0 ? known.includes(chosen) : /^[a-z0-9-]{1,63}$/.test(chosen);
  if (!isKnown) {
    const list = known.length > 0 ? `; it has: ${known.join(', ')}` : '';
    problems.error(
      'request/region',
      `${provider.display_name} has no region ${quoted(chosen)}${list}`,
    );
  }
  return chosen;
}
