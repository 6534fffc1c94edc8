import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedArgoCdService } from './AuthorizedArgoCdService';

export function mountArgoCd(
  router: Router,
  services: RouteServices,
  applications: AuthorizedArgoCdService,
): void {
  bindRoute(router, services, routes.listArgoCdApplications, async ({ actor, query }) => ({
    status: 200,
    body: await applications.list(actor, query),
  }));

  bindRoute(router, services, routes.getArgoCdApplication, async ({ actor, params }) => ({
    status: 200,
    body: await applications.get(actor, params),
  }));

  bindRoute(router, services, routes.syncArgoCdApplication, async ({ actor, params, body }) => ({
    status: 202,
    body: await applications.sync(actor, params, body),
  }));

  bindRoute(
    router,
    services,
    routes.rollbackArgoCdApplication,
    async ({ actor, params, body }) => ({
      status: 202,
      body: await applications.rollback(actor, params, body.revision),
    }),
  );
}
