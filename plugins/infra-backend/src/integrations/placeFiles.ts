import type { CredentialFile } from '@bailiwick/backstage-plugin-infra-node';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';

/** Makes, or answers, the folder of a run that goes with it; asked for only where there are files. */
export type CredentialFolder = () => Promise<string>;

const leadsOut = (path: string) =>
  isAbsolute(path) || normalize(path).split('/').includes('..') || normalize(path).endsWith('/');

/**
 * Writes the files of an integration with mode 0600 into a folder of its own, and answers where each is, by name.
 *
 * @throws Error for a path that leads out of the folder
 */
export async function placeFiles(
  integrationId: string,
  files: readonly CredentialFile[],
  folder: CredentialFolder,
): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  for (const { name, path, content } of files) {
    if (leadsOut(path)) throw new Error(`The credential file ${name} has the path ${path}`);
    const place = join(await folder(), integrationId, path);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await writeFile(place, content, { mode: 0o600 });
    paths[name] = place;
  }
  return paths;
}
