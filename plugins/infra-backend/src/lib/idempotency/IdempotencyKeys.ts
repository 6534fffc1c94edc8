import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { conflict, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Reply } from '../http/reply';
import { currentRequest, runInRequest } from '../request';
import { Claim } from './Claim';

interface KeptRow {
  fingerprint: string;
  status: Reply['status'] | null;
  answer: { body?: unknown; etag?: string } | null;
}

const SANE_KEY = /^[\x21-\x7e]{1,255}$/;

/** How often a repeated request looks for an answer that is being stored. */
const POLL_MS = 50;

/** How long a key is remembered. */
const KEPT_FOR = '24 hours';

/** JSON with sorted keys: two spellings of one body are the same request. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? '';

/** Answers a repeated creation with the first answer, also while the first is under way. */
export class IdempotencyKeys {
  constructor(
    private readonly knex: Knex,
    private readonly logger: LoggerService,
    private readonly options: { patienceMs: number } = { patienceMs: 5_000 },
  ) {}

  /**
   * Runs `create` unless the caller's key was used before.
   *
   * @param request - what tells one request from another: method, path and body
   * @throws InfraError VALIDATION_ERROR for a key that is no header value of sane length, CONFLICT for a key of another request
   */
  async replay<Body>(
    caller: string,
    key: string,
    request: unknown,
    create: () => Promise<Reply<Body>>,
  ): Promise<Reply<Body>> {
    if (!SANE_KEY.test(key)) {
      throw validationError([
        {
          pointer: '/headers/Idempotency-Key',
          message: 'must be 1 to 255 visible ASCII characters',
        },
      ]);
    }
    const fingerprint = createHash('sha256').update(canonical(request)).digest('base64url');
    const claim = new Claim(caller, key, fingerprint);
    try {
      const context = { requestId: '', ...currentRequest(), claim };
      const reply = await runInRequest(context, create);
      if (claim.isTaken && !claim.isAnswered) await this.#store(claim, reply);
      return reply;
    } catch (error) {
      // Whatever refused it, a name that is taken or the key: if there was a request with this key, its answer is the one to give.
      const kept = claim.isTaken ? undefined : await this.#find(caller, key);
      if (!kept) throw error;
      return (await this.#answerOf(kept, claim)) as Reply<Body>;
    }
  }

  /** Removes keys that nobody repeats any more. */
  async forgetOld(): Promise<void> {
    await this.knex.raw(
      `DELETE FROM idempotency_keys WHERE created_at < now() - interval '${KEPT_FOR}'`,
    );
  }

  async #store(claim: Claim, reply: Reply): Promise<void> {
    try {
      await claim.answer(this.knex, reply);
    } catch (error) {
      // What was asked for is done and committed; only a repetition would miss the answer.
      this.logger.warn(
        `The answer for an Idempotency-Key was not stored: ${stringifyError(error)}`,
      );
    }
  }

  async #find(caller: string, key: string): Promise<KeptRow | undefined> {
    return this.knex<KeptRow & { caller: string; key: string }>('idempotency_keys')
      .where({ caller, key })
      .first('fingerprint', 'status', 'answer');
  }

  async #answerOf(first: KeptRow, { caller, key, fingerprint }: Claim): Promise<Reply> {
    if (first.fingerprint !== fingerprint) {
      throw conflict('This Idempotency-Key was used for another request: take a new one');
    }
    const deadline = Date.now() + this.options.patienceMs;
    for (let kept: KeptRow | undefined = first; kept; kept = await this.#find(caller, key)) {
      if (kept.status !== null) return { status: kept.status, ...kept.answer };
      if (Date.now() > deadline) break;
      await sleep(POLL_MS);
    }
    throw conflict(
      'The first request with this Idempotency-Key was carried out, but its answer was lost: look for what it made before you ask again with a new key',
    );
  }
}
