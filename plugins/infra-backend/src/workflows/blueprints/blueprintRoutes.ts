import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, etagOf, type RouteServices } from '../../lib/http';
import type { AuthorizedBlueprintService } from './AuthorizedBlueprintService';

/** Routes of blueprints. */
export function mountBlueprints(
  router: Router,
  services: RouteServices,
  blueprints: AuthorizedBlueprintService,
): void {
  bindRoute(router, services, routes.listBlueprints, async ({ actor, query }) => ({
    status: 200,
    body: await blueprints.list(actor, query),
  }));
  bindRoute(router, services, routes.createBlueprint, async ({ actor, body }) => {
    const { blueprint, revision } = await blueprints.create(actor, body);
    return { status: 201, body: blueprint, etag: etagOf(revision) };
  });
  bindRoute(router, services, routes.checkBlueprint, async ({ actor, body }) => ({
    status: 200,
    body: await blueprints.check(actor, body),
  }));
  bindRoute(router, services, routes.getBlueprint, async ({ actor, params }) => {
    const { blueprint, revision } = await blueprints.get(actor, params.name);
    return { status: 200, body: blueprint, etag: etagOf(revision) };
  });
  bindRoute(router, services, routes.updateBlueprint, async ({ actor, params, body, ifMatch }) => {
    const { blueprint, revision } = await blueprints.update(actor, params.name, body, ifMatch);
    return { status: 200, body: blueprint, etag: etagOf(revision) };
  });
  bindRoute(router, services, routes.deleteBlueprint, async ({ actor, params, ifMatch }) => {
    await blueprints.delete(actor, params.name, ifMatch);
    return { status: 204 };
  });
}
