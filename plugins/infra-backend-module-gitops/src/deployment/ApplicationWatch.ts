import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type Application,
  ArgoCdClient,
  isArgoCdError,
  isUnderWay,
  operationOf,
  revisionOf,
} from '@bailiwick/backstage-plugin-infra-node';
import type { RevisionOrder } from './RevisionOrder';
import { judge, type Verdict, type Wish } from './verdict';

/** After a sync that did not bring what it was asked for, the next one is asked for this much later. */
const RESYNC_MS = 15_000;

export interface ApplicationWatchOptions {
  client: ArgoCdClient;
  application: string;
  revisions: RevisionOrder;
  intervalMs: number;
  degradedMs: number;
  logger: LoggerService;
  /** Runs work while no other process asks the same application for a sync; answers false where one does. */
  exclusively(work: () => Promise<void>): Promise<boolean>;
}

/** Somebody who waits. */
interface Waiter {
  wish: Wish;
  /** In milliseconds since the epoch. */
  deadline: number;
  /** Told of what it waits for, whenever that changes. */
  onProgress(reason: string): void;
  reason?: string;
  degradedSince?: number;
  resolve(): void;
  reject(error: Error): void;
  /** Ends its listening to the caller's signal. */
  over: AbortController;
}

interface AskedSync {
  revision: string;
  prune: boolean;
  at: number;
}

/** A wish that did not come true; the message is the reason that Argo CD gave. */
export class DeploymentError extends Error {
  readonly name = 'DeploymentError';
}

/**
 * Watches one application for everybody in this process who waits for it: one call per interval, however many they are, and one sync
 * per revision.
 */
export class ApplicationWatch {
  private readonly waiters = new Set<Waiter>();
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private asked: AskedSync | undefined;

  constructor(private readonly options: ApplicationWatchOptions) {}

  /**
   * Resolves once the wish has come true.
   *
   * @throws DeploymentError where it has failed or did not come true in time, or the reason of the signal
   */
  async wait(
    wish: Wish,
    options: { deadline: number; signal: AbortSignal; onProgress: (reason: string) => void },
  ): Promise<void> {
    const { deadline, signal, onProgress } = options;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const over = new AbortController();
      const waiter: Waiter = { wish, deadline, onProgress, resolve, reject, over };
      signal.addEventListener('abort', () => this.end(waiter, signal.reason), {
        signal: over.signal,
      });
      this.waiters.add(waiter);
      this.running ??= this.loop();
    });
  }

  private end(waiter: Waiter, error?: Error): void {
    waiter.over.abort();
    this.waiters.delete(waiter);
    if (error) waiter.reject(error);
    else waiter.resolve();
    if (this.waiters.size === 0) this.wake?.();
  }

  private async loop(): Promise<void> {
    while (this.waiters.size > 0) {
      try {
        await this.round();
      } catch (error) {
        this.tell(error as Error);
      }
      this.endLate();
      if (this.waiters.size > 0) await this.pause();
    }
    this.running = undefined;
  }

  private pause(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.wake?.(), this.options.intervalMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }

  private async round(): Promise<void> {
    const { client, application: name } = this.options;
    const application = await client.getApplication(name);
    const inNeed: Waiter[] = [];
    for (const waiter of [...this.waiters]) {
      const verdict = await this.judgeFor(waiter, application);
      this.heed(waiter, verdict);
      if (verdict.state === 'waiting' && verdict.needsSync) inNeed.push(waiter);
    }
    const open = inNeed.filter(waiter => this.waiters.has(waiter));
    if (open.length > 0) await this.requestSync(application, open);
  }

  private async judgeFor(waiter: Waiter, application: Application): Promise<Verdict> {
    const { wish } = waiter;
    const { revisions } = this.options;
    const mentioned = [operationOf(application)?.revision, revisionOf(application.status.sync)];
    const covering = new Set<string>();
    for (const revision of mentioned) {
      if (revision && (await revisions.isAtOrAfter(revision, wish.commit))) covering.add(revision);
    }
    return judge(application, wish, revision => revision !== undefined && covering.has(revision));
  }

  private heed(waiter: Waiter, verdict: Verdict): void {
    if (verdict.state === 'fulfilled') {
      this.end(waiter);
      return;
    }
    this.progress(waiter, verdict.reason);
    if (verdict.state === 'waiting') {
      waiter.degradedSince = undefined;
      return;
    }
    waiter.degradedSince ??= Date.now();
    const lasted = Date.now() - waiter.degradedSince;
    if (!verdict.lasting || lasted >= this.options.degradedMs) {
      this.end(waiter, new DeploymentError(`Argo CD: ${verdict.reason}`));
    }
  }

  private progress(waiter: Waiter, reason: string): void {
    if (waiter.reason === reason) return;
    waiter.reason = reason;
    waiter.onProgress(reason);
  }

  /** Asks for the newest commit of the branch, which is at or after every wish, and never for an older one than somebody before. */
  private async requestSync(application: Application, inNeed: readonly Waiter[]): Promise<void> {
    const operation = operationOf(application);
    if (operation && isUnderWay(operation.phase)) return;
    const { client, application: name, exclusively, revisions, logger } = this.options;
    await exclusively(async () => {
      const revision = await revisions.head();
      const prune = inNeed.some(({ wish }) => wish.expect === 'gone');
      if (this.hasAsked(revision, prune)) return;
      for (const waiter of inNeed) {
        if (revision && (await revisions.isAtOrAfter(revision, waiter.wish.commit))) continue;
        const commit = waiter.wish.commit.slice(0, 7);
        const reason = `The branch does not contain the commit ${commit} any more`;
        this.end(waiter, new DeploymentError(reason));
      }
      if (!revision || !inNeed.some(waiter => this.waiters.has(waiter))) return;
      await client.syncApplication(name, { revision, prune });
      this.asked = { revision, prune, at: Date.now() };
      logger.debug(`Asked Argo CD ${client.name} to sync ${name} to ${revision}`);
    });
  }

  private hasAsked(revision: string | undefined, prune: boolean): boolean {
    const { asked } = this;
    if (!asked || asked.revision !== revision || (prune && !asked.prune)) return false;
    return Date.now() - asked.at < RESYNC_MS;
  }

  /** What fails may pass, until the deadline; a refusal will not. */
  private tell(error: Error): void {
    const isFinal = isArgoCdError(error) && !error.isPassing;
    for (const waiter of [...this.waiters]) {
      this.progress(waiter, error.message);
      if (isFinal) this.end(waiter, new DeploymentError(error.message, { cause: error }));
    }
  }

  private endLate(): void {
    for (const waiter of [...this.waiters]) {
      if (Date.now() < waiter.deadline) continue;
      const commit = waiter.wish.commit.slice(0, 7);
      const what = waiter.wish.expect === 'gone' ? 'removed' : 'brought about';
      this.end(
        waiter,
        new DeploymentError(
          `Argo CD has not ${what} ${waiter.wish.namespace} at ${commit} in time. ${waiter.reason ?? ''}`.trim(),
        ),
      );
    }
  }
}
