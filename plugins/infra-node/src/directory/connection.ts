import net from 'node:net';
import tls from 'node:tls';
import { Client } from 'ldapts';
import { DirectorySettings } from './settings';

/** One TCP connection to the directory, encrypted where the settings say so. */
export interface Connection {
  readonly client: Client;
  /** Ends the connection; it cannot fail and may be called twice. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 30_000;

/**
 * Opens a connection.
 *
 * A client of `ldapts` connects anew by itself when its connection was lost, but then neither
 * encrypted by StartTLS nor bound. So every connection here has one socket in its life. Nor does a
 * client notice that a connection was lost after StartTLS, so we watch the socket ourselves.
 *
 * @param onClosed - called when either side has ended the connection
 */
export async function openConnection(
  settings: DirectorySettings,
  onClosed?: () => void,
): Promise<Connection> {
  const { url, host, timeout } = settings;
  const encryptedFromStart = url.startsWith('ldaps:');
  let socket: net.Socket | undefined;
  let closed = false;

  const once = (open: () => net.Socket) => {
    if (socket) throw new Error('the connection was closed');
    socket = open();
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.once('close', () => {
      closed = true;
      onClosed?.();
    });
    return socket;
  };

  const client = new Client({
    url,
    connectTimeout: timeout.connectMs,
    timeout: timeout.operationMs,
    ...(encryptedFromStart
      ? {
          tlsOptions: tlsOptions(settings),
          createSecureConnection: ((port: number, _: string, options: tls.ConnectionOptions) =>
            once(() => tls.connect(port, host, options))) as typeof tls.connect,
        }
      : {
          createConnection: ((port: number) =>
            once(() => net.connect(port, host))) as typeof net.connect,
        }),
  });

  const connection: Connection = {
    client,
    async close() {
      if (closed) return;
      closed = true;
      // Saying goodbye fails on a connection that is gone already, which is what was wanted.
      await client.unbind().catch(() => undefined);
      socket?.destroy();
    },
  };

  if (settings.startTls) {
    try {
      await within(timeout.connectMs + timeout.operationMs, client.startTLS(tlsOptions(settings)));
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
  return connection;
}

/** Node checks the certificate against `host`; a socket that is upgraded by StartTLS knows none. */
function tlsOptions({ host, tls: { ca, rejectUnauthorized } }: DirectorySettings) {
  return {
    host,
    ...(net.isIP(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized,
  };
}

/** `ldapts` itself waits for the end of a TLS handshake without limit. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the TLS handshake timed out')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
