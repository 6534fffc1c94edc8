import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';

const GRACE_MS = 2_000;

/**
 * Backstage's HTTP server, but one that ends. While the process shuts down, requests under way get a
 * moment to finish; a log stream, a long poll or a websocket would hold it for as long as it lives.
 */
export const httpServer = rootHttpRouterServiceFactory({
  configure({ applyDefaults, server, lifecycle }) {
    applyDefaults();
    lifecycle.addShutdownHook(() => {
      setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    });
  },
});
