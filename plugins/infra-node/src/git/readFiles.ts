import { isUtf8 } from 'node:buffer';
import type { GitAnswer, GitCall } from './GitProgram';

/** A file at a commit, or why it cannot be edited. */
export type FileState = { text: string; mode: string } | { problem: string };

type RunGit = (args: readonly string[], call?: GitCall) => Promise<GitAnswer>;

interface TreeEntry {
  mode: string;
  type: string;
  id: string;
}

const isNoFolder = (entry: TreeEntry | undefined) => entry !== undefined && entry.type !== 'tree';

/** Reads files at a commit in two calls of git. What is not there is not in the answer. */
export async function readFiles(
  run: RunGit,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, FileState>> {
  const entries = await listTree(run, commit, [...paths, ...paths.flatMap(parentsOf)]);
  const files = new Map<string, FileState>();
  const blobs = new Map<string, TreeEntry>();
  for (const path of paths) {
    const obstacle = parentsOf(path).find(parent => isNoFolder(entries.get(parent)));
    const entry = entries.get(path);
    if (obstacle) {
      files.set(path, { problem: `${obstacle} is not a folder, so there can be no ${path}` });
    } else if (entry && !entry.mode.startsWith('100')) {
      files.set(path, { problem: `${path} is not a regular file` });
    } else if (entry) {
      blobs.set(path, entry);
    }
  }
  const contents = await readBlobs(
    run,
    [...blobs.values()].map(({ id }) => id),
  );
  [...blobs].forEach(([path, { mode }], index) => {
    const content = contents[index];
    files.set(
      path,
      isUtf8(content)
        ? { text: content.toString('utf8'), mode }
        : { problem: `${path} is not text in UTF-8` },
    );
  });
  return files;
}

/** `a` and `a/b` of `a/b/c`. */
function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

async function listTree(
  run: RunGit,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, TreeEntry>> {
  const { stdout } = await run(['ls-tree', '-t', '-z', commit, '--', ...new Set(paths)]);
  const lines = stdout.toString('utf8').split('\0');
  return new Map(
    lines.flatMap(line => {
      const [, mode, type, id, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return path === undefined ? [] : [[path, { mode, type, id }] as const];
    }),
  );
}

/** The contents of blobs, in their order. */
async function readBlobs(run: RunGit, ids: readonly string[]): Promise<Buffer[]> {
  if (ids.length === 0) return [];
  const { stdout } = await run(['cat-file', '--batch'], { input: `${ids.join('\n')}\n` });
  let offset = 0;
  return ids.map(() => {
    const end = stdout.indexOf('\n', offset);
    const size = Number(stdout.toString('latin1', offset, end).split(' ')[2]);
    const content = stdout.subarray(end + 1, end + 1 + size);
    offset = end + 1 + size + 1;
    return content;
  });
}
