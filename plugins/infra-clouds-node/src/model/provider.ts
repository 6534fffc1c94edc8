import { z } from 'zod';
import {
  anyMap,
  filled,
  flag,
  identifier,
  listOf,
  number,
  pattern,
  text,
  texts,
  whole,
} from './fields';

export const providerSchema = z.looseObject({
  id: identifier,
  name: filled,
  display_name: filled,
  description: text,
  homepage: text.optional(),
  documentation: text.optional(),
  logo: text.optional(),
  credentials: z.looseObject({ type: text.optional(), schema: text.optional() }).optional(),
  regions: z.looseObject({ source: text.optional(), default: text.optional() }).optional(),
  terraform: z
    .looseObject({
      required_version: text.optional(),
      provider_source: text.optional(),
      provider_version: text.optional(),
      provider_block: text.optional(),
    })
    .optional(),
  capabilities: texts.optional().transform(list => list ?? []),
  naming: z
    .looseObject({
      max_length: whole.optional(),
      allowed_chars: text.optional(),
      case_sensitive: flag.optional(),
      must_start_with: text.optional(),
    })
    .optional(),
  labels: z
    .looseObject({
      max_count: whole.optional(),
      key_max_length: whole.optional(),
      value_max_length: whole.optional(),
      key_pattern: pattern.optional(),
      value_pattern: pattern.optional(),
    })
    .optional(),
  pricing: z
    .looseObject({ calculator_url: text.optional(), api_available: flag.optional() })
    .optional(),
  support: anyMap.optional(),
});

export type Provider = z.output<typeof providerSchema>;

export const regionSchema = z.looseObject({
  id: filled,
  name: filled,
  location: text,
  latency_zone: text,
  recommended: flag.optional(),
  low_co2: flag.optional(),
});

export const regionsSchema = z.looseObject({
  default: filled,
  available: z.array(regionSchema, { error: 'must be a list of regions' }),
  multi_regions: listOf(z.looseObject({ id: filled, name: text, description: text.optional() })),
  recommendations: listOf(z.looseObject({ factor: text, description: text.optional() })),
});

export type Region = z.output<typeof regionSchema>;
export type Regions = z.output<typeof regionsSchema>;

export const providerDefaultsSchema = z.looseObject({
  id: text.optional(),
  version: text.optional(),
  provider: text.optional(),
  default_region: text.optional(),
  compute: anyMap.optional(),
  storage: anyMap.optional(),
  label_format: text.optional(),
  label_key: text.optional(),
  container_registry: text.optional(),
});

export type ProviderDefaults = z.output<typeof providerDefaultsSchema>;

const unitPrice = number.nonnegative('must not be negative');

export const pricingSchema = z.looseObject({
  id: text.optional(),
  version: text.optional(),
  provider: text.optional(),
  last_updated: text.optional(),
  currency: filled,
  estimated_monthly_cost: number.optional(),
  cost_breakdown: z.record(
    z.string(),
    z.looseObject({
      service: text,
      monthly_cost: number.nonnegative('must not be negative'),
      details: text.optional(),
      unit_cost: number.optional(),
      unit: text.optional(),
      free_tier: text.optional(),
    }),
    { error: 'must be a map from category to cost' },
  ),
  /** What expressions of services call `prices`: figures by name, or by name and key, such as a class of servers. */
  unit_prices: z
    .record(
      z.string(),
      z.union([unitPrice, z.record(z.string(), unitPrice)], {
        error: 'must be a number from 0 on, or a map of such',
      }),
    )
    .optional(),
  recommendation: text.optional(),
  notes: listOf(text),
});

export type UnitPrices = Record<string, number | Record<string, number>>;
export type Pricing = z.output<typeof pricingSchema>;

const uiVariableSchema = z.looseObject({
  name: filled,
  group: text,
  label: text,
  description: text,
  type: z.enum(['text', 'select', 'number', 'key_value_map'], {
    error: 'must be text, select, number or key_value_map',
  }),
  required: flag,
  help_text: text.optional(),
  default: z.unknown().optional(),
  options: listOf(z.looseObject({ value: z.unknown().optional(), label: text })),
  validation: anyMap.optional(),
});

export const variablesUiSchema = z.looseObject({
  id: text.optional(),
  version: text.optional(),
  provider: text.optional(),
  last_updated: text.optional(),
  groups: listOf(
    z.looseObject({
      id: filled,
      title: text,
      description: text.optional(),
      order: whole.optional(),
      collapsible: flag.optional(),
    }),
  ),
  variables: listOf(uiVariableSchema),
  ui_config: anyMap.optional(),
  resources: listOf(anyMap),
});

export type VariablesUi = z.output<typeof variablesUiSchema>;
