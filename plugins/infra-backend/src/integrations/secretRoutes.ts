import { routes, type Secret } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, etagOf, type RouteServices } from '../lib/http';
import type { AuthorizedSecretService } from './AuthorizedSecretService';

const answer = <S extends 200 | 201>(status: S, secret: Secret) => ({
  status,
  body: secret,
  etag: etagOf(secret.revision),
});

export function mountSecrets(
  router: Router,
  services: RouteServices,
  secrets: AuthorizedSecretService,
): void {
  bindRoute(router, services, routes.listSecrets, async ({ actor, query }) => ({
    status: 200,
    body: await secrets.list(actor, query),
  }));

  bindRoute(router, services, routes.createSecret, async ({ actor, body }) =>
    answer(201, await secrets.create(actor, body)),
  );

  bindRoute(router, services, routes.getSecret, async ({ actor, params }) =>
    answer(200, await secrets.get(actor, params.id)),
  );

  bindRoute(router, services, routes.updateSecret, async ({ actor, params, body, ifMatch }) =>
    answer(200, await secrets.update(actor, params.id, body, ifMatch)),
  );

  bindRoute(router, services, routes.deleteSecret, async ({ actor, params, ifMatch }) => {
    await secrets.delete(actor, params.id, ifMatch);
    return { status: 204 };
  });
}
