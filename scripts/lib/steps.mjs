import { spawn } from 'node:child_process';
import { elapsed, say } from './console.mjs';
import { root } from './settings.mjs';

let child;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    child?.kill(signal);
    process.exitCode = 130;
  });
}
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

/**
 * Runs a command of the installed packages (`tsc`, `jest` …) with Node, in the root.
 *
 * @throws Error when it fails
 */
export async function runTool(script, args, { environment = {}, cwd = root } = {}) {
  child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const { code, signal } = await new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', (exit, by) => resolve({ code: exit, signal: by }));
  });
  child = undefined;
  if (code !== 0) throw new Error(signal ? `ended by ${signal}` : `ended with code ${code}`);
}

/** Runs `work` as a step with a name and a time; a failure names the step. */
export async function step(name, work) {
  const start = performance.now();
  say.plain('');
  say.step(name);
  try {
    await work();
  } catch (error) {
    throw new Error(`Step "${name}" failed after ${elapsed(start)}: ${error.message}`, {
      cause: error,
    });
  }
  say.done(`${name}: ${elapsed(start)}`);
}
