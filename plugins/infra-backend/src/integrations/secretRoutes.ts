import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedSecretService } from './AuthorizedSecretService';

export function mountSecrets(
  router: Router,
  services: RouteServices,
  secrets: AuthorizedSecretService,
): void {
  bindRoute(router, services, routes.listSecrets, async ({ actor, query }) => ({
    status: 200,
    body: await secrets.list(actor, query),
  }));

  bindRoute(router, services, routes.createSecret, async ({ actor, body }) => ({
    status: 201,
    body: await secrets.create(actor, body),
  }));

  bindRoute(router, services, routes.updateSecret, async ({ actor, params, body }) => ({
    status: 200,
    body: await secrets.update(actor, params.id, body),
  }));

  bindRoute(router, services, routes.deleteSecret, async ({ actor, params }) => {
    await secrets.delete(actor, params.id);
    return { status: 204 };
  });
}
