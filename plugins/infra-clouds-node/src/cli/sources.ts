import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RepositoryFile, readRepository } from '../detection';
import { languageOf } from '../syntax/languages';
import { CliIo, UsageError } from './output';

/** Code in files and folders, or standard input for `-`; paths are as they were given. */
export async function readSources(
  paths: string[],
  stdinPath: string,
  io: CliIo,
): Promise<RepositoryFile[]> {
  if (paths.length === 0) throw new UsageError('Name files or folders, or - for standard input.');
  if (paths.length === 1 && paths[0] === '-') {
    return [{ path: stdinPath, text: await io.stdin() }];
  }
  const files: RepositoryFile[] = [];
  for (const path of paths) {
    const status = await stat(path).catch(() => {
      throw new UsageError(`${path} is not there`);
    });
    if (status.isFile()) files.push({ path, text: await readFile(path, 'utf8') });
    else {
      for await (const file of readRepository(path)) {
        files.push({ ...file, path: join(path, file.path) });
      }
    }
  }
  return files;
}

/** The folder as the path has it, with the slash at its end. */
const dirnameOf = (path: string) => path.slice(0, path.length - basename(path).length);

/** The other files of the packages of Go that some files belong to: what those declare is taken. */
export async function packagesBeside(paths: readonly string[]): Promise<Record<string, string>> {
  const known = new Set(paths);
  const folders = new Set(paths.filter(path => languageOf(path) === 'go').map(dirnameOf));
  const beside: Record<string, string> = {};
  for (const folder of folders) {
    for (const entry of await readdir(folder || '.', { withFileTypes: true })) {
      const path = folder + entry.name;
      if (!entry.isFile() || languageOf(path) !== 'go' || known.has(path)) continue;
      beside[path] = await readFile(path, 'utf8');
    }
  }
  return beside;
}
