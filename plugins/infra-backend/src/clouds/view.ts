import type {
  Cloud,
  CloudDiagnostic,
  CloudService,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type CloudAuthMethod,
  type CloudPlugin,
  type CloudService as PluginService,
  resourceTypeOf,
} from '@bailiwick/backstage-plugin-infra-clouds-node';
import { integrationTypeName } from './credentials';

/** What a plugin's file has as text; undefined for anything else, or an empty one. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What a list tells of one way to sign in. */
export const viewMethodHead = (plugin: CloudPlugin, { id, method }: CloudAuthMethod) => ({
  id,
  name: method.display_name,
  description: method.description,
  recommended: method.recommended ?? false,
  complexity: method.complexity,
  integrationType: integrationTypeName(plugin.id, id),
});

/** One plugin as the REST API shows it. */
export function viewCloud(plugin: CloudPlugin, diagnostics: readonly CloudDiagnostic[]): Cloud {
  const { id, provider, regions, services, authMethods } = plugin;
  return {
    id,
    name: provider.display_name,
    description: provider.description,
    homepage: provider.homepage,
    documentation: provider.documentation,
    capabilities: [...new Set(services.map(({ info }) => info.capability))].sort(),
    defaultRegion: regions.default,
    regions: regions.available.map(region => ({
      id: region.id,
      name: region.name,
      location: region.location,
      zone: region.latency_zone,
      recommended: region.recommended ?? false,
      lowCo2: region.low_co2 ?? false,
    })),
    services: services.map(service => viewService(plugin, service)),
    authMethods: authMethods.map(method => viewMethodHead(plugin, method)),
    pricing: viewPricing(plugin),
    diagnostics: [...diagnostics],
  };
}

function viewService(plugin: CloudPlugin, service: PluginService): CloudService {
  const { id, info, module } = service;
  const { pricing } = info;
  return {
    id,
    name: info.display_name,
    capability: info.capability,
    description: info.description,
    documentation: info.documentation,
    operations: info.operations,
    ...(pricing ? { pricing: { model: textOf(pricing.model), unit: textOf(pricing.unit) } } : {}),
    ...(module ? { resourceType: resourceTypeOf(plugin, service).name } : {}),
  };
}

function viewPricing({ pricing, services }: CloudPlugin): Cloud['pricing'] {
  if (!pricing) return undefined;
  const parts = Object.entries(pricing.cost_breakdown).map(([category, part]) => ({
    capability:
      services.find(service => service.category === category)?.info.capability ?? category,
    service: part.service,
    monthlyCost: part.monthly_cost,
    details: part.details,
    freeTier: part.free_tier,
  }));
  return {
    currency: pricing.currency,
    lastUpdated: pricing.last_updated,
    monthlyCost:
      pricing.estimated_monthly_cost ??
      parts.reduce((sum, { monthlyCost }) => sum + monthlyCost, 0),
    parts,
    recommendation: pricing.recommendation,
    notes: pricing.notes,
  };
}
