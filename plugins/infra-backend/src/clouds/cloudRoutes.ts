import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedCloudService } from './AuthorizedCloudService';

export function mountClouds(
  router: Router,
  services: RouteServices,
  clouds: AuthorizedCloudService,
): void {
  bindRoute(router, services, routes.listClouds, async ({ actor }) => ({
    status: 200,
    body: { items: await clouds.list(actor) },
  }));
  bindRoute(router, services, routes.getCloud, async ({ actor, params }) => ({
    status: 200,
    body: await clouds.get(actor, params.id),
  }));
  bindRoute(router, services, routes.getCloudAuthMethod, async ({ actor, params }) => ({
    status: 200,
    body: await clouds.authMethod(actor, params.id, params.method),
  }));
  bindRoute(router, services, routes.detectCapabilities, async ({ actor, body }) => ({
    status: 200,
    body: await clouds.detect(actor, body.files),
  }));
  bindRoute(router, services, routes.detectInRepository, async ({ actor, body }) => ({
    status: 200,
    body: await clouds.detectInRepository(actor, body.repository),
  }));
  bindRoute(router, services, routes.listCloudOptions, async ({ actor, body }) => ({
    status: 200,
    body: await clouds.options(actor, body),
  }));
  bindRoute(router, services, routes.transformCode, async ({ actor, params, body }) => ({
    status: 200,
    body: await clouds.transform(actor, params.id, body.files),
  }));
  bindRoute(router, services, routes.generateConfiguration, async ({ actor, params, body }) => ({
    status: 200,
    body: await clouds.generate(actor, params.id, body),
  }));
}
