import { once } from 'node:events';
import { connect, createServer, Socket } from 'node:net';

export interface DirectoryProxy {
  /** `ldap://<host>:<port>` */
  readonly url: string;
  /** Connections that were made so far. */
  readonly connections: number;
  /** What happens to the n-th connection from now on; `pass` where nothing is said. */
  next(...fates: Fate[]): void;
  /** Lets all open connections fall silent: nothing more arrives and nobody is told. */
  silence(): void;
  /** Closes all open connections. */
  cut(): void;
  stop(): Promise<void>;
}

/**
 * `pass` it on, never answer it, answer text, agree to StartTLS and fall silent, or answer its first
 * bind with an LDAP result code.
 */
export type Fate = 'pass' | 'hang' | 'garbage' | 'hang in TLS' | number;

/** Tags of RFC 4511. */
const BIND_RESPONSE = 0x61;
const EXTENDED_RESPONSE = 0x78;

/** Stands between a client and a directory, so that single connections can go wrong. */
export async function startProxy(target: string, host = '127.0.0.1'): Promise<DirectoryProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const fates: Fate[] = [];
  let connections = 0;

  const server = createServer(socket => {
    connections++;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
    const fate = fates.shift() ?? 'pass';
    if (fate === 'pass') {
      const upstream = connect(Number(port), hostname);
      upstream.on('error', () => socket.destroy());
      socket.once('close', () => upstream.destroy());
      socket.pipe(upstream).pipe(socket);
    } else if (fate === 'garbage') {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    } else if (typeof fate === 'number') {
      socket.once('data', request => socket.write(answer(request, BIND_RESPONSE, fate)));
    } else if (fate === 'hang in TLS') {
      socket.once('data', request => socket.write(answer(request, EXTENDED_RESPONSE, 0)));
    } else {
      socket.resume();
    }
  }).listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');

  return {
    url: `ldap://${host}:${address.port}`,
    get connections() {
      return connections;
    },
    next: (...more) => void fates.push(...more),
    silence: () => open.forEach(socket => socket.unpipe().resume()),
    cut: () => open.forEach(socket => socket.destroy()),
    async stop() {
      open.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** RFC 4511: SEQUENCE { messageID, [tag] { resultCode, matchedDN, diagnosticMessage } }. */
function answer(request: Buffer, tag: number, resultCode: number): Buffer {
  const messageId = request.subarray(2, 4 + request[3]);
  const result = Buffer.from([tag, 7, 0x0a, 1, resultCode, 4, 0, 4, 0]);
  return Buffer.concat([Buffer.from([0x30, messageId.length + result.length]), messageId, result]);
}
