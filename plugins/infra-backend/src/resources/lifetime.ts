import type { ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';

const DAY_MS = 24 * 3_600_000;

/**
 * When a new resource expires: as asked within what its type allows, else after the type's usual time. A type that only has a longest
 * time gives that.
 */
export function lifetimeOf(
  wish: string | undefined,
  { name, ttl }: Pick<BuiltInResourceType, 'name' | 'ttl'>,
  now = Date.now(),
): { expiresAt?: Date; problems: ValidationProblem[] } {
  const refuse = (message: string) => ({ problems: [{ pointer: '/expiresAt', message }] });
  const usual = ttl?.defaultDays ?? ttl?.maxDays;
  if (wish === undefined) {
    return { problems: [], ...(usual ? { expiresAt: new Date(now + usual * DAY_MS) } : {}) };
  }
  if (!ttl) return refuse(`a ${name} does not expire`);
  const expiresAt = new Date(wish);
  if (expiresAt.getTime() <= now) return refuse('must be in the future');
  if (ttl.maxDays && expiresAt.getTime() > now + ttl.maxDays * DAY_MS) {
    return refuse(`must be within ${ttl.maxDays} days: a ${name} lives no longer`);
  }
  return { expiresAt, problems: [] };
}
