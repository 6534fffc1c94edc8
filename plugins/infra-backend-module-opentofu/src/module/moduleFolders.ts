import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** More are not offered to choose from; any folder can be typed in. */
const MOST = 200;

/** Folders with configuration files, the ones nearest to the top first; the top itself is an empty name. */
export async function moduleFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries
    .filter(entry => entry.isFile() && /\.(tf|tofu)(\.json)?$/.test(entry.name))
    .map(entry => relative(root, dirname(join(entry.parentPath, entry.name))))
    .filter(folder => !/(^|\/)\.(git|terraform)(\/|$)/.test(folder));
  const depth = (folder: string) => (folder === '' ? 0 : folder.split('/').length);
  return [...new Set(found)].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)).slice(0, MOST);
}
