import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { elapsed, say } from './console.mjs';
import { root } from './settings.mjs';

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exitCode = 130;
  });
}
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

/** What the tools of a step say, where steps run beside each other; it is shown when the step ends. */
const kept = new AsyncLocalStorage();

/**
 * Runs a command of the installed packages (`tsc`, `jest` …) with Node, in the root.
 *
 * @throws Error when it fails
 */
export async function runTool(script, args, { environment = {}, cwd = root } = {}) {
  const output = kept.getStore();
  const stream = output ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    stdio: ['ignore', stream, stream],
    env: { ...process.env, ...environment },
  });
  for (const from of [child.stdout, child.stderr]) from?.on('data', part => output.push(part));
  children.add(child);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (exit, by) => resolve({ code: exit, signal: by }));
  });
  children.delete(child);
  if (code !== 0) throw new Error(signal ? `ended by ${signal}` : `ended with code ${code}`);
}

/** Runs `work` as a step with a name and a time; a failure names the step. */
export async function step(name, work) {
  const start = performance.now();
  if (!kept.getStore()) {
    say.plain('');
    say.step(name);
  }
  try {
    await work();
  } catch (error) {
    throw new Error(`Step "${name}" failed after ${elapsed(start)}: ${error.message}`, {
      cause: error,
    });
  } finally {
    process.stdout.write(Buffer.concat(kept.getStore() ?? []));
  }
  say.done(`${name}: ${elapsed(start)}`);
}

/**
 * Runs steps that have nothing to do with each other at once, to the end of each of them.
 *
 * @param {[string, () => Promise<void>][]} steps names with what is to be done
 * @throws Error that names all that failed
 */
export async function stepsAtOnce(steps) {
  say.plain('');
  say.step(steps.map(([name]) => name).join(', '));
  const ends = await Promise.allSettled(
    steps.map(([name, work]) => kept.run([], () => step(name, work))),
  );
  const failures = ends.filter(({ reason }) => reason).map(({ reason }) => reason.message);
  if (failures.length > 0) throw new Error(failures.join('\n'));
}
