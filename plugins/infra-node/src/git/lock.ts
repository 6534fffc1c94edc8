import type { Knex } from 'knex';

/** Who holds a lock and is not heard of for so long loses it: a process may be stopped and yet keep its connection. */
const SILENCE_MS = 5 * 60_000;

/** Takes an advisory lock until the transaction ends; false where somebody else has it. */
export async function tryLock(trx: Knex.Transaction, name: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { got: boolean }[] }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS got,
            set_config('idle_in_transaction_session_timeout', ?, true)`,
    [`bailiwick ${name}`, `${SILENCE_MS}`],
  );
  return rows[0].got;
}

/** Makes us heard of. @throws Error where the lock is lost */
export async function proveLock(trx: Knex.Transaction): Promise<void> {
  await trx.raw('SELECT 1');
}
