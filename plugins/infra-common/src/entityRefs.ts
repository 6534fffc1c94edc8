import { CATALOG_NAMESPACE } from './constants';

/** Names of catalog entities end here. */
const NAME_LIMIT = 63;
/** How much of a resource's id its entity name carries: 48 bits. */
const ID_LENGTH = 12;

/** Entity reference of the Group that a unit is in the catalog. Kind and slug never change, so neither does it. */
export const unitEntityRef = (unit: { kind: string; slug: string }): string =>
  `group:${CATALOG_NAMESPACE}/${unit.kind}-${unit.slug}`;

/**
 * Entity reference of the Resource that a resource is in the catalog: readable by type and name, unique by the end of its id.
 * None of the three changes while it lives.
 */
export function resourceEntityRef(resource: { id: string; type: string; name: string }): string {
  const readable = `${resource.type}-${resource.name}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_LIMIT - ID_LENGTH - 1)
    .replace(/^-+|-+$/g, '');
  const id = resource.id.replace(/-/g, '').slice(-ID_LENGTH);
  return `resource:${CATALOG_NAMESPACE}/${readable}-${id}`;
}
