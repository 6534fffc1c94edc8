import { GitError } from '../git/command';
import { PullRequest, Repository } from '../git/repository';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface MergeMessage {
  title: string;
  body: string;
}

const IDENTITY = [
  '-c',
  'user.name=Bailiwick sandbox',
  '-c',
  'user.email=sandbox@bailiwick.example',
];

/** The tree that a merge would give; undefined when the branches contradict each other. */
async function mergedTree(repository: Repository, base: string, head: string) {
  try {
    return await repository.git('merge-tree', '--write-tree', base, head);
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

export async function canMerge(repository: Repository, pull: PullRequest): Promise<boolean> {
  const base = await repository.commit(`refs/heads/${pull.base}`);
  return base !== undefined && (await mergedTree(repository, base, pull.headSha)) !== undefined;
}

/**
 * Merges a pull request in the bare repository. A rebase is only done where it is a fast-forward.
 *
 * @returns the new commit of the base branch, or undefined when the merge is not possible
 */
export async function merge(
  repository: Repository,
  pull: PullRequest,
  method: MergeMethod,
  message: MergeMessage,
): Promise<string | undefined> {
  const ref = `refs/heads/${pull.base}`;
  const base = await repository.commit(ref);
  if (!base) return undefined;
  const commit = await mergeCommit(repository, base, pull.headSha, method, message);
  if (commit) await repository.git('update-ref', ref, commit, base);
  return commit;
}

async function mergeCommit(
  repository: Repository,
  base: string,
  head: string,
  method: MergeMethod,
  { title, body }: MergeMessage,
): Promise<string | undefined> {
  if (method === 'rebase') return (await repository.contains(head, base)) ? head : undefined;
  const tree = await mergedTree(repository, base, head);
  if (!tree) return undefined;
  const parents = method === 'merge' ? ['-p', base, '-p', head] : ['-p', base];
  const text = [title, body].filter(Boolean).join('\n\n');
  return repository.git(...IDENTITY, 'commit-tree', tree, ...parents, '-m', text);
}
