import type { Knex } from 'knex';
import type { Reply } from '../http/reply';
import { currentRequest } from '../request';

/** SQLSTATE of what PostgreSQL asks to try again. */
const RETRIABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

const sqlState = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** True for a violated unique index, of that name if one is given. */
export const isUniqueViolation = (error: unknown, index?: string): boolean =>
  sqlState(error) === '23505' &&
  (index === undefined || (error as { constraint?: string }).constraint === index);

/** True for a violated foreign key. */
export const isForeignKeyViolation = (error: unknown): boolean => sqlState(error) === '23503';

const answered = new WeakSet<Knex.Transaction>();

/**
 * Runs `work` in a transaction; a deadlock or serialisation failure is tried again from the start.
 *
 * The first transaction of a request with an `Idempotency-Key` takes the key: whatever such a request creates belongs into one call.
 */
export async function inTransaction<T>(
  knex: Knex,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  const claim = currentRequest()?.claim;
  for (let attempt = 1; ; attempt++) {
    let hasAnswer = false;
    const taking = claim && !claim.isTaken;
    try {
      const result = await knex.transaction(async trx => {
        const made = await work(trx);
        hasAnswer = answered.has(trx);
        if (taking && !hasAnswer) await claim.take(trx);
        return made;
      });
      if (taking) claim.settle(hasAnswer);
      return result;
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRIABLE.has(sqlState(error) ?? '')) throw error;
    }
  }
}

/**
 * Stores what a creation answers, in its own transaction, for later requests with the same `Idempotency-Key`; without a key it does
 * nothing. A service that does not call it has its answer stored by a second statement, which a crash can come before.
 */
export async function keepAnswer(trx: Knex.Transaction, reply: Reply): Promise<void> {
  const claim = currentRequest()?.claim;
  if (!claim || claim.isTaken) return;
  await claim.take(trx, reply);
  answered.add(trx);
}
