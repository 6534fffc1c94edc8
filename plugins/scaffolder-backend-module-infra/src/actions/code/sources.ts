import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { InputError } from '@backstage/errors';
import type { CloudDiagnostic } from '@bailiwick/backstage-plugin-infra-common';
import {
  languageOf,
  readRepository,
  type RepositoryFile,
} from '@bailiwick/backstage-plugin-infra-clouds-node';

/** Texts by their path in the folder. */
export type Files = Record<string, string>;

/** Files that one list of packages is for. */
export interface SourceGroup {
  /** Path of that list, such as `api/requirements.txt`; undefined where there is none. */
  manifest?: string;
  files: Files;
}

const MOST_FILES = 10_000;
const MOST_BYTES_OF_A_FILE = 1_000_000;
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** What goes into one request to the backend, far below what it takes. */
const BATCH = { files: 1_000, characters: 2_000_000 };

const SKIPPED: Record<Extract<RepositoryFile, { skipped: string }>['skipped'], string> = {
  'too-large': `The file has more than ${MOST_BYTES_OF_A_FILE} bytes and was not read`,
  binary: 'The file is not text and was not read',
  unreadable: 'The file could not be read',
  'too-many-files': `There are more than ${MOST_FILES} files; name a folder in path`,
};

/** Code of a folder: vendored folders and links are left out, and what was not read is told. */
export async function readSources(
  folder: string,
): Promise<{ files: Files; diagnostics: CloudDiagnostic[] }> {
  const files: Files = {};
  const diagnostics: CloudDiagnostic[] = [];
  let characters = 0;
  const limits = { files: MOST_FILES, fileSize: MOST_BYTES_OF_A_FILE };
  for await (const file of readRepository(folder, limits)) {
    if ('skipped' in file) {
      diagnostics.push({
        ...{ severity: 'warning', rule: `skipped/${file.skipped}` },
        ...{ message: SKIPPED[file.skipped], file: file.path },
      });
      continue;
    }
    characters += file.text.length;
    if (characters > MOST_CHARACTERS) {
      throw new InputError(
        `The code has more than ${MOST_CHARACTERS} characters; name a folder in path`,
      );
    }
    files[file.path] = file.text;
  }
  return { files, diagnostics };
}

/** Lists of packages by language, the usual one first. */
const manifestsOf = (path: string): string[] => {
  const language = languageOf(path);
  if (language === undefined) return [];
  if (language === 'go') return ['go.mod'];
  return language === 'python' ? ['requirements.txt', 'pyproject.toml'] : ['package.json'];
};

/** Puts code beside the nearest list of packages above it that is for its language. */
export async function groupByManifest(folder: string, files: Files): Promise<SourceGroup[]> {
  const isThere = new Map<string, Promise<boolean>>();
  const exists = (path: string) => {
    const known = isThere.get(path) ?? isPlainFile(join(folder, path));
    isThere.set(path, known);
    return known;
  };
  const manifestFor = async (path: string): Promise<string | undefined> => {
    const names = manifestsOf(path);
    for (let at = posix.dirname(path); ; at = posix.dirname(at)) {
      for (const name of names) {
        const candidate = posix.join(at, name);
        if (await exists(candidate)) return candidate;
      }
      if (at === '.') return undefined;
    }
  };
  const groups = new Map<string, SourceGroup>();
  for (const [path, text] of Object.entries(files)) {
    const language = languageOf(path);
    if (!language) continue;
    const manifest = await manifestFor(path);
    const key = manifest ?? `:${manifestsOf(path).join() || language}`;
    const group: SourceGroup = groups.get(key) ?? { manifest, files: {} };
    group.files[path] = text;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Portions that the backend takes in one request each. Code of Go stays with that of its folder: it is one package. */
export function* inBatches(files: Files): Generator<Files> {
  let batch: Files = {};
  let count = 0;
  let characters = 0;
  for (const together of kept(files)) {
    const size = together.reduce((sum, [, text]) => sum + text.length, 0);
    const isMore = count + together.length > BATCH.files || characters + size > BATCH.characters;
    if (count > 0 && isMore) {
      yield batch;
      batch = {};
      count = 0;
      characters = 0;
    }
    for (const [path, text] of together) batch[path] = text;
    count += together.length;
    characters += size;
  }
  if (count > 0) yield batch;
}

function kept(files: Files): [string, string][][] {
  const together = new Map<string, [string, string][]>();
  for (const entry of Object.entries(files)) {
    const [path] = entry;
    const key = languageOf(path) === 'go' ? `${posix.dirname(path)}/` : path;
    const others = together.get(key) ?? [];
    others.push(entry);
    together.set(key, others);
  }
  return [...together.values()];
}

async function isPlainFile(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  return found?.isFile() ?? false;
}
