/** Installs the workspace when the lock file is not the one of the last install. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed, say } from './console.mjs';
import { root } from './settings.mjs';

const stampFile = join(root, 'node_modules', '.bailiwick-install');

/** What decides whether the installed modules fit: the lock file, the Node ABI and the machine. */
function fingerprint(node) {
  const abi = spawnSync(node, ['-p', 'process.versions.modules'], { encoding: 'utf8' }).stdout;
  return createHash('sha256')
    .update(readFileSync(join(root, 'yarn.lock')))
    .update(`${abi} ${process.platform} ${process.arch}`)
    .digest('hex');
}

/** @param {import('./toolchain.mjs').Toolchain} toolchain */
export async function provideDependencies({ node, yarn, environment }) {
  const wanted = fingerprint(node);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;

  const start = performance.now();
  say.step('Installing the dependencies (yarn install --immutable)');
  const { status } = spawnSync(node, [yarn, 'install', '--immutable'], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('yarn install --immutable failed; its output is above');
  writeFileSync(stampFile, wanted);
  say.done(`Dependencies installed in ${elapsed(start)}`);
}
