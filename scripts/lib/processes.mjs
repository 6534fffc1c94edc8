/** Starts the parts of the demo as process groups of their own, and sees that none outlives us. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './console.mjs';
import { logFolder, root } from './settings.mjs';

const STOP_SECONDS = 20;
const follower = join(root, 'scripts', 'lib', 'followParent.cjs');
const typescript = join(
  root,
  'node_modules',
  '@backstage',
  'cli-node',
  'config',
  'nodeTransform.cjs',
);

/** Arguments that let Node run a TypeScript entry point of this repository. */
export const nodeArguments = ['--enable-source-maps', '--require', typescript];

/** The running parts, latest first. */
const running = [];
let stopping = false;

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {import('node:child_process').ChildProcess} process
 * @property {Promise<never>} failed rejects when the part ends before it is told to
 */

/**
 * Starts Node with these arguments. Output goes to `.data/logs/<name>.log`, or to the terminal when
 * `verbose`.
 *
 * @param {string} name
 * @param {{ args: string[], cwd?: string, environment?: NodeJS.ProcessEnv, verbose?: boolean }} options
 * @returns {Part}
 */
export function startPart(name, { args, cwd = root, environment, verbose = false }) {
  mkdirSync(logFolder, { recursive: true });
  const logFile = join(logFolder, `${name}.log`);
  // The file itself, not a pipe through us: the part can write its last words when we are gone.
  const output = verbose ? 'inherit' : openSync(logFile, 'w');
  const child = spawn(process.execPath, ['--require', follower, ...args], {
    cwd,
    env: { ...process.env, ...environment },
    // The pipe to its input ends with us: that is how the part learns of a kill -9.
    stdio: ['pipe', output, output],
    detached: true,
  });
  if (typeof output === 'number') closeSync(output);
  child.stdin.on('error', () => undefined); // the part ended first; its exit is handled below
  const exited = new Promise(resolve =>
    child.on('exit', (code, signal) => resolve({ code, signal })),
  );
  const failed = exited.then(({ code, signal }) => {
    if (stopping) return new Promise(() => {});
    const words = verbose ? '' : ` Its last words, from ${logFile}:\n${lastLines(logFile, 20)}`;
    throw new Error(`The ${name} ended (${signal ?? `code ${code}`}).${words}`);
  });
  failed.catch(() => undefined); // whoever waits for the part hears of it; nobody else has to
  running.unshift({ name, child, exited });
  return { name, process: child, failed };
}

/** Ends all parts, the latest first; what does not end by itself is killed. */
export async function stopParts() {
  stopping = true;
  for (const { name, child, exited } of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    signalGroup(child, 'SIGTERM');
    const ended = await Promise.race([exited, after(STOP_SECONDS)]);
    if (!ended) {
      say.note(`The ${name} did not stop within ${STOP_SECONDS} s and is killed`);
      signalGroup(child, 'SIGKILL');
      await exited;
    }
  }
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // gone already
  }
}

const after = seconds =>
  new Promise(resolve => setTimeout(resolve, seconds * 1000, undefined).unref());

function lastLines(file, count) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
