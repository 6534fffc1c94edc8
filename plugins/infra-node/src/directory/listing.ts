import { Client, Entry } from 'ldapts';
import { dnKey } from './dn';
import { ParentGroups, resolveGroups } from './groups';
import { Person, personAttributes, readPerson } from './person';
import { DirectorySettings } from './settings';
import { valuesOf } from './values';

export interface DirectoryGroup {
  dn: string;
  name: string;
}

export interface ListedUser extends Person {
  /** DNs of all groups, nested ones resolved. */
  groups: string[];
  disabled: boolean;
}

export async function readGroups(
  client: Client,
  settings: DirectorySettings,
): Promise<DirectoryGroup[]> {
  const { name } = settings.groups.map;
  const entries = await searchAll(client, settings, 'groups', [name]);
  return entries.map(entry => ({ dn: entry.dn, name: valuesOf(entry, name)[0] ?? '' }));
}

/** Two searches, however many users there are: memberships are joined here. */
export async function readUsers(
  client: Client,
  settings: DirectorySettings,
): Promise<ListedUser[]> {
  const { users, groups } = settings;
  const link = groups.membership === 'member' ? groups.map.member : groups.map.memberOf;
  const groupEntries = await searchAll(client, settings, 'groups', [link]);
  const userEntries = await searchAll(client, settings, 'users', [
    ...personAttributes(users.map),
    ...(groups.membership === 'memberOf' ? [link] : []),
  ]);
  const parents =
    groups.membership === 'member'
      ? membersOf(groupEntries, link)
      : claimsOf([...userEntries, ...groupEntries], groupEntries, link);

  const listed: ListedUser[] = [];
  for (const entry of userEntries) {
    const person = readPerson(entry, users.map);
    if (person) listed.push({ ...person, groups: await resolveGroups(entry.dn, parents) });
  }
  return listed;
}

function membersOf(groups: Entry[], member: string): ParentGroups {
  const parents = new Map<string, string[]>();
  for (const group of groups) {
    for (const dn of valuesOf(group, member)) {
      const known = parents.get(dnKey(dn));
      if (known) known.push(group.dn);
      else parents.set(dnKey(dn), [group.dn]);
    }
  }
  return async members => members.flatMap(dn => parents.get(dnKey(dn)) ?? []);
}

function claimsOf(entries: Entry[], groups: Entry[], memberOf: string): ParentGroups {
  const existing = new Map(groups.map(({ dn }) => [dnKey(dn), dn]));
  const parents = new Map(
    entries.map(entry => [
      dnKey(entry.dn),
      valuesOf(entry, memberOf).flatMap(dn => existing.get(dnKey(dn)) ?? []),
    ]),
  );
  return async members => members.flatMap(dn => parents.get(dnKey(dn)) ?? []);
}

async function searchAll(
  client: Client,
  settings: DirectorySettings,
  section: 'users' | 'groups',
  attributes: string[],
): Promise<Entry[]> {
  const { dn, scope, filter } = settings[section];
  const { searchEntries } = await client.search(dn, {
    scope,
    filter,
    attributes,
    paged: { pageSize: settings.pageSize },
  });
  return searchEntries;
}
