import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedQuotaService } from './AuthorizedQuotaService';

export function mountQuota(
  router: Router,
  services: RouteServices,
  quotas: AuthorizedQuotaService,
): void {
  bindRoute(router, services, routes.getUnitQuota, async ({ actor, params }) => ({
    status: 200,
    body: await quotas.entries(actor, params.id),
  }));

  bindRoute(router, services, routes.getUnitQuotaHistory, async ({ actor, params, query }) => ({
    status: 200,
    body: await quotas.history(actor, params.id, query),
  }));

  bindRoute(router, services, routes.grantQuota, async request => {
    const { actor, params, body, ifMatch, ifNoneMatch } = request;
    const entry = await quotas.grant(actor, {
      unitId: params.id,
      site: params.site,
      limit: body,
      ifMatch,
      ifNoneMatch,
    });
    return { status: 200, body: entry, etag: entry.etag };
  });

  bindRoute(router, services, routes.grantBudget, async ({ actor, params, body, ifMatch }) => {
    const limit = body.monthlyCost;
    const budget = await quotas.grantBudget(actor, { unitId: params.id, limit, ifMatch });
    return { status: 200, body: budget, etag: budget.etag };
  });

  bindRoute(router, services, routes.getAllocationTree, async ({ actor, query }) => ({
    status: 200,
    body: await quotas.tree(actor, query),
  }));
}
