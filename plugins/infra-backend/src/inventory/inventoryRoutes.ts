import { convertCpu, routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedInventoryService } from './AuthorizedInventoryService';

/** @param ratio - how many regular cores a high-performance core counts for */
export function mountInventory(
  router: Router,
  services: RouteServices,
  inventory: AuthorizedInventoryService,
  ratio: number,
): void {
  bindRoute(router, services, routes.listServers, async ({ actor, query }) => ({
    status: 200,
    body: await inventory.list(actor, query),
  }));

  bindRoute(router, services, routes.getServer, async ({ actor, params }) => ({
    status: 200,
    body: await inventory.get(actor, params.id),
  }));

  bindRoute(router, services, routes.assignServer, async ({ actor, body }) => ({
    status: 201,
    body: await inventory.assign(actor, body.serverId, body.fieldId),
  }));

  bindRoute(router, services, routes.unassignServer, async ({ actor, params }) => {
    await inventory.unassign(actor, params.serverId);
    return { status: 204 };
  });

  bindRoute(router, services, routes.swapServer, async ({ actor, body }) => ({
    status: 200,
    body: await inventory.swap(actor, body),
  }));

  bindRoute(router, services, routes.syncInventory, async ({ actor, body }) => ({
    status: 200,
    body: await inventory.sync(actor, body.confirmLoss),
  }));

  bindRoute(router, services, routes.listInventorySyncs, async ({ actor, query }) => ({
    status: 200,
    body: await inventory.listSyncs(actor, query),
  }));

  bindRoute(router, services, routes.listSites, async () => {
    const names = await inventory.sites();
    return { status: 200, body: { items: names.map(name => ({ name })) } };
  });

  bindRoute(router, services, routes.convertCpu, async ({ body }) => ({
    status: 200,
    body: convertCpu(body, ratio),
  }));
}
