import { createHash } from 'node:crypto';
import { DirectoryContent, DirectoryUser } from './content';
import { BASE_DN, canonicalDn, childDn, GROUPS_DN, PEOPLE_DN, READER_DN } from './dn';

export interface Entry {
  dn: string;
  /** What a search for `*` returns. */
  attributes: Record<string, string[]>;
  /** What is returned for `+` or by name only, `memberOf` among it, as OpenLDAP's overlay does. */
  operational: Record<string, string[]>;
  /** What a bind is checked against; never returned. */
  password?: string;
  disabled?: boolean;
}

/** Entries by canonical DN. */
export type Tree = Map<string, Entry>;

/** Memberships that the directory leaves out: group names by uid. */
export type HiddenMemberships = Record<string, string[]>;

const userDn = (uid: string) => childDn('uid', uid, PEOPLE_DN);
const groupDn = (name: string) => childDn('cn', name, GROUPS_DN);
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Lays out users below `ou=people` and groups below `ou=groups`. */
export function buildTree(
  { users, groups }: DirectoryContent,
  reader: { password: string },
  hidden: HiddenMemberships = {},
): Tree {
  const hides = (uid: string, group: string) =>
    Object.entries(hidden).some(
      ([user, names]) => same(user, uid) && names.some(name => same(name, group)),
    );
  const visible = groups.map(group => ({
    ...group,
    members: group.members.filter(uid => !hides(uid, group.name)),
  }));

  const groupsOfUser = new Map<string, string[]>();
  const groupsOfGroup = new Map<string, string[]>();
  for (const { name, members, groups: inner = [] } of visible) {
    for (const uid of members) append(groupsOfUser, uid.toLowerCase(), groupDn(name));
    for (const nested of inner) append(groupsOfGroup, nested.toLowerCase(), groupDn(name));
  }

  const entries: Entry[] = [
    entry(BASE_DN, { objectClass: ['top', 'domain'], dc: ['bailiwick'] }),
    entry(PEOPLE_DN, { objectClass: ['top', 'organizationalUnit'], ou: ['people'] }),
    entry(GROUPS_DN, { objectClass: ['top', 'organizationalUnit'], ou: ['groups'] }),
    {
      ...entry(READER_DN, { objectClass: ['top', 'organizationalRole'], cn: ['reader'] }),
      password: reader.password,
    },
    ...users.map(user => ({
      ...entry(userDn(user.uid), userAttributes(user), {
        memberOf: groupsOfUser.get(user.uid.toLowerCase()) ?? [],
      }),
      password: user.password,
      disabled: user.disabled,
    })),
    ...visible.map(({ name, members, groups: inner = [] }) =>
      entry(
        groupDn(name),
        {
          objectClass: ['top', 'groupOfNames'],
          cn: [name],
          member: [...members.map(userDn), ...inner.map(groupDn)],
        },
        { memberOf: groupsOfGroup.get(name.toLowerCase()) ?? [] },
      ),
    ),
  ];
  return new Map(entries.map(each => [canonicalDn(each.dn) ?? each.dn, each]));
}

function append(lists: Map<string, string[]>, key: string, value: string) {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function userAttributes(user: DirectoryUser): Record<string, string[]> {
  const words = user.name.split(' ');
  const more = Object.entries(user.attributes ?? {}).map(([name, value]) => [name, [value].flat()]);
  return {
    objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
    uid: [user.uid],
    cn: [user.name],
    sn: [words[words.length - 1]],
    givenName: [words[0]],
    displayName: [user.name],
    mail: user.mail ? [user.mail] : [],
    // 512 is a normal account, 2 the flag of a disabled one: the only common spelling there is.
    userAccountControl: [user.disabled ? '514' : '512'],
    ...Object.fromEntries(more),
  };
}

function entry(
  dn: string,
  attributes: Record<string, string[]>,
  operational: Record<string, string[]> = {},
): Entry {
  return {
    dn,
    attributes: withValues(attributes),
    operational: withValues({ ...operational, entryDN: [dn], entryUUID: [uuidOf(dn)] }),
  };
}

/** An attribute without values does not exist. */
function withValues(attributes: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(attributes).filter(([, values]) => values.length > 0));
}

/** The same DN has the same uuid at every start. */
function uuidOf(dn: string): string {
  const hash = createHash('sha256').update(dn.toLowerCase()).digest('hex');
  const variant = ((Number.parseInt(hash[16], 16) % 4) + 8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
