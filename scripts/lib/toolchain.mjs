/** Node 22 and Yarn 4.13, taken from the machine where it has them and from the npm registry where not. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './console.mjs';
import { root } from './settings.mjs';

const NODE_MAJOR = 22;
const YARN_VERSION = '4.13.0';

const folder = join(root, '.toolchain');
const modules = join(folder, 'node_modules');
const ownNode = join(modules, 'node', 'bin', 'node');
const ownYarn = join(modules, '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');

/**
 * @typedef {object} Toolchain
 * @property {string} node the Node 22 executable
 * @property {string} yarn Yarn's script, to be run with `node`
 * @property {NodeJS.ProcessEnv} environment in which `node` and `yarn` are these two
 */

/** @returns {Promise<Toolchain>} */
export async function provideToolchain() {
  const nodeFits = Number(process.versions.node.split('.')[0]) === NODE_MAJOR;
  const missing = [];
  if (!nodeFits && !existsSync(ownNode)) missing.push(`node@${NODE_MAJOR}`);
  if (!existsSync(ownYarn)) missing.push(`@yarnpkg/cli-dist@${YARN_VERSION}`);
  if (missing.length > 0) bring(missing);

  const node = nodeFits ? process.execPath : ownNode;
  const ahead = [...(nodeFits ? [] : [join(modules, 'node', 'bin')]), join(modules, '.bin')];
  return {
    node,
    yarn: ownYarn,
    environment: { ...process.env, PATH: [...ahead, process.env.PATH].join(delimiter) },
  };
}

function bring(packages) {
  say.step(`Bringing ${packages.join(' and ')} into .toolchain/ (once)`);
  mkdirSync(folder, { recursive: true });
  // A package of its own, so that npm neither looks at the workspace around it nor drops what it has.
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) {
    writeFileSync(manifest, `${JSON.stringify({ name: 'toolchain', private: true })}\n`);
  }
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    { cwd: folder, stdio: 'inherit', env: environmentOfNpm() },
  );
  if (error || status !== 0) {
    throw new Error(
      `npm could not install ${packages.join(' and ')}${error ? `: ${error.message}` : ''}. ` +
        'Is the npm registry reachable, and is npm on the PATH?',
    );
  }
}

/** Without what an outer `npm start` or `yarn start` tells its children about their own package. */
function environmentOfNpm() {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name),
  );
  return Object.fromEntries(inherited);
}
