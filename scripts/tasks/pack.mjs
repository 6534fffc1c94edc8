/**
 * `npm run pack`: every package that is for others, as an archive in `artifacts/packages/`, to install where
 * no registry has them. `resolutions.json` beside them lets the packages find each other.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed, say } from '../lib/console.mjs';
import { root } from '../lib/settings.mjs';
import { runTool } from '../lib/steps.mjs';

const modules = join(root, 'node_modules');
const target = join(root, 'artifacts', 'packages');
/** Where an app has put the archives, from its root. */
const FOLDER_IN_APP = 'bailiwick';

function packages() {
  return readdirSync(join(root, 'plugins'))
    .map(name => join(root, 'plugins', name))
    .map(folder => ({
      folder,
      ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    }))
    .filter(({ private: isPrivate }) => !isPrivate);
}

function pack({ folder, name, version }) {
  const archive = `${name.split('/')[1]}-${version}.tgz`;
  const { status, stdout, stderr, error } = spawnSync(
    'yarn',
    ['pack', '--out', join(target, archive)],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw error ?? new Error(`yarn pack failed in ${folder}:\n${stdout}${stderr}`);
  return [name, `file:./${FOLDER_IN_APP}/${archive}`];
}

const start = performance.now();
try {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  say.step('Types and packages');
  await runTool(join(modules, 'typescript', 'bin', 'tsc'), []);
  await runTool(join(modules, '@backstage', 'cli', 'bin', 'backstage-cli'), ['repo', 'build']);
  say.step('Archives');
  const resolutions = Object.fromEntries(packages().map(pack));
  writeFileSync(join(target, 'resolutions.json'), `${JSON.stringify({ resolutions }, null, 2)}\n`);
  say.done(`${Object.keys(resolutions).length} packages in ${target} after ${elapsed(start)}`);
} catch (error) {
  say.failure(error.message);
  process.exitCode = 1;
}
process.exit();
