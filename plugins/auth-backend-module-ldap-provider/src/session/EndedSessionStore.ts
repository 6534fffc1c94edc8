import { Knex } from 'knex';

/**
 * The sessions that ended early. A cookie that was copied before signing out is worth nothing
 * afterwards, in no backend.
 */
export class EndedSessionStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param cookieEndsAt - from when on the session's cookie is refused anyway */
  async add(id: string, cookieEndsAt: Date): Promise<void> {
    await this.#knex('ldap_ended_sessions')
      .insert({ id, cookie_ends_at: cookieEndsAt })
      .onConflict('id')
      .ignore();
  }

  async has(id: string): Promise<boolean> {
    return (await this.#knex('ldap_ended_sessions').where({ id }).first('id')) !== undefined;
  }

  /** Removes what no longer matters; answers how many rows that were. */
  async removeEnded(): Promise<number> {
    return this.#knex('ldap_ended_sessions')
      .where('cookie_ends_at', '<', this.#knex.fn.now())
      .delete();
  }
}
