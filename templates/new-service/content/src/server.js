import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

export const server = createServer((request, response) => {
  const known = request.url === '/' || request.url === '/healthz';
  response.writeHead(known ? 200 : 404, { 'content-type': 'text/plain' });
  response.end(known ? 'ok\n' : 'not found\n');
});

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  server.listen(Number(process.env.PORT ?? 8080));
}
