import { AndFilter, Client, EqualityFilter, FilterParser, OrFilter } from 'ldapts';
import { dnKey, isWithin } from './dn';
import { isResultCode, RESULT } from './ldapErrors';
import { DirectorySettings } from './settings';
import { valuesOf } from './values';

type GroupSettings = DirectorySettings['groups'];

/** Answers the groups that hold any of `members` directly. */
export type ParentGroups = (members: string[]) => Promise<string[]>;

/** DNs in one filter, or entries read at once: few enough for any directory. */
const BATCH = 50;

/**
 * Every group that holds the user, directly or through other groups, each once and sorted. Groups
 * that contain each other end the walk, because a group that was seen is not asked again.
 */
export async function resolveGroups(userDn: string, parents: ParentGroups): Promise<string[]> {
  const found = new Map<string, string>();
  let members = [userDn];
  while (members.length > 0) {
    const fresh: string[] = [];
    for (const dn of await parents(members)) {
      if (found.has(dnKey(dn))) continue;
      found.set(dnKey(dn), dn);
      fresh.push(dn);
    }
    members = fresh;
  }
  return [...found.values()].sort();
}

/** Asks the directory, in the way that the settings choose. */
export function parentGroups(client: Client, groups: GroupSettings): ParentGroups {
  return groups.membership === 'member'
    ? parentsByMember(client, groups)
    : parentsByMemberOf(client, groups);
}

function parentsByMember(client: Client, groups: GroupSettings): ParentGroups {
  return async members => {
    const parents: string[] = [];
    for (const batch of inBatches(members)) {
      const holdsAny = new OrFilter({
        filters: batch.map(value => new EqualityFilter({ attribute: groups.map.member, value })),
      });
      const { searchEntries } = await client.search(groups.dn, {
        scope: groups.scope,
        filter: new AndFilter({ filters: [FilterParser.parseString(groups.filter), holdsAny] }),
        attributes: [groups.map.name],
        paged: true,
      });
      parents.push(...searchEntries.map(({ dn }) => dn));
    }
    return parents;
  };
}

/**
 * Follows the `memberOf` values of users and groups. A value counts only where such a group exists
 * and passes the filter: it may be stale, or name a group that is none of ours.
 */
function parentsByMemberOf(client: Client, groups: GroupSettings): ParentGroups {
  const { memberOf } = groups.map;
  const claimsOf = new Map<string, string[]>();

  const read = async (dn: string, filter: string) => {
    const entry = await readEntry(client, dn, filter, memberOf);
    if (!entry) return undefined;
    claimsOf.set(dnKey(entry.dn), valuesOf(entry, memberOf));
    return entry.dn;
  };

  return async members => {
    const claimed = new Map<string, string>();
    for (const member of members) {
      if (!claimsOf.has(dnKey(member))) await read(member, '(objectClass=*)');
      for (const dn of claimsOf.get(dnKey(member)) ?? []) {
        if (isWithin(dn, groups.dn, groups.scope)) claimed.set(dnKey(dn), dn);
      }
    }
    const parents: string[] = [];
    for (const batch of inBatches([...claimed.values()])) {
      const existing = await Promise.all(batch.map(dn => read(dn, groups.filter)));
      parents.push(...existing.filter(dn => dn !== undefined));
    }
    return parents;
  };
}

async function readEntry(client: Client, dn: string, filter: string, attribute: string) {
  try {
    const { searchEntries } = await client.search(dn, {
      scope: 'base',
      filter,
      attributes: [attribute],
    });
    return searchEntries.at(0);
  } catch (error) {
    if (isResultCode(error, RESULT.noSuchObject)) return undefined;
    throw error;
  }
}

function* inBatches<T>(items: T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}
