import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkerOrders } from './workerProcess';

/** A worker in a process of its own. */
export interface WorkerProcess {
  /** Resolves once the worker has said the word. */
  said(word: 'ready' | 'reached'): Promise<void>;
  /** As a crash of the machine: nothing is tidied up. */
  kill(): Promise<void>;
  /** As an operator does. */
  terminate(): Promise<void>;
}

export function spawnWorker(orders: WorkerOrders): WorkerProcess {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(__dirname, 'workerProcess.ts'),
      JSON.stringify(orders),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const words: string[] = [];
  let complaints = '';
  child.stderr.on('data', piece => {
    complaints += piece;
  });
  const lines = createInterface(child.stdout);
  lines.on('line', word => words.push(word));
  const ended = once(child, 'exit');

  return {
    async said(word) {
      while (!words.includes(word)) {
        const outcome = await Promise.race([
          once(lines, 'line').then(() => 'line'),
          ended.then(() => 'exit'),
        ]);
        if (outcome === 'exit' && !words.includes(word)) {
          throw new Error(`The worker ended before it said ${word}: ${complaints}`);
        }
      }
    },
    kill: () => end(child, 'SIGKILL', ended),
    terminate: () => end(child, 'SIGTERM', ended),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<unknown>) {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}
