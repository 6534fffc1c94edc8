import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { languageOf } from '../syntax/languages';
import { ENTRY_FILES } from './entryPoints';
import type { RepositoryFile } from './types';

export type RepositoryLimits = {
  /** Bytes; a larger file is left out and named. */
  fileSize: number;
  files: number;
};

const LIMITS: RepositoryLimits = { fileSize: 1_000_000, files: 20_000 };

/** Folders with code of others, or that tools write. */
const VENDORED = new Set([
  ...[
    'node_modules',
    'bower_components',
    'vendor',
    'third_party',
    'site-packages',
    'dist-packages',
  ],
  ...['venv', '.venv', 'env', '__pycache__', '.tox', '.nox', '.eggs', 'dist', 'build', 'target'],
  ...['out', 'coverage', '.terraform', '.next', '.nuxt', '.yarn', '.git', '.hg', '.svn', '.idea'],
]);

const isOfInterest = (name: string) => languageOf(name) !== undefined || ENTRY_FILES.has(name);

/**
 * The files of a checkout that say what it needs, in the order of their names. Links are not followed, vendored folders are left out,
 * and what is too large or binary comes as skipped.
 */
export async function* readRepository(
  folder: string,
  limits: Partial<RepositoryLimits> = {},
): AsyncGenerator<RepositoryFile> {
  const { fileSize, files } = { ...LIMITS, ...limits };
  let count = 0;
  async function* within(relative: string): AsyncGenerator<RepositoryFile> {
    const entries = await readdir(join(folder, relative), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = relative ? `${relative}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (!VENDORED.has(entry.name) && !entry.name.endsWith('.egg-info')) yield* within(path);
      } else if (entry.isFile() && isOfInterest(entry.name)) {
        count += 1;
        if (count > files) {
          yield { path, skipped: 'too-many-files' };
          return;
        }
        yield await readOne(join(folder, path), path, fileSize);
      }
      if (count > files) return;
    }
  }
  yield* within('');
}

async function readOne(file: string, path: string, most: number): Promise<RepositoryFile> {
  try {
    if ((await stat(file)).size > most) return { path, skipped: 'too-large' };
    const bytes = await readFile(file);
    return bytes.includes(0) ? { path, skipped: 'binary' } : { path, text: bytes.toString('utf8') };
  } catch {
    // Gone or forbidden meanwhile; the result names it.
    return { path, skipped: 'unreadable' };
  }
}
