import { randomUUID } from 'node:crypto';
import type { ApplicationRollback, RollbackTarget } from '@bailiwick/backstage-plugin-infra-node';
import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Changes } from './changes';
import type { GitOpsSettings } from './settings';

/** Somebody waits for the answer, so this does not wait as long as a run. */
const TIMEOUT_MS = 30_000;

const sameRepository = (a: string, b: string) => {
  const bare = (url: string) => url.replace(/\.git\/?$|\/$/, '').toLowerCase();
  return bare(a) === bare(b);
};

/** Takes applications of our repository back: a new commit makes their folder what it was, after everything that waits before it. */
export class GitRollback implements ApplicationRollback {
  constructor(
    private readonly options: {
      repository: GitOpsSettings['repository'];
      changes: Changes;
      needsReview: boolean;
    },
  ) {}

  refusal({ repoUrl, path, targetRevision }: RollbackTarget): string | undefined {
    const { repository, needsReview } = this.options;
    if (!repoUrl || path === undefined) {
      return 'It does not follow one folder of one git repository';
    }
    if (!sameRepository(repoUrl, repository.url)) {
      return `The portal does not write to its repository, ${repoUrl}`;
    }
    if (targetRevision && targetRevision !== 'HEAD' && targetRevision !== repository.branch) {
      return `It follows ${targetRevision}, and the portal writes to ${repository.branch}`;
    }
    return needsReview
      ? 'Changes of this repository go through pull requests: revert there'
      : undefined;
  }

  async rollback(
    target: RollbackTarget,
    {
      revision,
      requestedBy,
      signal,
    }: { revision: string; requestedBy: string; signal: AbortSignal },
  ): Promise<{ commit: string }> {
    const refusal = this.refusal(target);
    if (refusal) throw conflict(refusal);
    const path = (target.path ?? '').replace(/^\.?\/*|\/+$/g, '');
    const commit = await this.options.changes.submit(
      {
        id: `rollback-${randomUUID()}`,
        title: `Take ${target.application} back to ${revision.slice(0, 12)} for ${requestedBy}`,
        edit: { kind: 'restore', path, revision },
      },
      { signal, timeoutMs: TIMEOUT_MS, afterwards: 'withdraw' },
    );
    if (!commit) throw conflict('The repository is empty');
    return { commit };
  }
}
