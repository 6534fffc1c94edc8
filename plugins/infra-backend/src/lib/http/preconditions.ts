import { staleRevision } from '@bailiwick/backstage-plugin-infra-node';

/** The entity tag of a record's revision, quotes included. */
export const etagOf = (revision: number | string): string => `"${revision}"`;

/** True where `If-Match` names the revision; weak tags never match, `*` always does. */
export const etagMatches = (ifMatch: string, revision: number | string): boolean =>
  ifMatch.split(',').some(tag => tag.trim() === '*' || tag.trim() === etagOf(revision));

/**
 * Checks `If-Match` where it was sent.
 *
 * @throws InfraError STALE_REVISION
 */
export function requireMatch(
  ifMatch: string | undefined,
  revision: number | string,
  what: string,
): void {
  if (ifMatch !== undefined && !etagMatches(ifMatch, revision)) throw staleRevision(what);
}
