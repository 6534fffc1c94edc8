import type { LoggerService } from '@backstage/backend-plugin-api';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProvisionerRegistry } from '../ProvisionerRegistry';

/** Short: tools put sockets below it, whose paths must not be long. */
const NAME = /^infra-run-(\d+)-\w{6}$/;

export interface WorkingDirectoriesOptions {
  /** Where they are made. */
  parent: string;
  provisioners: ProvisionerRegistry;
  /** How long the tools of a process that died may go on. */
  graceMs: number;
  logger: LoggerService;
}

/** Working directories of runs; those that killed processes of this machine left behind are removed, since there are secrets in them. */
export class WorkingDirectories {
  private readonly own = new Set<string>();
  /** Of processes that were dead in the last round. */
  private left: ReadonlySet<string> = new Set();
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();

  constructor(private readonly options: WorkingDirectoriesOptions) {}

  start(): void {
    this.round = this.sweep();
    this.timer = setInterval(() => {
      this.round = this.round.then(() => this.sweep());
    }, this.options.graceMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** A new and empty one, with mode 0700. */
  async make(): Promise<string> {
    const directory = await mkdtemp(join(this.options.parent, `infra-run-${process.pid}-`));
    this.own.add(directory);
    return directory;
  }

  async remove(directory: string): Promise<void> {
    await rm(directory, { recursive: true, force: true });
    this.own.delete(directory);
  }

  /** Removes what was left already a round ago; never rejects. */
  async sweep(): Promise<void> {
    const { parent, logger } = this.options;
    try {
      const left = new Set<string>();
      for (const name of await readdir(parent)) {
        const pid = NAME.exec(name)?.[1];
        const directory = join(parent, name);
        if (pid === undefined || this.own.has(directory) || isAlive(Number(pid))) continue;
        if (this.left.has(directory)) await this.clear(directory);
        else left.add(directory);
      }
      this.left = left;
    } catch (error) {
      logger.warn(`Cannot look for working directories of killed processes: ${error}`);
    }
  }

  private async clear(directory: string): Promise<void> {
    const { provisioners, logger } = this.options;
    try {
      for (const id of provisioners.ids) await provisioners.get(id).salvage?.(directory);
      await rm(directory, { recursive: true, force: true });
      logger.info(`Removed ${directory}, which a killed process left behind`);
    } catch (error) {
      logger.error(`Cannot remove ${directory}, which a killed process left behind: ${error}`);
    }
  }
}

/** This very process counts as another one here: what it made itself it knows. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
