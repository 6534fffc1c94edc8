import { setTimeout as sleep } from 'node:timers/promises';
import { Clone } from '@bailiwick/backstage-plugin-infra-node';
import type { ChangeRecord, ChangeStore } from './ChangeStore';
import { planEdits } from './edit';
import { CHANGE_TRAILER, commitMessage } from './message';

export interface BatchWriterOptions {
  clone: Clone;
  store: ChangeStore;
  author: { name: string; email: string };
}

/** A push that came too late is tried again so often, with pauses that double from the first. */
const PUSH_ATTEMPTS = 7;
/** A single change that is against a rule of the host, in case that the hook itself failed. */
const RULE_ATTEMPTS = 2;
const FIRST_PAUSE_MS = 50;
/** So many changes are declined one by one, and not one is taken: then it is not for their sake. */
const DECLINES_OF_ALL = 8;

/** The git host rejected push after push. */
export class PushRejectedError extends Error {
  readonly name = 'PushRejectedError';
}

type Rejection = { reason: string; byRule: boolean };
/** How an attempt ended where the host did not reject it. */
type Written = 'pushed' | 'nothing to push';

/** What came of the parts of a batch so far. */
interface Search {
  hasPushed: boolean;
  declined: { change: ChangeRecord; reason: string }[];
  onPushed: () => Promise<void>;
}

/**
 * Turns changes that wait into one commit on top of the branch. It may be stopped at any moment: what was pushed and not marked is
 * found in the history by its trailer the next time.
 */
export class BatchWriter {
  constructor(private readonly options: BatchWriterOptions) {}

  /**
   * Brings every change of the batch to an end: pushed, refused or withdrawn. A batch that a rule of the host forbids is halved until
   * the changes are found that the rule is about; only these are refused. Where the host takes nothing at all, nobody can tell that
   * from a rule about one change, and all of them wait.
   *
   * @param onPushed - called whenever some of the batch is on the branch
   * @throws GitError or PushRejectedError where the changes have to wait for better times
   */
  async write(batch: readonly ChangeRecord[], onPushed: () => Promise<void>): Promise<void> {
    const search: Search = { hasPushed: false, declined: [], onPushed };
    await this.divide(batch, search);
    refuseWhereAllIsRejected(search, 1);
    for (const { change, reason } of search.declined) {
      await this.options.store.refused(change.id, `the git host does not take it, ${reason}`);
    }
  }

  private async divide(batch: readonly ChangeRecord[], search: Search): Promise<void> {
    const end = await this.writeTogether(batch);
    if (typeof end === 'string') {
      search.hasPushed ||= end === 'pushed';
      await search.onPushed();
      return;
    }
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await this.divide(batch.slice(0, middle), search);
      await this.divide(batch.slice(middle), search);
      return;
    }
    search.declined.push({ change: batch[0], reason: end.reason });
    refuseWhereAllIsRejected(search, DECLINES_OF_ALL);
  }

  /** Answers how a rule of the host forbids the batch, where one does. */
  private async writeTogether(batch: readonly ChangeRecord[]): Promise<Written | Rejection> {
    for (let attempt = 1; ; attempt++) {
      const end = await this.tryWrite(await this.stillWaiting(batch));
      if (typeof end === 'string') return end;
      if (end.byRule && (batch.length > 1 || attempt >= RULE_ATTEMPTS)) return end;
      if (attempt === PUSH_ATTEMPTS) throw rejected(end.reason);
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }

  private async tryWrite(batch: readonly ChangeRecord[]): Promise<Written | Rejection> {
    const { clone, store, author } = this.options;
    if (batch.length === 0) return 'nothing to push';
    const head = await clone.fetch();
    const found = await this.findPushed(batch, head);
    await store.pushed(found);

    const open = batch.filter(({ id }) => !found.has(id));
    if (open.length === 0) return 'nothing to push';
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
      return 'nothing to push';
    }
    const ids = sound.map(({ id }) => id);
    if ((await store.attempt(ids, head)) < ids.length) {
      return { reason: 'a change was withdrawn meanwhile', byRule: false };
    }
    const commit = await clone.commit({
      parent: head,
      message: commitMessage(sound),
      author,
      changes,
    });
    const result = await clone.push(commit);
    if (!result.pushed) return result;
    await store.pushed(outcome(commit));
    return 'pushed';
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

function rejected(reason: string): PushRejectedError {
  return new PushRejectedError(`The git host rejects every push: ${reason}`);
}

/** @throws PushRejectedError where at least so many changes were declined and none was taken */
function refuseWhereAllIsRejected({ hasPushed, declined }: Search, least: number): void {
  if (!hasPushed && declined.length >= least) throw rejected(declined[0].reason);
}
