/** Builds the app once per state of its sources, so that a second start has nothing to wait for. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { root } from './settings.mjs';

const app = join(root, 'packages', 'app');
const stampFile = join(app, 'dist', '.sources');
const cli = join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli');

/** The configuration of the demo; a path is relative to the root. */
export const demoConfig = ['app-config.yaml', 'app-config.demo.yaml'];
export const configArguments = demoConfig.flatMap(file => ['--config', join(root, file)]);

/** The folder that holds the built app. */
export const appFolder = join(app, 'dist');

/**
 * @param {{ gently?: boolean }} [options] `gently`: leaves the processor to
 *   others that want it
 * @returns {Promise<boolean>} whether there was anything to build
 * @throws Error with the end of the output when the build fails
 */
export async function buildApp({ gently = false } = {}) {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return false;

  const child = spawn(process.execPath, [cli, 'package', 'build', ...configArguments], {
    cwd: app,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (gently && child.pid) setPriority(child.pid, 10);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output = (output + text).slice(-20_000);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error(`The app could not be built:\n${output.trimEnd()}`);
  writeFileSync(stampFile, wanted);
  return true;
}

/** Over everything that goes into the bundle: the app's own workspaces, the installed modules, the config. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = file => hash.update(file).update(readFileSync(file));
  for (const folder of workspacesOf(app)) {
    for (const part of ['src', 'public']) filesUnder(join(folder, part)).forEach(add);
    add(join(folder, 'package.json'));
  }
  for (const file of ['yarn.lock', ...demoConfig]) add(join(root, file));
  // Ports are no part of it: in the browser, an app behind one origin goes by where it was loaded from.
  const overrides = Object.entries(process.env).filter(([name]) => name.startsWith('APP_CONFIG_'));
  hash.update(JSON.stringify(overrides.sort()));
  return hash.digest('hex');
}

/** The folder and those of all workspaces that it depends on, directly or not. */
function workspacesOf(start) {
  const folders = new Map();
  for (const group of ['packages', 'plugins']) {
    for (const name of readdirSync(join(root, group))) {
      const folder = join(root, group, name);
      if (existsSync(join(folder, 'package.json'))) folders.set(manifestOf(folder).name, folder);
    }
  }
  const found = new Set([start]);
  for (const folder of found) {
    for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {})) {
      const workspace = folders.get(dependency);
      if (workspace) found.add(workspace);
    }
  }
  return [...found].sort();
}

const manifestOf = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}
