import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, hangUpSignal, type RouteServices } from '../../lib/http';
import type { AuthorizedTypeService } from './AuthorizedTypeService';

export function mountTypes(
  router: Router,
  services: RouteServices,
  types: AuthorizedTypeService,
): void {
  bindRoute(router, services, routes.listResourceTypes, async ({ actor, query }) => ({
    status: 200,
    body: await types.list(actor, query),
  }));
  // Before the routes with a name: `import` is none.
  bindRoute(router, services, routes.importResourceType, async ({ actor, body, res }) => ({
    status: 200,
    body: await types.propose(actor, body, hangUpSignal(res)),
  }));
  bindRoute(router, services, routes.createResourceType, async ({ actor, body }) => ({
    status: 201,
    ...(await types.create(actor, body)),
  }));
  bindRoute(router, services, routes.getResourceType, async ({ actor, params }) => ({
    status: 200,
    ...(await types.get(actor, params.name)),
  }));
  bindRoute(
    router,
    services,
    routes.updateResourceType,
    async ({ actor, params, body, ifMatch }) => ({
      status: 200,
      ...(await types.update(actor, params.name, body, ifMatch)),
    }),
  );
  bindRoute(router, services, routes.deleteResourceType, async ({ actor, params, ifMatch }) => {
    await types.delete(actor, params.name, ifMatch);
    return { status: 204 };
  });
  bindRoute(
    router,
    services,
    routes.createTypeVersion,
    async ({ actor, params, body, ifMatch }) => ({
      status: 201,
      ...(await types.addVersion(actor, params.name, body, ifMatch)),
    }),
  );
  bindRoute(
    router,
    services,
    routes.updateTypeVersion,
    async ({ actor, params, body, ifMatch }) => ({
      status: 200,
      ...(await types.updateVersion(actor, params, body, ifMatch)),
    }),
  );
}
