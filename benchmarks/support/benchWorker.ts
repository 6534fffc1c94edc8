import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchPostgres } from './postgres';

/** Of the baseline: what a worker of pg-boss alone listens to. */
export const BASELINE_QUEUE = 'nothing';

export interface WorkerOrders {
  kind: 'ours' | 'baseline';
  connection: BenchPostgres['connection'];
  /** How long each run of ours waits for something outside, as a tool does. */
  workMs?: number;
  /** How many lines each run of ours writes. */
  lines?: number;
}

/** What a worker process says of work that it starts on. */
export type WorkerWord = 'ready' | 'started' | { name: string; at: number };

/** A worker in a process of its own, which takes nothing before it is let go. */
export interface BenchWorker {
  go(): Promise<void>;
  /** When the work on the thing of that name began; milliseconds since 1970. */
  startOf(name: string): Promise<number>;
  stop(): Promise<void>;
}

const LOADER = require.resolve('@backstage/cli/config/nodeTransform.cjs');

export async function startBenchWorker(orders: WorkerOrders): Promise<BenchWorker> {
  const child = spawn(
    process.execPath,
    ['--require', LOADER, join(__dirname, 'runWorker.ts'), JSON.stringify(orders)],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const ended = once(child, 'exit');
  const expected = new Map<string, (at: number) => void>();
  const words = new Map<string, () => void>();
  const word = (text: string) => new Promise<void>(resolve => words.set(text, resolve));
  child.on('message', (message: WorkerWord) => {
    if (typeof message === 'string') words.get(message)?.();
    else expected.get(message.name)?.(message.at);
  });
  const orFail = async (awaited: Promise<void>) => {
    const failed = ended.then(([code]) => {
      throw new Error(`A worker ended with ${code}`);
    });
    await Promise.race([awaited, failed]);
  };
  await orFail(word('ready'));
  return {
    async go() {
      const started = word('started');
      child.send('go');
      await orFail(started);
    },
    startOf: name => new Promise(resolve => expected.set(name, resolve)),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.send('stop');
      await ended;
    },
  };
}
