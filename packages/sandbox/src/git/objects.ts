import { gitBytes } from './command';
import { Repository } from './repository';

/** A file or folder of a commit. */
export interface Entry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes; folders have none. */
  size?: number;
}

const COMMIT = /^[0-9a-f]{4,40}$/;
const LINE = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s;

/** The commit that a branch, a tag or an abbreviated commit id stands for. */
export async function commitOf(repository: Repository, ref: string): Promise<string | undefined> {
  return (
    (await repository.commit(`refs/heads/${ref}`)) ??
    (await repository.commit(`refs/tags/${ref}`)) ??
    (COMMIT.test(ref) ? repository.commit(ref) : undefined)
  );
}

/** Everything in a commit, folders before what is in them. */
export async function entriesOf(repository: Repository, commit: string): Promise<Entry[]> {
  const listed = await repository.git('ls-tree', '-r', '-t', '-l', '-z', commit);
  return listed
    .split('\0')
    .map(line => LINE.exec(line))
    .filter(found => found !== null)
    .map(([, mode, type, sha, size, path]) => ({
      ...{ path, mode, sha, type: type as Entry['type'] },
      ...(size === '-' ? {} : { size: Number(size) }),
    }));
}

/** What a folder has directly in it; the top is the empty path. */
export function childrenOf(entries: Entry[], folder: string): Entry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  return entries.filter(
    ({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'),
  );
}

export const nameOf = ({ path }: Entry): string => path.slice(path.lastIndexOf('/') + 1);

/** The bytes of a file by its id. */
export const bytesOf = ({ folder }: Repository, sha: string): Promise<Buffer> =>
  gitBytes(folder, ['cat-file', 'blob', sha]);
