import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

/** How often it looks by itself, and how long it leaves off after a failure. */
const PAUSE_MS = { usual: 1_000, afterFailure: 10_000 };

/** Does its work again and again, one round at a time, until it is ended. */
export class Pulse {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly logger: LoggerService,
  ) {}

  begin(pauseMs: number = PAUSE_MS.usual): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#go();
    }, pauseMs).unref();
  }

  /** Resolves when the round that is under way has come to its end. */
  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #go(): Promise<void> {
    let pause = PAUSE_MS.usual;
    try {
      await this.work();
    } catch (error) {
      // Nothing is lost: what is to be done stays in its tables.
      this.logger.warn(`Workflows and batches are looked at later: ${stringifyError(error)}`);
      pause = PAUSE_MS.afterFailure;
    }
    if (!this.#ended) this.begin(pause);
  }
}
