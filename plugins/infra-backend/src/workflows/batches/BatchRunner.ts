import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Batch, BatchItem } from '@bailiwick/backstage-plugin-infra-common';
import { isDatabaseGone, isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor, CurrentBindings } from '../../access';
import type { AuditTrail } from '../../audit';
import type { AuthorizedResourceService } from '../../resources/AuthorizedResourceService';
import type { BatchStore, ItemPlace } from './BatchStore';

/** How many items of a batch are carried out at a time. */
const AT_ONCE = 4;

/** How often the other processes are told that this one still works. */
const HOLD_EVERY_MS = 10_000;

const INTERRUPTED = {
  code: 'INTERRUPTED',
  message: 'The backend stopped before its turn, and nothing was done: ask again',
};

/** Thrown in the transaction of an action whose item was given up meanwhile, to undo it. */
class GivenUp extends Error {}

export interface BatchRunnerServices {
  knex: Knex;
  store: BatchStore;
  resources: Pick<AuthorizedResourceService, 'actWithin'>;
  bindings: Pick<CurrentBindings, 'of'>;
  audit: AuditTrail;
  logger: LoggerService;
  /** Called after a commit. */
  changed: (id: string) => void;
}

/**
 * Carries out batches in the process that was asked, with the credentials of whoever asked: Backstage's permission policy is asked as
 * them for every item, and that takes their own token, which is never stored. So nobody else can go on where a process dies. What waits
 * then is refused and says so. An action and the mark of its item are one transaction: none is done twice, and none is done unseen.
 */
export class BatchRunner {
  readonly #ending = new AbortController();
  readonly #going = new Set<Promise<void>>();

  constructor(private readonly services: BatchRunnerServices) {}

  /** Begins with a batch that is committed. */
  begin(batch: Batch, actor: Actor): void {
    const going = this.#carryOut(batch, actor).catch(error => {
      this.services.logger.error(`Batch ${batch.id} was left behind: ${stringifyError(error)}`);
    });
    this.#going.add(going);
    void going.finally(() => this.#going.delete(going));
  }

  /** Refuses what nobody carries out any more; answers how many batches that were. */
  async sweep(): Promise<number> {
    const { knex, store, audit } = this.services;
    const swept = await knex.transaction(async trx => {
      const left = await store.leftBehind(trx);
      for (const { id } of left) {
        const refused = await store.refuseRest(trx, id, INTERRUPTED);
        await store.finish(id, trx);
        if (refused === 0) continue;
        await audit.record(trx, {
          ...{ event: 'batch-interrupted', actor: { ref: 'plugin:infra' } },
          ...{ subject: { kind: 'batch', id }, after: { refused } },
        });
      }
      return left;
    });
    swept.forEach(({ id }) => this.services.changed(id));
    return swept.length;
  }

  /** Ends what is under way; what has not begun is refused. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#going);
  }

  async #carryOut({ id, action, items }: Batch, actor: Actor): Promise<void> {
    const { store, logger } = this.services;
    const holding = setInterval(() => {
      store.hold(id).catch(error => {
        logger.warn(`Batch ${id} could not be held: ${stringifyError(error)}`);
      });
    }, HOLD_EVERY_MS).unref();
    const waiting = items.map((item, position) => ({ item, position })).values();
    const work = async () => {
      for (const { item, position } of waiting) {
        if (this.#ending.signal.aborted) return;
        await this.#one({ batchId: id, position }, item, action, actor);
        this.services.changed(id);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      clearInterval(holding);
    }
    if (this.#ending.signal.aborted) {
      await store.letGo(id);
      await this.sweep();
    }
    await store.finish(id);
    this.services.changed(id);
  }

  async #one(
    place: ItemPlace,
    { resourceId }: BatchItem,
    action: Batch['action'],
    actor: Actor,
  ): Promise<void> {
    const { store, resources, bindings, logger } = this.services;
    try {
      // Roles as they are now, not as they were when the batch was asked for.
      const now = { ...actor, bindings: await bindings.of(actor.ref) };
      await resources.actWithin(now, resourceId, action, {}, async (trx, run) => {
        if (!(await store.settle(trx, place, { runId: run?.id }))) throw new GivenUp();
      });
    } catch (error) {
      if (error instanceof GivenUp) return;
      if (isInfraError(error)) {
        await store.refuse(place, { code: error.code, message: error.message });
        return;
      }
      if (isDatabaseGone(error)) throw error;
      logger.error(`${action} of ${resourceId} in a batch failed: ${stringifyError(error)}`);
      const message = 'Something went wrong; the log of the backend has more';
      await store.refuse(place, { code: 'FAILED', message });
    }
  }
}
