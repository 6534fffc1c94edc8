import { type BackendOrders, startPortalBackend } from './portalBackend';

/** A process of the portal, ordered by JSON in its only argument; it says `ready` and goes on until it is ended. */
async function main(): Promise<void> {
  const orders: BackendOrders = JSON.parse(process.argv[2]);
  await startPortalBackend(orders);
  process.stdout.write('ready\n');
}

void main();
