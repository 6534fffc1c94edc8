import { type Binding, routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import type { PlacedBinding } from '../access';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedRoleBindingService } from './AuthorizedRoleBindingService';

/** A binding without where its unit stands. */
export const toBinding = ({ unit: _unit, ...binding }: PlacedBinding): Binding => binding;

export function mountRoles(
  router: Router,
  services: RouteServices,
  roleBindings: AuthorizedRoleBindingService,
): void {
  bindRoute(router, services, routes.getMe, async ({ actor }) => ({
    status: 200,
    body: { userRef: actor.ref, bindings: actor.bindings.map(toBinding) },
  }));

  bindRoute(router, services, routes.listRoleBindings, async ({ actor, query }) => ({
    status: 200,
    body: await roleBindings.list(actor, query),
  }));

  bindRoute(router, services, routes.createRoleBinding, async ({ actor, body }) => ({
    status: 201,
    body: await roleBindings.create(actor, body),
  }));

  bindRoute(router, services, routes.deleteRoleBinding, async ({ actor, params }) => {
    await roleBindings.delete(actor, params.id);
    return { status: 204 };
  });
}
