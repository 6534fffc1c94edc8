import type { Cost } from '@bailiwick/backstage-plugin-infra-common';
import { type ResourceWish, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { KnownType } from '../types/TypeRegistry';

/**
 * What it takes from the quota.
 *
 * @throws InfraError VALIDATION_ERROR where that cannot be told, or where the request breaks a policy of the type
 */
export function priceOf(type: KnownType, wish: ResourceWish): Cost {
  const cost = type.definition.cost(wish);
  const problems = type.checkRequest({ ...wish, cost });
  if (problems.length > 0) throw validationError(problems);
  return cost;
}

/** What speaks against a version without forbidding it. */
export const warningsOf = ({ lifecycle, definition: { name, version } }: KnownType): string[] =>
  lifecycle === 'deprecated'
    ? [`Version ${version} of ${name} is deprecated: choose a newer one`]
    : [];
