import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for programs of a test. */
export async function openScripts() {
  const folder = await mkdtemp(join(tmpdir(), 'opentofu-scripts-'));
  return {
    folder,
    /** A program of that text, for `/bin/sh`. */
    async write(name: string, text: string): Promise<string> {
      const path = join(folder, name);
      await writeFile(path, `#!/bin/sh\n${text}\n`);
      await chmod(path, 0o755);
      return path;
    },
    read: (name: string) => readFile(join(folder, name), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export type Scripts = Awaited<ReturnType<typeof openScripts>>;

/** Whether a process goes on; one that ended and was not waited for does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return status !== undefined && !/\) [ZX] /.test(status);
}

/** Resolves once it holds. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 25));
}
