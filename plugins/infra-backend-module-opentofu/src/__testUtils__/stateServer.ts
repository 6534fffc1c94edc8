import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A state at an address, as Terraform's HTTP backend wants it; the portal's own is tested with the portal. */
export async function startStateServer() {
  let state: string | undefined;
  let lock: string | undefined;
  let refusals = 0;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const answer = (status: number, content = '') => response.writeHead(status).end(content);
    switch (request.method) {
      case 'GET':
        return state === undefined ? answer(204) : answer(200, state);
      case 'POST':
        if (refusals-- > 0) return answer(503);
        state = body;
        return answer(200);
      case 'LOCK':
        if (lock) return answer(423, lock);
        lock = body;
        return answer(200);
      default:
        lock = undefined;
        return answer(200);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/state`,
    get isLocked() {
      return lock !== undefined;
    },
    get state() {
      return state === undefined ? undefined : JSON.parse(state);
    },
    /** As somebody would who changes things behind the provisioner's back. */
    set state(changed) {
      state = JSON.stringify(changed);
    },
    /** So many writes fail. */
    refuseWrites(count: number) {
      refusals = count;
    },
    holdLock(info: object) {
      lock = JSON.stringify(info);
    },
    stop: () => new Promise<void>(resolve => void server.close(() => resolve())),
  };
}

export type StateServer = Awaited<ReturnType<typeof startStateServer>>;
