#!/usr/bin/env node
/**
 * The door of `npm start`, `npm test`, `npm run reset`, `npm run bench` and `npm run dev`: brings the
 * toolchain and the dependencies where they are missing, then hands over to `scripts/tasks/<task>.mjs`
 * on Node 22. Runs on any Node from 20 on, before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './lib/console.mjs';
import { provideDependencies } from './lib/dependencies.mjs';
import { root } from './lib/settings.mjs';
import { provideToolchain } from './lib/toolchain.mjs';

const tasksFolder = join(root, 'scripts', 'tasks');
const tasks = readdirSync(tasksFolder).map(file => file.replace(/\.mjs$/, ''));

/** Runs the task in a process of its own, which ends when this one does, however it ends. */
function handOver(node, task, args, environment) {
  const child = spawn(node, ['--no-deprecation', join(tasksFolder, `${task}.mjs`), ...args], {
    cwd: root,
    env: environment,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A Ctrl-C in a terminal reaches both processes; what was sent to this one alone is passed on.
  process.on('SIGINT', () => child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const watch = followPackageManager(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

/**
 * npm runs us in a shell, and a signal to npm ends one or the other without a word to us. (Who starts this
 * file directly may well leave it behind on purpose.)
 */
function followPackageManager(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const grandparent = shellsParent(parent);
  return setInterval(() => {
    if (process.ppid !== parent || (grandparent && !isAlive(grandparent))) onGone();
  }, 500);
}

/** The process that started this shell; undefined when it is no shell, or the system does not tell. */
function shellsParent(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', `${pid}`], { encoding: 'utf8' });
  const [, ppid, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '') ?? [];
  return command && /(^|\/)(ba|da|k|z|a)?sh$/.test(command) ? Number(ppid) : undefined;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const [task, ...args] = process.argv.slice(2);
if (!tasks.includes(task)) {
  say.failure(`There is no task "${task ?? ''}". There are: ${tasks.join(', ')}.`);
  process.exit(2);
}
try {
  const toolchain = await provideToolchain();
  await provideDependencies(toolchain);
  handOver(toolchain.node, task, args, toolchain.environment);
} catch (error) {
  say.failure(error.message);
  process.exit(1);
}
