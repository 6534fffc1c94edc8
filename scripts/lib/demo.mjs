/** The demo: sandbox, backend, built app and demo data, on the ports of settings.mjs. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { appFolder, buildApp, configArguments } from './appBuild.mjs';
import { elapsed, say } from './console.mjs';
import { startPortal } from './portal.mjs';
import { assertPortsFree } from './ports.mjs';
import { nodeArguments, startPart } from './processes.mjs';
import { waitUntilReady } from './ready.mjs';
import { dataFolder, parts, root, urlOf } from './settings.mjs';
import { writeTerraformConfig } from './terraformMirror.mjs';

const sandboxCli = join(root, 'packages', 'sandbox', 'src', 'cli.ts');

/** What the parts are told about each other; the configuration files read the same names. */
export function demoEnvironment() {
  const ports = Object.values(parts).map(({ variable, port }) => [variable, `${port}`]);
  return { ...Object.fromEntries(ports), BAILIWICK_DATA_DIR: dataFolder };
}

/** Starts the sandbox and waits until all of it answers. */
export async function startSandbox({ verbose = false } = {}) {
  const start = performance.now();
  say.step('Starting the sandbox: PostgreSQL, directory, inventory, git, GitHub and Argo CD');
  const sandbox = startPart('sandbox', {
    args: [...nodeArguments, sandboxCli, 'start', '--data', dataFolder],
    environment: demoEnvironment(),
    verbose,
  });
  await waitUntilReady('sandbox', `${urlOf('sandbox')}/_control`, {
    seconds: 120,
    failed: sandbox.failed,
  });
  say.done(`Sandbox ready in ${elapsed(start)}`);
  return sandbox;
}

/** Starts a backend and waits until it is ready to answer. */
export async function startBackend({ verbose = false, name = 'backend', environment = {} } = {}) {
  const start = performance.now();
  say.step('Starting the backend');
  const backend = startPart(name, {
    args: [...nodeArguments, join(root, 'packages', 'backend', 'src'), ...configArguments],
    cwd: join(root, 'packages', 'backend'),
    environment: { ...demoEnvironment(), ...writeTerraformConfig(), ...environment },
    verbose,
  });
  await waitUntilReady('backend', `${urlOf('backend')}/.backstage/health/v1/readiness`, {
    seconds: 180,
    failed: backend.failed,
  });
  say.done(`Backend ready in ${elapsed(start)}`);
  return backend;
}

/** Gives a new demo its units, quotas and first projects; one that has them keeps what it has. */
export async function seed() {
  const start = performance.now();
  say.step('Filling in the demo organisation');
  const child = spawn(
    process.execPath,
    [...nodeArguments, sandboxCli, 'seed', '--backend', urlOf('backend')],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', resolve);
  });
  if (code !== 0) throw new Error('The demo organisation could not be filled in; see above');
  say.done(`Demo organisation ready in ${elapsed(start)}`);
}

/**
 * Starts all of it. The app is built beside the backend's start where its sources changed.
 *
 * @param {{ verbose?: boolean }} [options] `verbose`: all output on the terminal
 */
export async function startDemo({ verbose = false } = {}) {
  await assertPortsFree(Object.keys(parts));
  let built = false;
  const building = build().then(() => {
    built = true;
  });
  building.catch(() => undefined); // reported where it is waited for
  const portal = await startPortal(() => built);
  const sandbox = await startSandbox({ verbose });
  const backend = await startBackend({ verbose });
  await seed();
  await building;
  return { portal, failed: Promise.race([sandbox.failed, backend.failed]) };
}

async function build() {
  const start = performance.now();
  const anew = await buildApp({ gently: true });
  if (anew) say.done(`App built into ${appFolder} in ${elapsed(start)}`);
}
