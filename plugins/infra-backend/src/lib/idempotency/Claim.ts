import type { Knex } from 'knex';
import { runPrepared } from '../database/prepared';
import type { Reply } from '../http/reply';

/** Thrown inside a transaction whose request was carried out before, to undo it. */
export class AlreadyClaimed extends Error {}

const toAnswer = ({ body, etag }: Reply) => JSON.stringify({ body, etag });

/**
 * One request's hold on its `Idempotency-Key`. It is taken in the request's first transaction, so that key and creation are committed or
 * lost together: a second request with the key waits for the first at the primary key, then is undone, and a crash leaves the key free.
 */
export class Claim {
  #state: 'open' | 'taken' | 'answered' = 'open';

  constructor(
    readonly caller: string,
    readonly key: string,
    readonly fingerprint: string,
  ) {}

  /** True once the transaction that took the key is committed. */
  get isTaken(): boolean {
    return this.#state !== 'open';
  }

  /** True once the answer is stored as well. */
  get isAnswered(): boolean {
    return this.#state === 'answered';
  }

  /** @throws AlreadyClaimed where an earlier request has the key */
  async take(trx: Knex.Transaction, reply?: Reply): Promise<void> {
    const { caller, key, fingerprint } = this;
    const { rowCount } = await runPrepared(
      trx,
      'idempotency-take',
      `INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer)
       VALUES (:caller, :key, :fingerprint, :status, :answer) ON CONFLICT DO NOTHING`,
      {
        caller,
        key,
        fingerprint,
        status: reply?.status ?? null,
        answer: reply ? toAnswer(reply) : null,
      },
    );
    if (rowCount === 0) throw new AlreadyClaimed();
  }

  /** Stores the answer for the requests to come, where it was not stored when the key was taken. */
  async answer(knex: Knex, reply: Reply): Promise<void> {
    await runPrepared(
      knex,
      'idempotency-answer',
      `UPDATE idempotency_keys SET status = :status, answer = :answer
       WHERE caller = :caller AND key = :key`,
      { caller: this.caller, key: this.key, status: reply.status, answer: toAnswer(reply) },
    );
  }

  /** Called after the commit. */
  settle(answered: boolean): void {
    this.#state = answered ? 'answered' : 'taken';
  }
}
