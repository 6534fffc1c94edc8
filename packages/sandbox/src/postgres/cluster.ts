import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { postgresBinaries } from './binaries';
import { ServerUser } from './serverUser';

const run = promisify(execFile);

/** A server whose owner died gets this long to shut down in order. */
const HANDOVER_SECONDS = 15;

/**
 * A data folder holds `cluster/`, PostgreSQL's own files, and `owner`, the process id of the
 * sandbox that runs it.
 */
export const clusterOf = (dataFolder: string) => join(dataFolder, 'cluster');
export const pidFileOf = (dataFolder: string) => join(clusterOf(dataFolder), 'postmaster.pid');
const ownerOf = (dataFolder: string) => join(dataFolder, 'owner');

/** Creates the cluster unless there is one. An interrupted creation leaves none and starts over. */
export async function createCluster(
  dataFolder: string,
  user: ServerUser,
  superuser: { user: string; password: string },
): Promise<void> {
  const cluster = clusterOf(dataFolder);
  if (existsSync(cluster)) return;
  const unfinished = join(dataFolder, `unfinished-${randomBytes(4).toString('hex')}`);
  const passwordFile = join(unfinished, 'password');
  await mkdir(join(unfinished, 'cluster'), { recursive: true });
  await writeFile(passwordFile, `${superuser.password}\n`, { mode: 0o600 });
  for (const path of [unfinished, join(unfinished, 'cluster'), passwordFile]) {
    if (user.ids) await chown(path, user.ids.uid, user.ids.gid);
  }
  try {
    const { file, args, options } = user.command(postgresBinaries().initdb, [
      `--pgdata=${join(unfinished, 'cluster')}`,
      `--username=${superuser.user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ]);
    await run(file, args, { ...options, cwd: '/', env: { ...process.env, LC_ALL: 'C' } });
    await rename(join(unfinished, 'cluster'), cluster);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`PostgreSQL's data could not be created in ${dataFolder}: ${said || error}`, {
      cause: error,
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Makes the folder, which others must be able to pass; only what lies in it is PostgreSQL's. */
export async function prepareFolder(dataFolder: string): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  await chmod(dataFolder, 0o755);
}

/** Notes that the server on this folder is ours. */
export async function claim(dataFolder: string): Promise<void> {
  await writeFile(ownerOf(dataFolder), `${process.pid}\n`);
}

/**
 * Clears what a kill -9 left behind. A server whose sandbox is gone is stopped; a pid file whose
 * process is gone, or is by now another program, is removed.
 *
 * @throws Error when a living sandbox uses the folder
 */
export async function recover(dataFolder: string): Promise<void> {
  const pidFile = pidFileOf(dataFolder);
  const deadline = Date.now() + HANDOVER_SECONDS * 1000;
  for (;;) {
    const pid = await firstNumber(pidFile);
    if (pid === undefined) return;
    if (!(await servesFolder(pid, clusterOf(dataFolder)))) {
      await rm(pidFile, { force: true });
      return;
    }
    const owner = await firstNumber(ownerOf(dataFolder));
    if (owner !== undefined && (await commandLine(owner)).length > 0) {
      throw new Error(
        `${dataFolder} is in use: process ${owner} runs PostgreSQL (process ${pid}) on it. Stop that sandbox first`,
      );
    }
    if (Date.now() > deadline) {
      throw new Error(
        `PostgreSQL (process ${pid}) still runs on ${dataFolder} though its sandbox is gone, and does not stop. Stop it by hand`,
      );
    }
    signal(pid, 'SIGINT');
    await sleep(250);
  }
}

/** Signals a process that may have ended by itself in the meantime. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function firstNumber(path: string): Promise<number | undefined> {
  try {
    const number = Number.parseInt(await readFile(path, 'utf8'), 10);
    return Number.isNaN(number) ? undefined : number;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A pid file outlives its process, and the number may belong to anybody by now. */
async function servesFolder(pid: number, cluster: string): Promise<boolean> {
  return (await commandLine(pid)).includes(` -D ${cluster} `);
}

/** What a process was started with; empty when there is no such process, or only a zombie. */
async function commandLine(pid: number): Promise<string> {
  const missing = () => '';
  const text = existsSync('/proc/self/cmdline')
    ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(missing)
    : await run('ps', ['-o', 'args=', '-p', `${pid}`]).then(({ stdout }) => stdout, missing);
  return text.replace(/[\0\n]/g, ' ');
}
