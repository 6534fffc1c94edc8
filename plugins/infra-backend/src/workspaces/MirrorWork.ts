import { randomBytes } from 'node:crypto';
import type { MirrorKind } from '@bailiwick/backstage-plugin-infra-common';
import { GitHostError, type PullRequest } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { ResourceRecord } from '../resources';
import type { ResourceRenderer } from '../resources/ResourceRenderer';
import { desireOf } from './desire';
import { MirrorFailure } from './MirrorFailure';
import { MirrorLedger } from './MirrorLedger';
import type { MirrorStore } from './MirrorStore';
import type { WorkspaceOptions } from './settings';
import { changesTo, NO_FILES, type Target, targetOf } from './target';
import { bodyOf, FIRST_COMMIT, messageOf, titleOf } from './texts';
import type { MirrorRecord, Pull, PullGoal, WorkspaceRecord } from './types';
import type { WorkspaceHost } from './WorkspaceHosts';

export interface MirrorWorkParts {
  knex: Knex;
  store: MirrorStore;
  resources: Pick<ResourceRenderer, 'find' | 'lastApply' | 'render'>;
  audit: AuditTrail;
  options: Pick<WorkspaceOptions, 'author' | 'portal'>;
}

/** What is wanted of a pull request. */
interface Wanted {
  target: Target;
  kind: MirrorKind;
  goal: PullGoal;
  /** Which approved form the branch has once it is merged. */
  key: string;
}

const newBranch = (resourceId: string) =>
  `bailiwick/${resourceId}-${randomBytes(4).toString('hex')}`;

const isMissing = (error: unknown) => error instanceof GitHostError && error.status === 404;

/**
 * Brings the mirror of one resource to where it should be. Nothing is remembered of what was asked: each time it looks at the resource,
 * at the git host and at what it has written down, and does what is missing. The branch of a pull request is written down before it
 * is pushed, so that whoever goes on after a crash finds it. The caller holds the lock of the repository.
 */
export class MirrorWork {
  /** The pull request as the host has it, if it is open there. */
  #seen: PullRequest | undefined;
  private readonly ledger: MirrorLedger;

  constructor(
    private readonly parts: MirrorWorkParts,
    private readonly workspace: WorkspaceRecord,
    private readonly host: WorkspaceHost,
    mirror: MirrorRecord,
  ) {
    this.ledger = new MirrorLedger(parts, mirror);
  }

  private get mirror(): MirrorRecord {
    return this.ledger.mirror;
  }

  /**
   * @returns whether the host is to be looked at again later, since people can do something there
   * @throws MirrorFailure, or an error that says why as {@link MirrorFailure.of} understands it
   */
  async bringUpToDate(): Promise<boolean> {
    const { resources } = this.parts;
    const { resourceId } = this.mirror;
    const record = await resources.find(resourceId);
    const lastApply = record && (await resources.lastApply(resourceId));
    const desire = desireOf(record, lastApply);
    await this.#followUp();
    if (desire.wants === 'proposal') {
      const target = desire.kind === 'destroy' ? NO_FILES : await this.#render(record, 'proposed');
      await this.#propose(target, desire.kind);
    } else if (desire.key === this.mirror.landed) {
      await this.#rest();
    } else {
      const target = desire.wants === 'nothing' ? NO_FILES : await this.#render(record, 'live');
      await this.#land(target, desire.key);
    }
    return this.mirror.pull !== undefined;
  }

  /** Takes up what became of the pull request on the host. */
  async #followUp(): Promise<void> {
    const { pull } = this.mirror;
    this.#seen = undefined;
    if (!pull) return;
    const seen = await this.#look(pull);
    if (!seen) return;
    if (seen.state === 'open') {
      this.#seen = seen;
      if (pull.number !== seen.number) await this.ledger.opened(pull, seen);
      return;
    }
    const shown = { number: seen.number, url: seen.url };
    await this.host.clone.deleteBranch(pull.branch);
    if (seen.state === 'merged') {
      await this.ledger.merged(pull, shown, seen.mergeCommit);
      return;
    }
    await this.ledger.closed(pull, shown);
    if (pull.goal === 'merge') {
      const message = `Somebody closed ${seen.url} on the git host after it was approved: try again to have another one opened`;
      throw new MirrorFailure('closed', message);
    }
  }

  /** Undefined where it was not opened yet, or the repository is another one by now. */
  async #look(pull: Pull): Promise<PullRequest | undefined> {
    const { github } = this.host;
    if (pull.number === undefined) return github.find(pull.branch, this.workspace.branch);
    try {
      return await github.get(pull.number);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await github.describe(); // throws where the whole repository is gone
    await this.ledger.note({ pull: null, state: 'waiting' });
    return undefined;
  }

  /** Has a pull request open with what waits for an approval. */
  async #propose(target: Target, kind: MirrorKind): Promise<void> {
    if (this.mirror.declined === target.digest) return;
    const found = await this.#present({ target, kind, goal: 'open', key: 'proposal' });
    if (found === 'nothing to change') await this.#close();
    else await this.ledger.note({ state: 'open', outside: null, declined: null });
  }

  /** Has the branch hold what was approved, by a pull request. */
  async #land(target: Target, key: string): Promise<void> {
    const { mirror } = this;
    const isRemoval = target.files.size === 0;
    const isNew = mirror.files.length === 0;
    const kind = isRemoval ? 'destroy' : (this.#kindUnderWay() ?? (isNew ? 'create' : 'change'));
    const pull = await this.#present({ target, kind, goal: 'merge', key });
    if (pull === 'nothing to change') {
      await this.#close();
      const without = mirror.mergedCommit ? 'removed' : 'closed';
      await this.ledger.note({
        ...{ landed: key, files: [...target.files.keys()], outside: null, declined: null },
        state: isRemoval ? without : 'merged',
      });
    } else {
      await this.#merge(pull, { target, kind, goal: 'merge', key });
    }
  }

  #kindUnderWay(): MirrorKind | undefined {
    const kind = this.mirror.pull?.kind;
    return kind === 'destroy' ? undefined : kind;
  }

  /** The branch has what it should; what was proposed came to nothing. */
  async #rest(): Promise<void> {
    await this.#close();
    const { outside, declined } = this.mirror;
    if (outside || declined) await this.ledger.note({ outside: null, declined: null });
  }

  /** Has an open pull request with just that, made from what the branch has now. */
  async #present(wanted: Wanted): Promise<Pull | 'nothing to change'> {
    const { clone } = this.host;
    const { target, kind, goal, key } = wanted;
    const head = await this.#head();
    const commit = await clone.commit({
      parent: head,
      message: messageOf(kind, this.mirror),
      author: this.parts.options.author,
      changes: changesTo(target, this.mirror.path, this.#knownFiles()),
    });
    if ((await clone.tree(commit, '')) === (await clone.tree(head, ''))) return 'nothing to change';
    if (this.mirror.pull && this.mirror.pull.kind !== kind) await this.#close();

    const before = this.mirror.pull ?? { branch: newBranch(this.mirror.resourceId), kind, goal };
    const landing = { key, files: [...target.files.keys()] };
    const isThere =
      this.#seen?.head !== undefined &&
      this.#seen.head === before.commit &&
      before.digest === target.digest &&
      this.#seen.mergeable !== false;
    if (isThere) {
      await this.ledger.note({ pull: { ...before, goal, landing } });
    } else {
      const { commit: _, ...rest } = before;
      await this.ledger.note({ pull: { ...rest, goal, landing, digest: target.digest }, kind });
      await this.#push(commit);
    }
    return this.#open(goal);
  }

  /** Ours that the folder may have: what is on the branch, and what a person may just have merged. */
  #knownFiles(): string[] {
    return [...new Set([...this.mirror.files, ...(this.mirror.pull?.landing?.files ?? [])])];
  }

  /** The end of the branch; a repository without any commit gets one. */
  async #head(): Promise<string> {
    const { clone } = this.host;
    const head = await clone.fetch();
    if (head) return head;
    const first = await clone.commit({
      parent: undefined,
      message: FIRST_COMMIT.message,
      author: this.parts.options.author,
      changes: [{ path: 'README.md', text: FIRST_COMMIT.readme }],
    });
    const pushed = await clone.push(first);
    if (!pushed.pushed) throw new MirrorFailure('refused', `A push was refused: ${pushed.reason}`);
    return first;
  }

  /** The branch is ours alone: what somebody else pushed there is replaced. */
  async #push(commit: string): Promise<void> {
    const pull = this.mirror.pull!;
    const result = await this.host.clone.push(commit, { branch: pull.branch, force: true });
    if (!result.pushed) {
      throw new MirrorFailure(
        'refused',
        `The git host refuses the branch ${pull.branch}: ${result.reason}`,
      );
    }
    await this.ledger.note({ pull: { ...pull, commit }, commit });
  }

  async #open(goal: PullGoal): Promise<Pull> {
    const { github } = this.host;
    const pull = this.mirror.pull!;
    const title = titleOf(pull.kind, this.mirror);
    const body = bodyOf(goal, this.mirror, this.parts.options.portal);
    const told = `${title}\n${goal}`;
    if (pull.number === undefined) {
      const opened = await github.open(pull.branch, this.workspace.branch, { title, body });
      await this.ledger.opened({ ...pull, title: told }, opened);
    } else if (pull.title !== told) {
      await github.describePull(pull.number, { title, body });
      await this.ledger.note({ pull: { ...pull, title: told } });
    }
    return this.mirror.pull!;
  }

  /** Merges just what was pushed; where the branch moved or contradicts meanwhile, once more from what there is now. */
  async #merge(pull: Pull, wanted: Wanted, isLast = false): Promise<void> {
    const { github, clone } = this.host;
    const { number, commit, url } = pull;
    if (number === undefined || commit === undefined || url === undefined) {
      throw new Error('A pull request is to be merged that was not opened');
    }
    let merged: string;
    try {
      merged = await github.merge(number, commit);
    } catch (error) {
      const mayHelp = error instanceof GitHostError && [405, 409].includes(error.status ?? 0);
      if (!mayHelp || isLast) throw error;
      const seen = await github.get(number);
      const hasMoved = seen.head !== commit || seen.mergeable === false;
      if (seen.state === 'open' && !hasMoved) throw error;
      await this.#followUp();
      if (this.mirror.landed === wanted.key) return;
      const again = await this.#present(wanted);
      if (again !== 'nothing to change') await this.#merge(again, wanted, true);
      return;
    }
    await clone.deleteBranch(pull.branch);
    await this.ledger.merged(pull, { number, url }, merged);
  }

  /** Takes back the pull request that is under way, if there is one. */
  async #close(): Promise<void> {
    const { pull } = this.mirror;
    if (!pull) return;
    const { clone, github } = this.host;
    await this.ledger.note({ pull: { ...pull, goal: 'close' } });
    if (pull.number !== undefined && this.#seen) await github.close(pull.number);
    await clone.deleteBranch(pull.branch);
    const { number, url } = pull;
    await this.ledger.closed(
      { ...pull, goal: 'close' },
      number !== undefined && url !== undefined ? { number, url } : undefined,
    );
    this.#seen = undefined;
  }

  async #render(record: ResourceRecord | undefined, of: 'live' | 'proposed'): Promise<Target> {
    if (!record) throw new Error('What was deleted cannot be rendered');
    try {
      const rendering = await this.parts.resources.render(record, of);
      return targetOf(record, rendering, this.parts.options.portal);
    } catch (error) {
      if (error instanceof MirrorFailure) throw error;
      throw new MirrorFailure('unrenderable', (error as Error).message);
    }
  }
}
