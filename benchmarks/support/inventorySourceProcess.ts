import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inventoryRows } from '@bailiwick/sandbox';

/** All servers as they were, or one in a hundred with other sizes. */
export type SourceVariant = 'first' | 'changed';

const rows = inventoryRows(Number(process.argv[2]));
const bodies: Record<SourceVariant, Buffer> = {
  first: Buffer.from(JSON.stringify(rows)),
  changed: Buffer.from(
    JSON.stringify(
      rows.map((row, index) => (index % 100 === 0 ? { ...row, cpu: row.cpu + 1 } : row)),
    ),
  ),
};
let body = bodies.first;

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('message', (variant: SourceVariant) => {
  body = bodies[variant];
  process.send?.('reporting');
});
process.on('disconnect', () => process.exit(0));
