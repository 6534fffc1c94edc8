import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

/** How often news are looked for, and how long it is left alone after a failure. */
const PAUSE_MS = { usual: 2_000, afterFailure: 30_000 };

/** Goes round again and again, one round at a time, until it is ended. */
export class Rounds {
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(
    private readonly work: (signal: AbortSignal) => Promise<void>,
    private readonly logger: LoggerService,
  ) {}

  begin(pauseMs: number = PAUSE_MS.usual): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#go();
    }, pauseMs).unref();
  }

  /** Resolves when what is under way has come to an end. */
  async end(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #go(): Promise<void> {
    let pause = PAUSE_MS.usual;
    try {
      await this.work(this.#ending.signal);
    } catch (error) {
      // Nothing is lost: what is not told yet stays in its tables.
      this.logger.warn(`News could not be told; they are tried again: ${stringifyError(error)}`);
      pause = PAUSE_MS.afterFailure;
    }
    if (!this.#ending.signal.aborted) this.begin(pause);
  }
}
