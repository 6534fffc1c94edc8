import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { BenchPostgres } from './postgres';

export interface BackendOrders {
  connection: BenchPostgres['connection'];
  /** The team that `tess` leads. */
  teamId: string;
}

export interface BackendUnderTest {
  /**
   * Sends a request as the lead of the team.
   *
   * @throws Error with what the backend said, unless it answers 201
   */
  create(path: string, body: unknown, headers?: Record<string, string>): Promise<void>;
  /** Follows the log of a run to its end as the lead of the team; the answer is the text of the stream in parts. */
  follow(runId: string): Promise<AsyncIterable<string>>;
  stop(): void;
}

/** Starts the plugin's backend in a process of its own. */
export async function startBackendUnderTest(orders: BackendOrders): Promise<BackendUnderTest> {
  const child = fork(join(__dirname, 'backendProcess.ts'), [JSON.stringify(orders)], {
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let url: unknown;
  // The loader of TypeScript sends messages of its own.
  while (typeof url !== 'string') [url] = await once(child, 'message');
  const authorization = mockCredentials.user.header('user:default/tess');
  return {
    async create(path, body, headers = {}) {
      const response = await fetch(`${url}/api/infra${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, ...headers },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (response.status !== 201) throw new Error(`${path} answered ${response.status}: ${text}`);
    },
    async follow(runId) {
      const response = await fetch(`${url}/api/infra/runs/${runId}/logs`, {
        headers: { accept: 'text/event-stream', authorization },
      });
      if (!response.ok || !response.body) throw new Error(`The log answered ${response.status}`);
      return response.body.pipeThrough(new TextDecoderStream());
    },
    stop: () => child.kill(),
  };
}
