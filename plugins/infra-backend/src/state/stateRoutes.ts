import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedStateService } from './AuthorizedStateService';

/** The calls for people. */
export function mountStates(
  router: Router,
  services: RouteServices,
  states: AuthorizedStateService,
): void {
  bindRoute(router, services, routes.getStateOverview, async ({ actor, params }) => ({
    status: 200,
    body: await states.overview(actor, params.resourceId),
  }));

  bindRoute(router, services, routes.downloadState, async ({ actor, params, res }) => {
    res.set('Cache-Control', 'no-store');
    return {
      status: 200,
      body: await states.download(actor, params.resourceId, params.version),
    };
  });
}
