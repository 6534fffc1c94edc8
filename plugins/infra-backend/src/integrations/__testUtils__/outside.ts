import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OutsideRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Outside {
  url: string;
  /** Everything that was asked, in order. */
  requests: OutsideRequest[];
  stop(): Promise<void>;
}

/** An outside system on a real socket, which answers as the test says; it may leave a request unanswered. */
export async function startOutside(
  answer: (request: OutsideRequest, response: ServerResponse) => void,
): Promise<Outside> {
  const requests: OutsideRequest[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, headers, path: url, body: Buffer.concat(parts).toString() };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An address where nobody listens any more. */
export async function addressOfNobody(): Promise<string> {
  const { url, stop } = await startOutside(() => {});
  await stop();
  return url;
}
