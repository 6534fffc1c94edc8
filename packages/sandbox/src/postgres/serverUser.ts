import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How to start the programs of a server. */
export interface ServerUser {
  /** Who its files must belong to, where that is not ourselves. */
  readonly ids?: Ids;
  /** What to spawn, with which options, so that `program` runs as this user. */
  command(program: string, args: string[]): { file: string; args: string[]; options: Partial<Ids> };
}

interface Ids {
  uid: number;
  gid: number;
}

const USER = 'postgres';

/**
 * PostgreSQL refuses to run as root, so root starts it as the system user `postgres`, which is
 * created when the machine has none. Where that user cannot get to one of `paths`, because a folder
 * above it is root's alone, it is given the one capability that opens folders.
 *
 * @throws Error when the user can neither be found nor created
 */
export async function serverUser(paths: string[]): Promise<ServerUser> {
  if (process.getuid?.() !== 0) {
    return { command: (file, args) => ({ file, args, options: {} }) };
  }
  const ids = (await idsOf(USER)) ?? (await createUser(USER));
  const reachable = await Promise.all(paths.map(path => canReach(resolve(path), ids)));
  if (reachable.every(Boolean)) {
    return { ids, command: (file, args) => ({ file, args, options: ids }) };
  }
  await checkSetpriv(paths);
  const capability = '+dac_override';
  const asUser = [
    ...[`--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'],
    ...[`--inh-caps=${capability}`, `--ambient-caps=${capability}`],
  ];
  return {
    ids,
    command: (program, args) => ({
      file: 'setpriv',
      args: [...asUser, '--', program, ...args],
      options: {},
    }),
  };
}

async function checkSetpriv(paths: string[]): Promise<void> {
  try {
    await run('setpriv', ['--version']);
  } catch (error) {
    throw new Error(
      `The system user "${USER}", as which root runs PostgreSQL, may not pass a folder above ${paths.join(' or ')}: open that folder (chmod o+x), or install util-linux for its setpriv`,
      { cause: error },
    );
  }
}

/** Whether every folder above `path` lets the user pass. */
async function canReach(path: string, { uid, gid }: Ids): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid: owner, gid: group } = await stat(folder);
    // The digits of the mode are for the owner, the group and everybody else; odd means "may pass".
    const [forOwner, forGroup, forOthers] = mode.toString(8).slice(-3);
    const mine = (owner === uid && forOwner) || (group === gid && forGroup) || forOthers;
    if (Number(mine) % 2 === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function idsOf(name: string): Promise<Ids | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` fails exactly when there is no such user
  }
}

async function createUser(name: string): Promise<Ids> {
  try {
    await run('groupadd', ['--system', '--force', name]);
    await run('useradd', ['--system', '--gid', name, '--no-create-home', name]);
  } catch (error) {
    // Another process may have created the user in the meantime.
    const ids = await idsOf(name);
    if (ids) return ids;
    throw new Error(`Root cannot run PostgreSQL, and no system user "${name}" could be created`, {
      cause: error,
    });
  }
  const created = await idsOf(name);
  if (!created) throw new Error(`The system user "${name}" was created but cannot be found`);
  return created;
}
