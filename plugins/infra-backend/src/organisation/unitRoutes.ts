import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, etagOf, type RouteServices } from '../lib/http';
import type { AuthorizedUnitService } from './AuthorizedUnitService';
import { toUnit } from './UnitRecord';

export function mountUnits(
  router: Router,
  services: RouteServices,
  units: AuthorizedUnitService,
): void {
  bindRoute(router, services, routes.listUnits, async ({ actor, query }) => {
    const { items, ...page } = await units.list(actor, query);
    return { status: 200, body: { ...page, items: items.map(toUnit) } };
  });

  bindRoute(router, services, routes.createUnit, async ({ actor, body }) => {
    const unit = await units.create(actor, body);
    return { status: 201, body: toUnit(unit), etag: etagOf(unit.revision) };
  });

  bindRoute(router, services, routes.getUnit, async ({ actor, params }) => {
    const unit = await units.get(actor, params.id);
    return { status: 200, body: toUnit(unit), etag: etagOf(unit.revision) };
  });

  bindRoute(router, services, routes.updateUnit, async ({ actor, params, body, ifMatch }) => {
    const unit = await units.update(actor, params.id, body, ifMatch);
    return { status: 200, body: toUnit(unit), etag: etagOf(unit.revision) };
  });

  bindRoute(router, services, routes.deleteUnit, async ({ actor, params, ifMatch }) => {
    await units.delete(actor, params.id, ifMatch);
    return { status: 204 };
  });
}
