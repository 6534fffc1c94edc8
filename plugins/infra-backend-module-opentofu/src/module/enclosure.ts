import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Whether a path is a folder or in it; both must be real paths. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep));
}

/**
 * Refuses a tree with a symbolic link that leads out of it, or with something that is neither file nor folder.
 *
 * @throws Error that names the first one
 */
export async function requireEnclosed(root: string, what = 'The module'): Promise<void> {
  const real = await realpath(root);
  for (const entry of await readdir(real, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(real, path);
    if (entry.isSymbolicLink()) {
      const target = await realpath(path).catch(() => undefined);
      if (!target || !isWithin(target, real)) {
        throw new Error(`${what} has the symbolic link ${name}, which leads out of it`);
      }
    } else if (!entry.isFile() && !entry.isDirectory()) {
      throw new Error(`${what} has ${name}, which is neither a file nor a folder`);
    }
  }
}

/** @throws Error where there is no such folder inside the root, by links neither */
export async function folderWithin(
  root: string,
  folder: string,
  whose = "the module's repository",
): Promise<string> {
  const real = await realpath(root);
  const found = await realpath(join(real, folder)).catch(() => undefined);
  if (!found || !isWithin(found, real) || !(await lstat(found)).isDirectory()) {
    throw new Error(`There is no folder ${folder} in ${whose}`);
  }
  return found;
}
