import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { ReadableResources } from './ReadableResources';
import { resourceEtag } from './ResourceChanges';

/** Routes that show resources. */
export function mountReadableResources(
  router: Router,
  services: RouteServices,
  resources: ReadableResources,
): void {
  bindRoute(router, services, routes.listResources, async ({ actor, query }) => ({
    status: 200,
    body: await resources.list(actor, query),
  }));
  bindRoute(router, services, routes.getResource, async ({ actor, params }) => {
    const resource = await resources.get(actor, params.id);
    return { status: 200, body: resource, etag: resourceEtag(resource) };
  });
  bindRoute(router, services, routes.listRevisions, async ({ actor, params, query }) => ({
    status: 200,
    body: await resources.revisions(actor, params.id, query),
  }));
  bindRoute(router, services, routes.compareRevisions, async ({ actor, params }) => ({
    status: 200,
    body: await resources.compare(actor, params.id, params.a, params.b),
  }));
  bindRoute(router, services, routes.getResourceTree, async ({ actor, params, query }) => ({
    status: 200,
    body: await resources.tree(actor, params.id, query.direction),
  }));
  bindRoute(router, services, routes.revealOutputs, async ({ actor, params }) => ({
    status: 200,
    body: await resources.revealOutputs(actor, params.id),
  }));
  bindRoute(router, services, routes.listResourceAudit, async ({ actor, params, query }) => ({
    status: 200,
    body: await resources.audit(actor, params.id, query),
  }));
}
