import { Server } from 'node:net';

/** Every part of the sandbox listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/**
 * Listens on 127.0.0.1 and answers the port; 0 takes a free one.
 *
 * @throws Error naming the port when another program listens on it
 */
export async function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port) : error);
    server.once('error', fail);
    server.listen(port, LOOPBACK, () => {
      server.off('error', fail);
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('The server has no port'));
    });
  });
}

function portTaken(port: number): Error {
  return new Error(
    `Port ${port} on ${LOOPBACK} is taken by another program: stop that program or choose another port`,
  );
}
