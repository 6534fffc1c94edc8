import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { NewsStore } from './NewsStore';
import { type Sender, Undeliverable } from './senders';
import type { Channel, Delivery } from './types';

/** How many are sent at a time. */
const AT_ONCE = 10;

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;

/** About two days, with these pauses. */
const ATTEMPTS = 16;

/** The pause after an attempt: twice the one before, up to six hours. */
export const pauseAfter = (attempt: number): number | undefined =>
  attempt >= ATTEMPTS ? undefined : Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);

/**
 * Sends what is to be told, and tries again what could not be sent. A receiver can get a message twice where a process dies between
 * sending and writing it down; it knows it by the id of the delivery.
 */
export class Courier {
  constructor(
    private readonly parts: {
      store: NewsStore;
      senders: Record<Channel, Sender>;
      logger: LoggerService;
    },
  ) {}

  /** Sends everything that is due; answers how many deliveries were tried. */
  async deliver(signal?: AbortSignal): Promise<number> {
    let tried = 0;
    for (let claimed = AT_ONCE; claimed === AT_ONCE && !signal?.aborted; tried += claimed) {
      const deliveries = await this.parts.store.claim(AT_ONCE);
      await Promise.all(deliveries.map(delivery => this.#send(delivery)));
      claimed = deliveries.length;
    }
    return tried;
  }

  async #send(delivery: Delivery): Promise<void> {
    const { store, senders, logger } = this.parts;
    try {
      await senders[delivery.channel](delivery);
    } catch (error) {
      const message = isError(error) ? error.message : 'It could not be sent';
      const pause = error instanceof Undeliverable ? undefined : pauseAfter(delivery.attempts);
      await store.failed(delivery, message, pause);
      if (pause === undefined) {
        logger.warn(`A message through ${delivery.channel} was given up: ${message}`);
      }
      return;
    }
    await store.delivered(delivery);
  }
}
