import type { SignIn } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';

/** What the directory said of users when they signed in or renewed their session. */
export class DirectoryUserStore {
  constructor(private readonly knex: Knex) {}

  async put(userRef: string, user: SignIn): Promise<void> {
    await this.knex('directory_users')
      .insert({
        user_ref: userRef,
        username: user.username,
        dn: user.dn,
        display_name: user.displayName ?? null,
        email: user.email ?? null,
        groups: user.groups,
        checked_at: this.knex.fn.now(),
      })
      .onConflict('user_ref')
      .merge();
  }

  /** DNs of the groups of everybody who has signed in since. */
  async groupsSince(maxAgeMs: number): Promise<{ userRef: string; groups: string[] }[]> {
    return this.knex('directory_users')
      .whereRaw("checked_at > now() - ? * interval '1 millisecond'", [maxAgeMs])
      .select({ userRef: 'user_ref', groups: 'groups' });
  }

  /** DNs of the user's groups; none where the directory was not asked within `maxAgeMs`. */
  async groupsOf(userRef: string, maxAgeMs: number): Promise<string[]> {
    const row = await this.knex('directory_users')
      .where({ user_ref: userRef })
      .andWhereRaw("checked_at > now() - ? * interval '1 millisecond'", [maxAgeMs])
      .first<{ groups: string[] } | undefined>('groups');
    return row?.groups ?? [];
  }
}
