import { type ResourceAction, routes } from '@bailiwick/backstage-plugin-infra-common';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedResourceService } from './AuthorizedResourceService';
import { resourceEtag } from './ResourceChanges';
import type { RequestedAction } from './ResourceActions';

/** Routes of resources. */
export function mountResources(
  router: Router,
  services: RouteServices,
  resources: AuthorizedResourceService,
): void {
  bindRoute(router, services, routes.createResource, async ({ actor, body }) =>
    body.dryRun
      ? { status: 200, body: await resources.dryRun(actor, body) }
      : { status: 201, body: await resources.create(actor, body) },
  );
  bindRoute(router, services, routes.listResources, async ({ actor, query }) => ({
    status: 200,
    body: await resources.list(actor, query),
  }));
  bindRoute(router, services, routes.getResource, async ({ actor, params }) => {
    const resource = await resources.get(actor, params.id);
    return { status: 200, body: resource, etag: resourceEtag(resource) };
  });
  bindRoute(router, services, routes.actOnResource, async ({ actor, params, body }) => ({
    status: 202,
    body: await resources.act(actor, params.id, requested(params.action), body),
  }));
  bindRoute(router, services, routes.patchResource, async ({ actor, params, body, ifMatch }) => ({
    status: 202,
    body: await resources.change(actor, params.id, body, ifMatch),
  }));
  bindRoute(router, services, routes.listRevisions, async ({ actor, params, query }) => ({
    status: 200,
    body: await resources.revisions(actor, params.id, query),
  }));
  bindRoute(router, services, routes.compareRevisions, async ({ actor, params }) => ({
    status: 200,
    body: await resources.compare(actor, params.id, params.a, params.b),
  }));
  bindRoute(router, services, routes.restoreRevision, async ({ actor, params }) => ({
    status: 202,
    body: await resources.restore(actor, params.id, params.revision),
  }));
  bindRoute(router, services, routes.getResourceTree, async ({ actor, params, query }) => ({
    status: 200,
    body: await resources.tree(actor, params.id, query.direction),
  }));
  bindRoute(router, services, routes.revealOutputs, async ({ actor, params }) => ({
    status: 200,
    body: await resources.revealOutputs(actor, params.id),
  }));
  bindRoute(router, services, routes.deleteResource, async ({ actor, params }) => {
    await resources.delete(actor, params.id);
    return { status: 204 };
  });
  bindRoute(router, services, routes.listResourceAudit, async ({ actor, params, query }) => ({
    status: 200,
    body: await resources.audit(actor, params.id, query),
  }));
}

/** Two actions of the table have a method of their own. */
function requested(action: ResourceAction): RequestedAction {
  if (action !== 'edit' && action !== 'delete') return action;
  const method = action === 'edit' ? 'PATCH' : 'DELETE';
  throw validationError([
    { pointer: '/params/action', message: `is not done here: send ${method} /resources/{id}` },
  ]);
}
