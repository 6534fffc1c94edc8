import { Entry } from 'ldapts';
import { isDisabled, STATE_ATTRIBUTES } from './accountState';
import { parseDn } from './dn';
import { foldName } from './names';
import { DirectorySettings } from './settings';
import { valuesOf } from './values';

/** A person as the directory has it, before groups. */
export interface Person {
  /** Folded: equal for every spelling that the directory accepts. */
  username: string;
  dn: string;
  displayName?: string;
  email?: string;
}

type UserMap = DirectorySettings['users']['map'];

/** What to ask of a user's entry. */
export function personAttributes(map: UserMap): string[] {
  return [map.username, map.displayName, map.email, ...STATE_ATTRIBUTES];
}

/** Reads a user's entry; undefined when it has no user name. */
export function readPerson(
  entry: Entry,
  map: UserMap,
): (Person & { disabled: boolean }) | undefined {
  const username = usernameOf(entry, map.username);
  if (!username) return undefined;
  const [displayName] = valuesOf(entry, map.displayName);
  const [email] = valuesOf(entry, map.email);
  return {
    username,
    dn: entry.dn,
    ...(displayName && { displayName }),
    ...(email && { email }),
    disabled: isDisabled(entry),
  };
}

/**
 * An entry may have several user names, in any order, and is still one person: the name in its DN
 * counts, else the first by alphabet.
 */
function usernameOf(entry: Entry, attribute: string): string | undefined {
  const names = valuesOf(entry, attribute).map(foldName).filter(Boolean).sort();
  const inDn = (parseDn(entry.dn)[0] ?? [])
    .filter(part => part.type === attribute.toLowerCase())
    .map(part => foldName(part.value));
  return names.find(name => inDn.includes(name)) ?? names[0];
}
