import { conflict, type ResourceWish } from '@bailiwick/backstage-plugin-infra-node';
import type { KnownType } from '../types/TypeRegistry';
import type { PlannerServices } from './types';

/**
 * Refuses what needs servers of a tier that the field does not have at the site.
 *
 * @throws InfraError CONFLICT
 */
export async function requireTier(
  { units, sites }: Pick<PlannerServices, 'units' | 'sites'>,
  { definition }: KnownType,
  wish: ResourceWish,
): Promise<void> {
  const { unit, site } = wish;
  const tier = definition.requiredTier?.(wish);
  if (!tier || !site) return;
  const chain = await units.chain(unit.id);
  const field = chain[1];
  if (field && (await sites.hasTier(field.id, site, tier))) return;
  const { kind, name } = field ?? chain[chain.length - 1];
  const owner = `${kind[0].toUpperCase()}${kind.slice(1)} ${name}`;
  throw conflict(`${owner} has no server of the tier ${tier} at ${site}`);
}
