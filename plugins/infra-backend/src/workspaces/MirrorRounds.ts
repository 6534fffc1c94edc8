import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { proveLock } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { ChangeNotifier } from '../lib/changes';
import { MirrorFailure } from './MirrorFailure';
import type { MirrorStore } from './MirrorStore';
import { MirrorWork, type MirrorWorkParts } from './MirrorWork';
import { lockRepository } from './repositoryLock';
import type { WorkspaceOptions } from './settings';
import type { MirrorRecord, WorkspaceRecord } from './types';
import type { WorkspaceHost, WorkspaceHosts } from './WorkspaceHosts';
import type { WorkspaceStore } from './WorkspaceStore';

/** How often a process looks whether there is something to do. */
const ROUND_MS = 1_000;
/** How many repositories a process writes to at a time; each keeps a connection to the database. */
const AT_ONCE = 2;
/** How many mirrors of a workspace are read at a time. */
const BATCH = 20;

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** The pause after so many failures: twice the one before, up to a quarter of an hour. It never gives up. */
export const pauseAfter = (failures: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 30), LONGEST_PAUSE_MS);

export interface MirrorRoundsParts extends Omit<MirrorWorkParts, 'options'> {
  knex: Knex;
  workspaces: WorkspaceStore;
  store: MirrorStore;
  hosts: Pick<WorkspaceHosts, 'open'>;
  changes: Pick<ChangeNotifier, 'signal'>;
  options: WorkspaceOptions;
  logger: LoggerService;
}

/** Nothing but time has passed since all was done: what is of interest is whether somebody did something on the host. */
const isOnlyLookedAt = ({ wakes, seen, error, pull }: MirrorRecord) =>
  wakes === seen && error === undefined && pull?.number !== undefined;

/**
 * Brings mirrors up to date, again and again: of each repository one process at a time, which holds its lock in the database. What is
 * to be done stands in the rows of the mirrors and is taken off only when it is done.
 */
export class MirrorRounds {
  readonly #ending = new AbortController();
  readonly #busy = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(private readonly parts: MirrorRoundsParts) {}

  begin(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#go();
    }, ROUND_MS).unref();
  }

  /** Resolves when what is under way has come to an end. */
  async end(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.all(this.#busy.values());
  }

  async #go(): Promise<void> {
    const { store, logger } = this.parts;
    try {
      const free = AT_ONCE - this.#busy.size;
      const due = free > 0 ? await store.dueWorkspaces(free + this.#busy.size) : [];
      for (const id of due.filter(each => !this.#busy.has(each)).slice(0, free)) {
        const work = this.#serveOrWarn(id).finally(() => this.#busy.delete(id));
        this.#busy.set(id, work);
      }
    } catch (error) {
      // Nothing is lost: what is due stays so.
      logger.warn(`Mirrors could not be looked for: ${stringifyError(error)}`);
    }
    if (!this.#ending.signal.aborted) this.begin();
  }

  async #serveOrWarn(workspaceId: string): Promise<void> {
    try {
      await this.serve(workspaceId);
    } catch (error) {
      this.parts.logger.warn(`A workspace could not be served: ${stringifyError(error)}`);
    }
  }

  /** Does all that is due of a workspace; false where another process is at it. */
  async serve(workspaceId: string): Promise<boolean> {
    const { knex, store, workspaces } = this.parts;
    return knex.transaction(async trx => {
      const found = await workspaces.find(workspaceId);
      if (!found) return true;
      if (!(await lockRepository(trx, found))) return false;
      // Until the lock was got the workspace may have been pointed elsewhere.
      const workspace = await workspaces.find(workspaceId);
      if (workspace?.url !== found.url) return true;
      while (!this.#ending.signal.aborted) {
        const due = await store.due(workspaceId, BATCH);
        if (due.length === 0) break;
        await this.#serveAll(trx, workspace, due);
      }
      return true;
    });
  }

  async #serveAll(
    trx: Knex.Transaction,
    workspace: WorkspaceRecord,
    due: readonly MirrorRecord[],
  ): Promise<void> {
    let waiting = [...due];
    try {
      const host = await this.parts.hosts.open(workspace);
      waiting = await this.#withoutUntouched(workspace, host, waiting);
      while (waiting.length > 0 && !this.#ending.signal.aborted) {
        await proveLock(trx);
        await this.#serveOne(workspace, host, waiting[0]);
        waiting.shift();
      }
    } catch (error) {
      if (!(error instanceof MirrorFailure)) throw error;
      // The others would only run into the same.
      for (const mirror of waiting) await this.#failed(mirror, error);
    }
  }

  /** One call tells of all pull requests that nobody touched. */
  async #withoutUntouched(
    { branch }: WorkspaceRecord,
    { github }: WorkspaceHost,
    due: readonly MirrorRecord[],
  ): Promise<MirrorRecord[]> {
    if (!due.some(isOnlyLookedAt)) return [...due];
    const { store, options } = this.parts;
    const open = await github.openNumbers(branch).catch(error => {
      throw MirrorFailure.of(error);
    });
    const isUntouched = (mirror: MirrorRecord) =>
      isOnlyLookedAt(mirror) && open.has(mirror.pull!.number!);
    await store.untouched(
      due.filter(isUntouched).map(({ resourceId }) => resourceId),
      options.lookEveryMs,
    );
    return due.filter(mirror => !isUntouched(mirror));
  }

  /** @throws MirrorFailure where it concerns the other mirrors as well */
  async #serveOne(workspace: WorkspaceRecord, host: WorkspaceHost, mirror: MirrorRecord) {
    const { store, options } = this.parts;
    try {
      const mayChange = await new MirrorWork(this.parts, workspace, host, mirror).bringUpToDate();
      await store.settle(mirror, mayChange ? options.lookEveryMs : undefined);
    } catch (error) {
      const failure = MirrorFailure.of(error);
      if (failure.concernsAll) throw failure;
      await this.#failed(mirror, failure);
    } finally {
      this.#announce(mirror);
    }
  }

  async #failed(mirror: MirrorRecord, failure: MirrorFailure): Promise<void> {
    const { store, logger } = this.parts;
    const { workspace, resourceId, resourceName, error } = mirror;
    const pause = failure.isFinal ? undefined : pauseAfter(mirror.attempts + 1);
    await store.fail(mirror, failure, pause);
    if (error?.message !== failure.message) {
      logger.warn(
        `The workspace ${workspace.name} does not mirror ${resourceName} (${resourceId}): ${failure.message}`,
      );
    }
    this.#announce(mirror);
  }

  #announce({ workspace: { id }, resourceId }: MirrorRecord): void {
    this.parts.changes.signal({ subject: 'workspace', id, resourceId });
  }
}
