import {
  type ChangeForecast,
  isResourceAction,
  type ResourceAction,
  routes,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Router } from 'express';
import type { Actor } from '../access';
import { bindRoute, hangUpSignal, type RouteServices } from '../lib/http';
import type { AuthorizedResourceService } from './AuthorizedResourceService';
import type { RequestedAction } from './ResourceActions';
import type { Views } from './Views';

/** Routes by which something becomes of resources. */
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
  bindRoute(router, services, routes.readModule, async ({ actor, params, body, res }) => ({
    status: 200,
    body: await resources.readModule(actor, params.name, body, hangUpSignal(res)),
  }));
  bindRoute(router, services, routes.actOnResource, async ({ actor, params, body }) => {
    const { id, action } = params;
    if (body.dryRun) return { status: 200, body: await forecastAction(resources, actor, params) };
    const { input, ...request } = body;
    if (!isResourceAction(action)) {
      const named = { action, input: input ?? {}, comment: request.comment };
      return { status: 202, body: await resources.actByName(actor, id, named) };
    }
    if (input) throw validationError([{ pointer: '/input', message: `is not for ${action}` }]);
    return { status: 202, body: await resources.act(actor, id, requested(action), request) };
  });
  bindRoute(router, services, routes.patchResource, async ({ actor, params, body, ifMatch }) =>
    body.dryRun
      ? { status: 200, body: await resources.forecastChange(actor, params.id, body, ifMatch) }
      : { status: 202, body: await resources.change(actor, params.id, body, ifMatch) },
  );
  bindRoute(router, services, routes.labelResource, async ({ actor, params, body }) => ({
    status: 200,
    body: await resources.label(actor, params.id, body.labels),
  }));
  for (const [route, wanted] of [
    [routes.addFavourite, true],
    [routes.removeFavourite, false],
  ] as const) {
    bindRoute(router, services, route, async ({ actor, params }) => {
      await resources.markFavourite(actor, params.id, wanted);
      return { status: 204 };
    });
  }
  bindRoute(router, services, routes.restoreRevision, async ({ actor, params, ifMatch }) => ({
    status: 202,
    body: await resources.restore(actor, params.id, params.revision, ifMatch),
  }));
  bindRoute(router, services, routes.deleteResource, async ({ actor, params, ifMatch }) => {
    await resources.delete(actor, params.id, ifMatch);
    return { status: 204 };
  });
}

async function forecastAction(
  resources: AuthorizedResourceService,
  actor: Actor,
  { id, action }: { id: string; action: string },
): Promise<ChangeForecast> {
  if (action === 'extend') return resources.forecastExtension(actor, id);
  throw validationError([{ pointer: '/dryRun', message: 'can be asked of extend only' }]);
}

/** Two actions of the table have a method of their own. */
function requested(action: ResourceAction): RequestedAction {
  if (action !== 'edit' && action !== 'delete') return action;
  const method = action === 'edit' ? 'PATCH' : 'DELETE';
  throw validationError([
    { pointer: '/params/action', message: `is not done here: send ${method} /resources/{id}` },
  ]);
}

/** What provisioners show. The route comes after all others, since its path fits them too. */
export function mountViews(router: Router, services: RouteServices, views: Views): void {
  bindRoute(router, services, routes.viewResource, async ({ actor, params, query, res }) => {
    const shown = await views.show(actor, { ...params, query, gone: hangUpSignal(res) });
    return { status: 200, body: shown as Variables[string] };
  });
}
