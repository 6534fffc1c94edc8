import { Knex } from 'knex';
import { Limit } from './limits';

/** How many seconds to wait, where an attempt was refused. */
export type Refusal = { retryAfterSeconds: number };

interface Counted {
  key: string;
  failures: number;
  seconds_left: number;
}

/**
 * Counts attempts in the database, so that all backends share one count. An attempt is counted
 * before the password is checked: a hundred guesses at once are a hundred.
 */
export class AttemptStore {
  readonly #knex: Knex;
  readonly #windowMs: number;

  constructor(knex: Knex, options: { windowMs: number }) {
    this.#knex = knex;
    this.#windowMs = options.windowMs;
  }

  /**
   * Counts one attempt against all limits, or against none: where one of them is used up, nothing
   * is written. So refused attempts neither fill the table nor make anybody wait longer.
   */
  async take(limits: Limit[]): Promise<Refusal | undefined> {
    const transaction = await this.#knex.transaction();
    try {
      const usedUp = await this.#count(transaction, limits);
      if (usedUp.length === 0) {
        await transaction.commit();
        return undefined;
      }
      await transaction.rollback();
      const secondsLeft = Math.max(1, ...usedUp.map(row => row.seconds_left));
      return { retryAfterSeconds: Math.ceil(secondsLeft) };
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  }

  /** Takes back what one attempt had counted. */
  async giveBack(limits: Limit[]): Promise<void> {
    await this.#knex.raw(
      `update ldap_sign_in_attempts as known set failures = known.failures - 1
       from (select key from ldap_sign_in_attempts where key = any(:keys) order by key for update) as mine
       where known.key = mine.key and known.failures > 0`,
      { keys: limits.map(({ key }) => key) },
    );
  }

  /** Starts over. */
  async clear({ key }: Limit): Promise<void> {
    await this.#knex('ldap_sign_in_attempts').where({ key }).delete();
  }

  /** Removes what no longer counts; answers how many rows that were. */
  async removeEnded(): Promise<number> {
    return this.#knex('ldap_sign_in_attempts')
      .where('window_ends_at', '<', this.#knex.fn.now())
      .delete();
  }

  /** Counts, and answers what is used up. Rows are locked in one order, so attempts cannot deadlock. */
  async #count(transaction: Knex.Transaction, limits: Limit[]): Promise<Counted[]> {
    const { rows } = await transaction.raw<{ rows: Counted[] }>(
      `insert into ldap_sign_in_attempts as known (key, failures, window_ends_at)
       select key, 1, now() + :window * interval '1 millisecond'
       from unnest(cast(:keys as text[])) as key
       order by key
       on conflict (key) do update set
         failures = case when known.window_ends_at > now() then known.failures + 1 else 1 end,
         window_ends_at = case when known.window_ends_at > now() then known.window_ends_at
                               else excluded.window_ends_at end
       returning key, failures, cast(extract(epoch from window_ends_at - now()) as float) as seconds_left`,
      { window: this.#windowMs, keys: limits.map(({ key }) => key) },
    );
    return rows.filter(row =>
      limits.some(({ key, most }) => key === row.key && row.failures > most),
    );
  }
}
