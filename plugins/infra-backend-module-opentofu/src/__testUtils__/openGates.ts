import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../tool';
import { openScripts, until } from './scripts';

/**
 * Places in a run where it stops until it is let go on. They are in front of the real programs, `git` and `terraform`, and within what the
 * latter carries out.
 */
export async function openGates() {
  const scripts = await openScripts();
  const { folder } = scripts;
  const wait = (name: string) =>
    `if [ -e ${folder}/hold-${name} ]; then : > ${folder}/reached-${name}; while [ -e ${folder}/hold-${name} ]; do sleep 0.05; done; fi`;
  const program = await findProgram(undefined);
  const git = await findProgram('git');
  const binary = await scripts.write(
    'terraform',
    `case "$1" in init|output) ${['init', 'output'].map(name => `[ "$1" != ${name} ] || { ${wait(name)}; }`).join('\n')};; esac
    exec ${program} "$@"`,
  );
  await scripts.write(
    'git',
    `case " $* " in *" fetch "*) ${wait('fetch')};; esac\nexec ${git} "$@"`,
  );
  return {
    binary,
    /** First in the PATH of a worker. */
    folder,
    /** For the shell, within what the program carries out. */
    wait,
    close: (name: string) => writeFile(join(folder, `hold-${name}`), ''),
    async open(name: string) {
      await rm(join(folder, `hold-${name}`), { force: true });
      await rm(join(folder, `reached-${name}`), { force: true });
    },
    reached: (name: string) =>
      until(() =>
        scripts.read(`reached-${name}`).then(
          () => true,
          () => false,
        ),
      ),
    remove: scripts.remove,
  };
}

export type Gates = Awaited<ReturnType<typeof openGates>>;
