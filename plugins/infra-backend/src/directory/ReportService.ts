import type { DirectoryReport } from '@bailiwick/backstage-plugin-infra-common';
import type { DirectoryClient, ListedUser } from '@bailiwick/backstage-plugin-infra-node';
import { dnKey, firstRdnValue, foldName, userRefOf } from '@bailiwick/backstage-plugin-infra-node';
import type { PlacedBinding } from '../access';
import { type RoleBindingService, toBinding } from '../organisation';
import { type GroupMeaning, type GroupReader, uniqueBindings } from './GroupReader';

type ReportedUser = DirectoryReport['users'][number];

/** Says who has which role and why, and which groups give none. */
export class ReportService {
  constructor(
    private readonly parts: {
      /** Absent where no directory is configured: then there are only bindings made by hand. */
      client?: Pick<DirectoryClient, 'listUsers' | 'listGroups'>;
      groups: GroupReader;
      roleBindings: RoleBindingService;
    },
  ) {}

  /**
   * From the directory as it is now, with the bindings made by hand.
   *
   * @throws InfraError DIRECTORY_UNAVAILABLE
   */
  async report(): Promise<DirectoryReport> {
    const { client, groups, roleBindings } = this.parts;
    const people = (await client?.listUsers()) ?? [];
    const listed = (await client?.listGroups()) ?? [];
    const checkedAt = new Date().toISOString();
    const dns = new Map(
      [...listed.map(({ dn }) => dn), ...people.flatMap(person => person.groups)].map(dn => [
        dnKey(dn),
        dn,
      ]),
    );
    const meanings = new Map(
      (await groups.read([...dns.values()])).map(meaning => [dnKey(meaning.dn), meaning]),
    );
    const manual = await roleBindings.allActive();
    const users = people.map(person => describe(person, meanings, manual));
    const known = new Set(users.map(({ userRef }) => userRef));
    return {
      checkedAt,
      users: [...users, ...strangers(manual, known)],
      unmappedGroups: [...meanings.values()]
        .flatMap(({ name, reason }) => (reason === undefined ? [] : { group: name, reason }))
        .sort((a, b) => a.group.localeCompare(b.group)),
    };
  }
}

function describe(
  person: ListedUser,
  meanings: ReadonlyMap<string, GroupMeaning>,
  manual: ReadonlyMap<string, PlacedBinding[]>,
): ReportedUser {
  const userRef = userRefOf(person.username);
  const found = person.groups.flatMap(dn => meanings.get(dnKey(dn)) ?? []);
  const bindings =
    userRef === undefined || person.disabled
      ? []
      : [...uniqueBindings(found), ...(manual.get(userRef) ?? [])];
  return {
    userRef: userRef ?? `user:default/${foldName(person.username)}`,
    username: person.username,
    ...(person.displayName === undefined ? {} : { displayName: person.displayName }),
    groups: person.groups.map(firstRdnValue).sort(),
    bindings: bindings.map(toBinding),
  };
}

/** Users with a binding made by hand whom the directory does not know. */
function strangers(
  manual: ReadonlyMap<string, PlacedBinding[]>,
  known: ReadonlySet<string>,
): ReportedUser[] {
  return [...manual]
    .filter(([ref]) => ref.startsWith('user:') && !known.has(ref))
    .map(([userRef, bindings]) => ({
      userRef,
      username: userRef.slice(userRef.indexOf('/') + 1),
      groups: [],
      bindings: bindings.map(toBinding),
    }));
}
