import type { PolicyResult } from '@bailiwick/backstage-plugin-infra-common';

/** The policies that are not kept, in words; undefined where all are. */
export function brokenPolicies(policies: readonly PolicyResult[]): string | undefined {
  const broken = policies.filter(({ passed }) => !passed);
  const told = broken.map(({ name, message }) => (message ? `${name}: ${message}` : name));
  return told.length > 0 ? told.join('; ') : undefined;
}
