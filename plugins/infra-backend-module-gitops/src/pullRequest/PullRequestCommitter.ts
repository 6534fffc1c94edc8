import {
  type Clone,
  conflict,
  GitError,
  type GitHost,
  GitHostError,
  type PullRequest,
} from '@bailiwick/backstage-plugin-infra-node';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Changes,
  commitMessage,
  type NewChange,
  planEdits,
  type SubmitOptions,
} from '../changes';

export interface PullRequestCommitterOptions {
  clone: Clone;
  host: GitHost;
  author: { name: string; email: string };
  intervalMs: number;
  timeoutMs: number;
}

/** What came of looking at a change: the commit that carries it, or what it waits for. */
type Step = { commit: string | undefined } | { waitsFor: string };

const waitsForMerge = ({ url }: PullRequest) => `Waiting for somebody to merge ${url}`;

function branchOf({ id, resourceId }: NewChange): string {
  const step = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `bailiwick/${resourceId ?? 'change'}-${step}`;
}

/**
 * Brings each change onto the branch by a pull request of its own and waits until somebody merges it. The name of its branch follows
 * from the change, so that after a crash the same pull request is found again.
 */
export class PullRequestCommitter implements Changes {
  constructor(private readonly options: PullRequestCommitterOptions) {}

  get timeoutMs(): number {
    return this.options.timeoutMs;
  }

  async submit(change: NewChange, options: SubmitOptions): Promise<string | undefined> {
    const { signal, timeoutMs = this.timeoutMs, onProgress } = options;
    const deadline = Date.now() + timeoutMs;
    let told = '';
    for (;;) {
      const step = await this.step(change);
      if ('commit' in step) return step.commit;
      if (step.waitsFor !== told) onProgress?.(step.waitsFor);
      told = step.waitsFor;
      if (Date.now() >= deadline) {
        if (options.afterwards === 'withdraw') await this.withdraw(change);
        throw new Error(`The change was not merged within ${timeoutMs / 1000} s: ${told}`);
      }
      await this.pause(signal);
    }
  }

  async withdraw(change: NewChange): Promise<{ mayBeInGit: boolean }> {
    const { clone, host } = this.options;
    const branch = branchOf(change);
    const pull = await host.find(branch, clone.branch);
    if (pull?.state === 'merged') return { mayBeInGit: true };
    if (pull?.state === 'open') await host.close(pull.number);
    await clone.deleteBranch(branch);
    return { mayBeInGit: false };
  }

  /** Does what can be done now; trouble that may pass is something to wait for. */
  private async step(change: NewChange): Promise<Step> {
    try {
      return await this.tryStep(change);
    } catch (error) {
      const mayPass =
        (error instanceof GitHostError && error.isPassing) ||
        (error instanceof GitError && error.failure === 'unreachable');
      if (!mayPass) throw error;
      return { waitsFor: error.message };
    }
  }

  private async tryStep(change: NewChange): Promise<Step> {
    const { clone, host } = this.options;
    const branch = branchOf(change);
    const pull = await host.find(branch, clone.branch);
    if (!pull) return this.propose(change, branch);
    if (pull.state === 'merged') return { commit: pull.mergeCommit };
    if (pull.state === 'closed') {
      throw conflict(`The pull request ${pull.url} was closed without a merge`);
    }
    if (await host.contradicts(pull.number)) await this.pushBranch(change, branch);
    return { waitsFor: waitsForMerge(pull) };
  }

  private async propose(change: NewChange, branch: string): Promise<Step> {
    const { clone, host } = this.options;
    const pushed = await this.pushBranch(change, branch);
    if ('head' in pushed) return { commit: pushed.head };
    const [title, ...body] = commitMessage([change]).split('\n');
    const pull = await host.open(branch, clone.branch, { title, body: body.join('\n').trim() });
    return { waitsFor: waitsForMerge(pull) };
  }

  /** Puts the change onto its branch, on top of what there is now; answers the head where nothing is to be changed. */
  private async pushBranch(
    change: NewChange,
    branch: string,
  ): Promise<{ head: string | undefined } | { pushed: true }> {
    const { author, clone } = this.options;
    const head = await clone.fetch();
    const { changes, refusals } = await planEdits(clone, head, [change.edit]);
    const refusal = refusals.get(0);
    if (refusal) throw conflict(`The change cannot be made: ${refusal}`);
    if (changes.length === 0) return { head };
    const message = commitMessage([change]);
    const commit = await clone.commit({ parent: head, message, author, changes });
    const result = await clone.push(commit, { branch, force: true });
    if (!result.pushed) throw conflict(`The git host refuses the branch: ${result.reason}`);
    return { pushed: true };
  }

  private async pause(signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.options.intervalMs, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
}
