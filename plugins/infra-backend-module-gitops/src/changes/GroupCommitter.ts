import type { LoggerService } from '@backstage/backend-plugin-api';
import { conflict, proveLock, tryLock } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchWriter } from './BatchWriter';
import type { ChangeRecord, ChangeStore, NewChange } from './ChangeStore';
import type { Changes, SubmitOptions } from './types';

/** How many changes one commit carries at the most. */
const BATCH_LIMIT = 500;
/** How often a process looks whether another one has pushed its changes. */
const FOLLOW_MS = 150;
/** The pause after a failure; it doubles up to the longest. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export interface GroupCommitterOptions {
  knex: Knex;
  store: ChangeStore;
  writer: BatchWriter;
  /** Of the repository's lock, which all processes share. */
  lock: string;
  /** How long a change waits for its commit unless it says otherwise. */
  timeoutMs: number;
  logger: LoggerService;
}

/** Somebody in this process who waits for a change. */
interface Waiter {
  id: string;
  onProgress: SubmitOptions['onProgress'];
  resolve(record: ChangeRecord | undefined): void;
  /** Ends its listening to the caller's signal. */
  over: AbortController;
}

/**
 * Gathers what waits for the repository, in all processes, into few commits. Whoever gets the repository's lock commits and pushes
 * for everybody until nothing waits; the others follow by looking at the rows. Nothing is remembered elsewhere: a change that a
 * killed process handed in is pushed by the next one that comes along.
 */
export class GroupCommitter implements Changes {
  private readonly waiters = new Set<Waiter>();
  private driving: Promise<void> | undefined;
  private lastFailure: string | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: GroupCommitterOptions) {}

  get timeoutMs(): number {
    return this.options.timeoutMs;
  }

  async submit(change: NewChange, options: SubmitOptions): Promise<string | undefined> {
    options.signal.throwIfAborted();
    await this.options.store.add(change);
    const record = await this.ending(change, options);
    if (record.status === 'pushed') return record.commit;
    throw conflict(
      record.status === 'refused'
        ? `The change cannot be made: ${record.error}`
        : 'The change was withdrawn before it was pushed',
    );
  }

  async withdraw(change: NewChange): Promise<{ mayBeInGit: boolean }> {
    const { status, attempted } = await this.options.store.withdraw(change);
    return { mayBeInGit: attempted || status === 'pushed' };
  }

  /** Stops after the commit that is under way, and leaves the rest to the other processes. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.driving;
  }

  private async ending(change: NewChange, options: SubmitOptions): Promise<ChangeRecord> {
    const { timeoutMs = this.timeoutMs } = options;
    const either = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
    const record = await this.wait(change.id, either, options.onProgress);
    if (record) return record;
    options.signal.throwIfAborted();
    const { store } = this.options;
    const last =
      options.afterwards === 'withdraw'
        ? await store.withdraw(change)
        : ((await store.find(change.id)) ?? (await store.withdraw(change)));
    if (last.status === 'pushed' || last.status === 'refused') return last;
    const why = last.error ?? this.lastFailure ?? 'no attempt has come to an end yet';
    throw new Error(`The change was not pushed within ${timeoutMs / 1000} s: ${why}`);
  }

  /** The change once it has ended; undefined where the signal came first. */
  private wait(
    id: string,
    signal: AbortSignal,
    onProgress: SubmitOptions['onProgress'],
  ): Promise<ChangeRecord | undefined> {
    return new Promise(resolve => {
      const waiter: Waiter = { id, onProgress, resolve, over: new AbortController() };
      signal.addEventListener('abort', () => this.end(waiter, undefined), {
        signal: waiter.over.signal,
      });
      this.waiters.add(waiter);
      this.drive();
    });
  }

  private end(waiter: Waiter, record: ChangeRecord | undefined): void {
    waiter.over.abort();
    this.waiters.delete(waiter);
    waiter.resolve(record);
  }

  private get isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  /** One loop for all that wait in this process, as long as there are any. */
  private drive(): void {
    this.driving ??= this.loop().finally(() => {
      this.driving = undefined;
      if (this.waiters.size > 0 && !this.isClosing) this.drive();
    });
  }

  private async loop(): Promise<void> {
    let failures = 0;
    while (this.waiters.size > 0 && !this.isClosing) {
      let pause = FOLLOW_MS;
      try {
        await this.lead();
        await this.settle();
        failures = 0;
        this.lastFailure = undefined;
      } catch (error) {
        pause = Math.min(FIRST_PAUSE_MS * 2 ** failures++, LONGEST_PAUSE_MS);
        await this.note(error as Error, failures);
      }
      if (this.waiters.size > 0) await this.pause(pause);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.closing.signal });
    } catch (error) {
      if (!this.isClosing) throw error;
    }
  }

  /** Commits and pushes until nothing waits, unless another process is at it. */
  private async lead(): Promise<void> {
    const { knex, lock, store, writer } = this.options;
    await knex.transaction(async trx => {
      if (!(await tryLock(trx, lock))) return;
      while (!this.isClosing) {
        const batch = together(await store.waiting(BATCH_LIMIT));
        if (batch.length === 0) return;
        await proveLock(trx);
        await writer.write(batch, () => this.settle());
        await this.settle();
      }
    });
  }

  private async settle(): Promise<void> {
    if (this.waiters.size === 0) return;
    const ids = new Set([...this.waiters].map(({ id }) => id));
    const ended = await this.options.store.ended([...ids]);
    const byId = new Map(ended.map(record => [record.id, record]));
    for (const waiter of [...this.waiters]) {
      const record = byId.get(waiter.id);
      if (record) this.end(waiter, record);
    }
  }

  private async note(error: Error, failures: number): Promise<void> {
    const { store, logger } = this.options;
    const isNews = error.message !== this.lastFailure || failures === 1;
    this.lastFailure = error.message;
    if (isNews) {
      logger.warn(`Changes wait for their commit: ${error.message}`);
      for (const { onProgress } of this.waiters) onProgress?.(error.message);
    }
    try {
      await store.failed(error.message);
    } catch (storeError) {
      // Then it is the database that fails; the changes wait for that as well.
      if (isNews)
        logger.warn(`The database did not take it down: ${(storeError as Error).message}`);
    }
  }
}

/** The changes from the first on that go into one commit. Taking a folder back is a commit of its own. */
function together(waiting: readonly ChangeRecord[]): ChangeRecord[] {
  const restore = waiting.findIndex(({ edit }) => edit.kind === 'restore');
  if (restore < 0) return [...waiting];
  return waiting.slice(0, Math.max(restore, 1));
}
