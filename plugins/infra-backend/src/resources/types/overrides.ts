import type { PatchResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import equal from 'fast-deep-equal';
import type { TypeEntry } from './TypeEntry';
import type { TypeOverrides } from './TypeStore';

const CHANGEABLE = ['enabled', 'title', 'documentation', 'labels', 'approval'] as const;

/**
 * What administrators have changed of a type after one more change. What equals the type's own is no change of it.
 *
 * @param own - the type without what was changed
 * @param elsewhere - where the rest of it is changed, as a sentence without a subject
 * @throws InfraError VALIDATION_ERROR for what can only be changed there
 */
export function overridesAfter(
  own: TypeEntry,
  before: TypeOverrides,
  patch: PatchResourceType,
  elsewhere: string,
): TypeOverrides {
  const others = Object.keys(patch).filter(key => !(CHANGEABLE as readonly string[]).includes(key));
  if (others.length > 0) {
    throw validationError(others.map(key => ({ pointer: `/${key}`, message: elsewhere })));
  }
  const merged = { ...before, ...patch } as TypeOverrides;
  const of = { ...own.head, enabled: own.head.enabled ?? true };
  return Object.fromEntries(
    CHANGEABLE.filter(key => merged[key] !== undefined)
      .filter(key => !equal(merged[key] ?? undefined, of[key]))
      .map(key => [key, merged[key]]),
  );
}
