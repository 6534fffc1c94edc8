import type { SignIn, SignInResult } from '@bailiwick/backstage-plugin-infra-common';
import { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { BindingSource, CurrentBindings, PlacedBinding } from '../access';
import { toBinding, type UnitService } from '../organisation';
import type { DirectoryUserStore } from './DirectoryUserStore';
import type { GroupReader } from './GroupReader';
import { requireUserRef } from './userName';

/** Takes over what the directory says of users, and answers the roles that follow. */
export class SignInService implements BindingSource {
  constructor(
    private readonly parts: {
      store: DirectoryUserStore;
      groups: GroupReader;
      units: UnitService;
      bindings: CurrentBindings;
      /** Roles of the directory stop to count when it was not asked for this long. */
      rolesExpireAfterMs: number;
    },
  ) {}

  async bindingsOf(userRef: string): Promise<PlacedBinding[]> {
    const { store, groups, rolesExpireAfterMs } = this.parts;
    const dns = await store.groupsOf(userRef, rolesExpireAfterMs);
    return dns.length === 0 ? [] : groups.bindingsOf(dns);
  }

  /**
   * Called at sign-in and at every renewal of a session.
   *
   * @throws InfraError NO_ROLE_ASSIGNED where neither a group nor a binding by hand gives a role; the groups are taken over all the same
   */
  async record(signIn: SignIn): Promise<SignInResult> {
    const { store, units, bindings } = this.parts;
    const userRef = requireUserRef(signIn.username);
    await store.put(userRef, signIn);
    bindings.forget(userRef);
    const current = await bindings.of(userRef);
    if (current.length === 0) {
      throw new InfraError(
        'NO_ROLE_ASSIGNED',
        `${signIn.displayName ?? signIn.username} has no role here: none of the groups gives one, and none was given by hand`,
      );
    }
    const unitIds = current.flatMap(({ unitId }) => unitId ?? []);
    return {
      userRef,
      ownershipEntityRefs: [userRef, ...(await units.entityRefs(unitIds))],
      bindings: current.map(toBinding),
    };
  }
}
