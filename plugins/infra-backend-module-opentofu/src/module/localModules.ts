import { lstat, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isWithin } from './enclosure';
import { readModule } from './readModule';

const isLocal = (source: unknown): source is string =>
  typeof source === 'string' && /^\.\.?(\/|$)/.test(source);

/**
 * Refuses a module that calls another one by a path that leads out of what was fetched, or nowhere.
 *
 * @param folder - of the root module
 * @param root - of what was fetched; both must be real paths
 * @throws Error that names the call
 */
export async function requireLocalModules(folder: string, root: string): Promise<void> {
  const seen = new Set([folder]);
  for (const current of seen) {
    const { modules } = await readModule(current).catch(error => {
      // Of the module itself it is said without a path.
      const place = relative(root, current);
      throw current === folder ? error : new Error(`In ${place}: ${error.message}`);
    });
    for (const [name, { source }] of modules) {
      if (!isLocal(source)) continue;
      const path = join(current, source);
      const found = await realpath(path).catch(() => undefined);
      if (!isWithin(path, root) || !found || !isWithin(found, root)) {
        throw new Error(
          `The module ${name} is called at ${source}, which is not in the repository`,
        );
      }
      if (!(await lstat(found)).isDirectory()) {
        throw new Error(`The module ${name} is called at ${source}, which is no folder`);
      }
      seen.add(found);
    }
  }
}
