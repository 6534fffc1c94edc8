import { dnKey } from '@bailiwick/backstage-plugin-infra-node';
import type { PlacedBinding } from '../access';
import type { RoleBindingService } from '../organisation';
import type { DirectoryUserStore } from './DirectoryUserStore';
import { type GroupReader, uniqueBindings } from './GroupReader';

/** Who has not signed in for this long is told nothing. */
const MAX_AGE_MS = 90 * 24 * 3_600_000;

/**
 * Who has which role: bindings made by hand, and what groups gave at the last sign-in. Good for telling people what concerns them,
 * since a role that was lost meanwhile shows them nothing.
 */
export class RoleHolders {
  constructor(
    private readonly parts: {
      store: DirectoryUserStore;
      groups: GroupReader;
      roleBindings: RoleBindingService;
    },
  ) {}

  /** The bindings of everybody, by user. */
  async all(): Promise<ReadonlyMap<string, readonly PlacedBinding[]>> {
    const { store, groups, roleBindings } = this.parts;
    const holders = new Map<string, PlacedBinding[]>(await roleBindings.allActive());
    const users = await store.groupsSince(MAX_AGE_MS);
    const dns = new Map(users.flatMap(user => user.groups.map(dn => [dnKey(dn), dn])));
    const meanings = new Map(
      (await groups.read([...dns.values()])).map(meaning => [dnKey(meaning.dn), meaning]),
    );
    for (const { userRef, groups: own } of users) {
      const bindings = uniqueBindings(own.flatMap(dn => meanings.get(dnKey(dn)) ?? []));
      holders.set(userRef, [...(holders.get(userRef) ?? []), ...bindings]);
    }
    return holders;
  }
}
