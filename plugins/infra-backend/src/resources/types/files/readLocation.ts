import type { UrlReaderService } from '@backstage/backend-plugin-api';
import glob from 'fast-glob';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { TypeLocation } from './settings';

export interface TypeFile {
  /** For people: a path from the working directory, or an address. */
  file: string;
  text: string;
}

/** A file of resource types is text of at most this many bytes. */
const LARGEST = 5 * 1024 * 1024;

const checked = (file: string, bytes: Buffer): TypeFile => {
  if (bytes.length > LARGEST) {
    throw new Error(`${file} has more than ${LARGEST / 1024 / 1024} MiB`);
  }
  return { file, text: bytes.toString('utf8') };
};

const WILDCARD = /[*?]/;

/**
 * The files of a location.
 *
 * @throws Error where there is none, or one cannot be read: what the location had is then still in force
 */
export async function readLocation(
  { type, target }: TypeLocation,
  reader: UrlReaderService,
  signal: AbortSignal,
): Promise<TypeFile[]> {
  const files = type === 'file' ? await readFiles(target) : await readUrls(target, reader, signal);
  if (files.length === 0) throw new Error(`${target} leads to no file`);
  return files;
}

/** From the working directory, where it is within that. */
const shown = (path: string) => {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
};

async function readFiles(target: string): Promise<TypeFile[]> {
  const pattern = process.platform === 'win32' ? glob.convertPathToPattern(target) : target;
  const paths = glob.isDynamicPattern(pattern)
    ? await glob(pattern, { absolute: true, dot: false })
    : [target];
  return Promise.all(
    paths.toSorted().map(async path => checked(shown(path), await readFile(path))),
  );
}

async function readUrls(
  target: string,
  reader: UrlReaderService,
  signal: AbortSignal,
): Promise<TypeFile[]> {
  // What comes after # or ? is no path, and its wildcards are none.
  if (WILDCARD.test(new URL(target).pathname)) {
    const { files } = await reader.search(target, { signal });
    return Promise.all(files.map(async ({ url, content }) => checked(url, await content())));
  }
  const answer = await reader.readUrl(target, { signal });
  return [checked(target, await answer.buffer())];
}
