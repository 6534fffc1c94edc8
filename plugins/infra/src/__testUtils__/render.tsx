import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import type { JSX } from 'react';
import { createInfraApi, infraApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { withQueries } from '../withQueries';
import { FakeInfra } from './FakeInfra';
import { FakeSignals } from './signals';

const BASE = 'http://backend.test/api/infra';

/** The edge of the network: every request of the screens arrives at the backend of the test that runs. */
export function fakeNetwork() {
  let backend = new FakeInfra();
  const server = setupServer(http.all('*/api/infra/*', ({ request }) => backend.respond(request)));
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  beforeEach(() => {
    backend = new FakeInfra();
  });
  afterAll(() => server.close());
  return {
    get backend() {
      return backend;
    },
    get world() {
      return backend.world;
    },
    replace: (next: FakeInfra) => {
      backend = next;
    },
  };
}

interface RenderScreenOptions {
  /** Where in the app one is, with its query parameters. */
  at?: string;
  /** The path at which the screen is mounted, where it reads parameters from it. */
  mountPath?: string;
  signals?: FakeSignals;
  catalog?: ReturnType<typeof catalogApiMock>;
  config?: Parameters<typeof renderInTestApp>[1] extends infer O
    ? O extends { config?: infer C }
      ? C
      : never
    : never;
}

export type RenderedScreen = ReturnType<typeof renderInTestApp> & { signals: FakeSignals };

/** Renders a screen as an app would, with the real client in front of the fake backend. */
export function renderScreen(
  screen: JSX.Element,
  options: RenderScreenOptions = {},
): RenderedScreen {
  const { at = '/', signals = new FakeSignals(), mountPath, catalog = catalogApiMock() } = options;
  const infraApi = createInfraApi({
    discoveryApi: { getBaseUrl: async () => BASE },
    fetchApi: { fetch },
  });
  const result = renderInTestApp(withQueries(screen), {
    apis: [
      [infraApiRef, infraApi],
      [signalApiRef, signals],
      [catalogApiRef, catalog],
    ],
    mountedRoutes: {
      '/infra': rootRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
    initialRouteEntries: [at],
    mountPath,
    config: options.config,
  });
  return { ...result, signals };
}
