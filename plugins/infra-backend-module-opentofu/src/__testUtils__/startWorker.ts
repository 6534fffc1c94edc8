import type { JsonObject } from '@backstage/types';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BackendOrders } from './portalBackend';

/** A process of the portal that carries out runs. */
export interface Worker {
  readonly pid: number;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** As a crash of the machine: nothing is tidied up. */
  kill(): Promise<void>;
}

/** @param environment - besides that of this process */
export async function startWorker(
  { connection, infra }: BackendOrders,
  { runs, ...opentofu }: JsonObject & { runs: JsonObject },
  environment: Record<string, string>,
): Promise<Worker> {
  const orders = {
    connection,
    infra: {
      ...infra,
      runs: { ...runs, worker: true },
      opentofu: { ...(infra.opentofu as JsonObject), ...opentofu },
    },
  };
  const child = spawn(
    process.execPath,
    [
      ...['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
      ...[join(__dirname, 'workerProcess.ts'), JSON.stringify(orders)],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
  );
  let said = '';
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    const hear = (piece: Buffer) => {
      said += piece;
      if (/^ready$/m.test(said)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => reject(new Error(`The worker ended before it was ready: ${said}`)));
  });
  return {
    pid: child.pid!,
    signal: name => void child.kill(name),
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
