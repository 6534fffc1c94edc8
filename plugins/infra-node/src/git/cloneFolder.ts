import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

let claimed = 0;

/**
 * A folder for the clone that no other process uses. The clone of a process that has ended is taken over, since fetching what is
 * new is cheaper than cloning again.
 *
 * @param base - folder of all clones of this machine, made if need be, for this user only
 * @returns the folder's path; it may not exist yet
 * @throws Error where the base belongs to somebody else
 */
export async function claimCloneFolder(base: string, url: string): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(base);
  if (process.getuid && uid !== process.getuid()) {
    throw new Error(`${base} belongs to another user: clones need a folder of this user alone`);
  }
  const repository = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const prefix = `${repository}.${hostname()}.`;
  const own = join(base, `${prefix}${process.pid}.${claimed++}`);
  for (const name of await readdir(base)) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length).split('.')[0]))) {
      continue;
    }
    if (await moves(join(base, name), own)) break;
  }
  return own;
}

/** A process of this number that lives may be another one by now; then its clone stays where it is, which does no harm. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Renames, unless another process was faster. */
async function moves(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
