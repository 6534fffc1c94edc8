import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess, ServerStartError } from './process';

const TRIES = 40;
const PAUSE_MS = 250;

/** A server process that can be ended and started again, by us or because somebody killed it. */
export class KeptServer {
  private process: ServerProcess | undefined;
  private starting: Promise<void> | undefined;
  /** Whether the end of the process is what we want. */
  private ending = false;

  constructor(
    private readonly launch: () => Promise<ServerProcess>,
    private readonly options: { revive: boolean },
  ) {}

  get pid(): number {
    if (!this.process) throw new Error('PostgreSQL was not started');
    return this.process.pid;
  }

  /** A restart and a revival that meet are one start. */
  start(): Promise<void> {
    this.starting ??= this.run().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async end(how: 'fast' | 'immediate'): Promise<void> {
    await this.starting;
    this.ending = true;
    await this.process?.end(how);
  }

  private async run(): Promise<void> {
    const started = await this.launchPatiently();
    this.process = started;
    this.ending = false;
    if (this.options.revive)
      void started.ended.then(() => (this.ending ? undefined : this.start()));
  }

  /**
   * The sessions of a killed server need a moment to notice, and hold its shared memory until then;
   * a port of the system's choice can be taken between the choice and the start.
   */
  private async launchPatiently(): Promise<ServerProcess> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.launch();
      } catch (error) {
        const passing =
          error instanceof ServerStartError &&
          /pre-existing shared memory block|Address already in use/.test(error.said);
        if (!passing || tries === TRIES) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }
}
