import { RequestListener, createServer } from 'node:http';
import { listen, LOOPBACK } from './listen';

export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Closes the server and cuts every connection, answered or not. */
  stop(): Promise<void>;
}

/** Serves HTTP on 127.0.0.1; port 0 takes a free one. */
export async function serveHttp(handler: RequestListener, port = 0): Promise<HttpServer> {
  const server = createServer(handler);
  const bound = await listen(server, port);
  return {
    port: bound,
    url: `http://${LOOPBACK}:${bound}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
