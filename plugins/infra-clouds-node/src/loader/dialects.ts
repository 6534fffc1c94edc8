import { flag } from '../model/fields';
import { YamlFile } from './yamlFile';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that the root key of a file has, the published one first; older documents use the others. */
const rootKeys = {
  provider: ['provider'],
  regions: ['regions'],
  provider_defaults: ['provider_defaults', 'defaults'],
  pricing_metadata: ['pricing_metadata', 'pricing'],
  variables_ui_metadata: ['variables_ui_metadata', 'variables_ui'],
  authentication_method: ['authentication_method', 'method', 'authentication'],
  credential_schema: ['credential_schema', 'schema'],
  credential_handler: ['credential_handler', 'handler'],
  ui_instructions: ['ui_instructions', 'instructions', 'ui'],
  service: ['service'],
  defaults: ['defaults', 'service_defaults'],
} as const;

export type RootKey = keyof typeof rootKeys;

export interface Rooted {
  value: unknown;
  /** Where the value is in the file. */
  path: string[];
}

/** What stands under the root key of a file, whichever name the key has. */
export function underRoot(file: YamlFile, root: RootKey): Rooted | undefined {
  const { value } = file;
  if (!isFields(value)) {
    if (root === 'regions' && Array.isArray(value)) return { value, path: [] };
    file.error('file/root', `must have the key ${root} at its root`);
    return undefined;
  }
  const name = rootKeys[root].find(key => Object.hasOwn(value, key));
  if (name === undefined) {
    file.error('file/root', `must have the key ${root} at its root`);
    return undefined;
  }
  return { value: value[name], path: [name] };
}

/** Older documents list regions plainly, as ids or as maps; the provider says which is the default. */
export function normaliseRegions(value: unknown, fallback?: string): unknown {
  const given = Array.isArray(value) ? { available: value } : value;
  if (!isFields(given)) return value;
  const list = given.available ?? given.list;
  const available = Array.isArray(list) ? list.map(normaliseRegion) : list;
  const [first] = Array.isArray(available) ? available : [];
  const isDefault = (region: unknown) =>
    isFields(region) && flag.safeParse(region.default).data === true;
  const marked = Array.isArray(available) ? available.find(isDefault) : undefined;
  const chosen = marked ?? first;
  return {
    ...given,
    available,
    default: given.default ?? fallback ?? (isFields(chosen) ? chosen.id : undefined),
  };
}

function normaliseRegion(region: unknown): unknown {
  if (typeof region === 'string') return normaliseRegion({ id: region });
  if (!isFields(region)) return region;
  const id = region.id ?? region.code ?? region.region;
  const name = region.name ?? region.display_name ?? id;
  return { location: name, latency_zone: '', ...region, id, name };
}

/** Older documents price categories by a plain number. */
export function normalisePricing(value: unknown): unknown {
  if (!isFields(value)) return value;
  const breakdown = value.cost_breakdown ?? value.services ?? value.categories;
  if (!isFields(breakdown)) return value;
  const entries = Object.entries(breakdown).map(([category, cost]) => [
    category,
    typeof cost === 'number' ? { service: category, monthly_cost: cost } : cost,
  ]);
  return { currency: 'USD', ...value, cost_breakdown: Object.fromEntries(entries) };
}

/** Older documents give the method of a handler as `id`, and variables as a map from name to template. */
export function normaliseHandler(value: unknown, method: string): unknown {
  if (!isFields(value)) return value;
  const variables = value.environment_variables ?? value.environment;
  const list = isFields(variables)
    ? Object.entries(variables).map(([name, template]) => ({ name, value_template: template }))
    : variables;
  return {
    id: `${method}-handler`,
    version: '1.0.0',
    method_id: method,
    ...value,
    ...(list !== undefined && { environment_variables: list }),
  };
}
