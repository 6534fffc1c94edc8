import { createServer } from 'node:net';
import { listen } from './listen';

/**
 * Answers a port that was free a moment ago: `port` itself, or one of the system's choice for 0.
 *
 * @throws Error naming the port when another program listens on it
 */
export async function freePort(port = 0): Promise<number> {
  const probe = createServer();
  const found = await listen(probe, port);
  await new Promise(resolve => probe.close(resolve));
  return found;
}
