/**
 * Serves the built app, and passes on what is for the backend, so that a browser sees one origin. Only for
 * the demo: in production the backend serves the app itself (`@backstage/plugin-app-backend`).
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { appFolder } from './appBuild.mjs';
import { renderAppPage } from './appPage.mjs';
import { parts, urlOf } from './settings.mjs';

const WAITING = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Bailiwick</title><body style="font-family: system-ui; padding: 3rem"><p>The portal is being built.
This page goes on by itself.</p></body></html>`;

/**
 * @param {() => boolean} isBuilt until it says so, every page asks for patience
 * @returns {Promise<{ close(): void }>}
 */
export async function startPortal(isBuilt) {
  const backend = createProxyMiddleware({
    target: urlOf('backend'),
    ws: true,
    logLevel: 'silent',
    onError(_error, _request, response) {
      // A websocket has no status to answer with.
      if (!('writeHead' in response)) return response.destroy();
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'application/json' });
      return response.end(
        JSON.stringify({
          error: { name: 'BadGateway', message: 'The backend does not answer' },
          response: { statusCode: 502 },
        }),
      );
    },
  });
  /** Of what was built last; rendered when it is first asked for. */
  let page;

  const portal = express();
  portal.disable('x-powered-by');
  portal.use(['/api', '/.backstage', '/.well-known'], (request, response, next) => {
    // Express cuts the mount path off; the backend wants all of it.
    request.url = request.originalUrl;
    backend(request, response, next);
  });
  portal.use((_request, response, next) => {
    if (isBuilt()) next();
    else response.status(503).set('retry-after', '2').type('html').send(WAITING);
  });
  portal.use(compression());
  portal.use(
    '/static',
    express.static(join(appFolder, 'static'), { immutable: true, maxAge: '1y' }),
  );
  portal.use('/static', (_request, response) => response.status(404).end());
  portal.use(express.static(appFolder, { index: false, cacheControl: false }));
  portal.get('*', (_request, response, next) => {
    page ??= renderAppPage();
    page.then(html => response.set('cache-control', 'no-store').type('html').send(html), next);
  });

  const server = createServer(portal);
  server.on('upgrade', backend.upgrade);
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(parts.portal.port, '127.0.0.1', resolve);
  });
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
