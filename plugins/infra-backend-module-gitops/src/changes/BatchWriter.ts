import { setTimeout as sleep } from 'node:timers/promises';
import { Clone } from '../git';
import type { ChangeRecord, ChangeStore } from './ChangeStore';
import { planEdits } from './edit';
import { CHANGE_TRAILER, commitMessage } from './message';

export interface BatchWriterOptions {
  clone: Clone;
  store: ChangeStore;
  author: { name: string; email: string };
}

/** A rejected push is tried again so often, with pauses that double from the first. */
const PUSH_ATTEMPTS = 7;
const FIRST_PAUSE_MS = 50;

/** The git host rejected push after push. */
export class PushRejectedError extends Error {
  readonly name = 'PushRejectedError';
}

/**
 * Turns changes that wait into one commit on top of the branch. It may be stopped at any moment: what was pushed and not marked is
 * found in the history by its trailer the next time.
 */
export class BatchWriter {
  constructor(private readonly options: BatchWriterOptions) {}

  /**
   * Brings every change of the batch to an end: pushed, refused or withdrawn.
   *
   * @throws GitError or PushRejectedError where the changes have to wait for better times
   */
  async write(batch: readonly ChangeRecord[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const refusal = await this.tryWrite(await this.stillWaiting(batch));
      if (refusal === undefined) return;
      if (attempt === PUSH_ATTEMPTS) {
        throw new PushRejectedError(`The git host rejects every push: ${refusal}`);
      }
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }

  /** Answers why the host rejected the push; undefined where the batch has come to its end. */
  private async tryWrite(batch: readonly ChangeRecord[]): Promise<string | undefined> {
    const { clone, store, author } = this.options;
    if (batch.length === 0) return undefined;
    const head = await clone.fetch();
    const found = await this.findPushed(batch, head);
    await store.pushed(found);

    const open = batch.filter(({ id }) => !found.has(id));
    if (open.length === 0) return undefined;
    const { changes, refusals } = await planEdits(
      clone,
      head,
      open.map(({ edit }) => edit),
    );
    for (const [index, reason] of refusals) await store.refused(open[index].id, reason);
    const sound = open.filter((_, index) => !refusals.has(index));
    const outcome = (commit: string | undefined) => new Map(sound.map(({ id }) => [id, commit]));
    if (changes.length === 0) {
      await store.pushed(outcome(head));
      return undefined;
    }
    const ids = sound.map(({ id }) => id);
    if ((await store.attempt(ids, head)) < ids.length) return 'a change was withdrawn meanwhile';
    const commit = await clone.commit({
      parent: head,
      message: commitMessage(sound),
      author,
      changes,
    });
    const result = await clone.push(commit);
    if (!result.pushed) return result.reason;
    await store.pushed(outcome(commit));
    return undefined;
  }

  private async stillWaiting(batch: readonly ChangeRecord[]): Promise<ChangeRecord[]> {
    const ended = await this.options.store.ended(batch.map(({ id }) => id));
    const gone = new Set(ended.map(({ id }) => id));
    return batch.filter(({ id }) => !gone.has(id));
  }

  /** Which of the changes an attempt before this one has pushed, with the commit. */
  private async findPushed(
    batch: readonly ChangeRecord[],
    head: string | undefined,
  ): Promise<Map<string, string>> {
    const attempted = batch.filter(change => change.attempted);
    if (attempted.length === 0 || head === undefined) return new Map();
    const bases = new Set(attempted.map(({ base }) => base));
    const found = new Map<string, string>();
    for (const base of bases) {
      const trailers = await this.options.clone.findTrailers(CHANGE_TRAILER, head, base);
      for (const { id } of attempted) {
        const commit = trailers.get(id);
        if (commit) found.set(id, commit);
      }
    }
    return found;
  }
}
