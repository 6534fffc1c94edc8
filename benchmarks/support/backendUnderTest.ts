import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchPostgres } from './postgres';

export interface BackendOrders {
  connection: BenchPostgres['connection'];
  /** The team that `tess` leads. */
  teamId: string;
}

/** Where the backend listens, and with what its caller shows who it is. */
export interface BackendAddress {
  url: string;
  token: string;
}

const isAddress = (message: unknown): message is BackendAddress =>
  typeof message === 'object' && message !== null && 'url' in message && 'token' in message;

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

/** Starts the plugin's backend in a process of its own. Whoever calls it shows a token whose signature is checked. */
export async function startBackendUnderTest(orders: BackendOrders): Promise<BackendUnderTest> {
  const child = fork(join(__dirname, 'backendProcess.ts'), [JSON.stringify(orders)], {
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let message: unknown;
  // The loader of TypeScript sends messages of its own.
  while (!isAddress(message)) [message] = await once(child, 'message');
  const { url, token } = message;
  await refuseForgery(url, token);
  const authorization = `Bearer ${token}`;
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

/** A figure of a backend that lets in whoever claims to be somebody would be of something else. */
async function refuseForgery(url: string, token: string): Promise<void> {
  const [head, claims, signature] = token.split('.');
  const forged = [head, claims, [...signature].reverse().join('')].join('.');
  const headers = { authorization: `Bearer ${forged}` };
  const { status } = await fetch(`${url}/api/infra/me`, { headers });
  if (status !== 401) throw new Error(`A forged token was answered with ${status}`);
}
