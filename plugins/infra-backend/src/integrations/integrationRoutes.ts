import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, etagOf, type RouteServices } from '../lib/http';
import type { AuthorizedIntegrationService } from './AuthorizedIntegrationService';
import { type IntegrationRecord, toIntegration } from './IntegrationStore';

const answer = <S extends 200 | 201>(status: S, record: IntegrationRecord) => ({
  status,
  body: toIntegration(record),
  etag: etagOf(record.revision),
});

export function mountIntegrations(
  router: Router,
  services: RouteServices,
  integrations: AuthorizedIntegrationService,
): void {
  bindRoute(router, services, routes.listIntegrationTypes, async () => ({
    status: 200,
    body: { items: integrations.listTypes() },
  }));

  bindRoute(router, services, routes.listIntegrations, async ({ actor, query }) => {
    const { items, ...page } = await integrations.list(actor, query);
    return { status: 200, body: { ...page, items: items.map(toIntegration) } };
  });

  bindRoute(router, services, routes.createIntegration, async ({ actor, body }) =>
    answer(201, await integrations.create(actor, body)),
  );

  bindRoute(router, services, routes.getIntegration, async ({ actor, params }) =>
    answer(200, await integrations.get(actor, params.id)),
  );

  bindRoute(router, services, routes.updateIntegration, async ({ actor, params, body, ifMatch }) =>
    answer(200, await integrations.update(actor, params.id, body, ifMatch)),
  );

  bindRoute(router, services, routes.deleteIntegration, async ({ actor, params, ifMatch }) => {
    await integrations.delete(actor, params.id, ifMatch);
    return { status: 204 };
  });

  bindRoute(router, services, routes.validateIntegration, async ({ actor, params }) => ({
    status: 200,
    body: await integrations.validate(actor, params.id),
  }));
}
