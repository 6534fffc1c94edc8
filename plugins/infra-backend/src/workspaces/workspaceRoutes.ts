import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, etagOf, type RouteServices } from '../lib/http';
import type { AuthorizedWorkspaceService } from './AuthorizedWorkspaceService';
import { toMirror, toWorkspace } from './view';
import type { WorkspaceRecord } from './types';

/** Only who may change a workspace gets an answer to a change of it. */
const changed = <S extends 200 | 201>(status: S, record: WorkspaceRecord) => ({
  status,
  body: toWorkspace(record, true),
  etag: etagOf(record.revision),
});

export function mountWorkspaces(
  router: Router,
  services: RouteServices,
  workspaces: AuthorizedWorkspaceService,
): void {
  bindRoute(router, services, routes.listWorkspaces, async ({ actor, query }) => {
    const { items, ...page } = await workspaces.list(actor, query);
    const manageable = await workspaces.manageable(actor, items);
    const shown = items.map(item => toWorkspace(item, manageable.has(item.id)));
    return { status: 200, body: { ...page, items: shown } };
  });
  bindRoute(router, services, routes.createWorkspace, async ({ actor, body }) =>
    changed(201, await workspaces.create(actor, body)),
  );
  bindRoute(router, services, routes.getWorkspace, async ({ actor, params }) => {
    const record = await workspaces.get(actor, params.id);
    const mayManage = (await workspaces.manageable(actor, [record])).has(record.id);
    return { status: 200, body: toWorkspace(record, mayManage), etag: etagOf(record.revision) };
  });
  bindRoute(router, services, routes.updateWorkspace, async ({ actor, params, body, ifMatch }) =>
    changed(200, await workspaces.update(actor, params.id, body, ifMatch)),
  );
  bindRoute(router, services, routes.deleteWorkspace, async ({ actor, params, ifMatch }) => {
    await workspaces.delete(actor, params.id, ifMatch);
    return { status: 204 };
  });
  bindRoute(router, services, routes.validateWorkspace, async ({ actor, params }) => ({
    status: 200,
    body: await workspaces.validate(actor, params.id),
  }));
  bindRoute(router, services, routes.listMirrors, async ({ actor, params, query }) => {
    const { items, ...page } = await workspaces.listMirrors(actor, params.id, query);
    return { status: 200, body: { ...page, items: items.map(toMirror) } };
  });
  bindRoute(router, services, routes.bindResource, async ({ actor, params, body }) => ({
    status: 201,
    body: toMirror(await workspaces.bind(actor, params.id, body.resourceId)),
  }));
  bindRoute(router, services, routes.unbindResource, async ({ actor, params }) => {
    await workspaces.unbind(actor, params.id, params.resourceId);
    return { status: 204 };
  });
  bindRoute(router, services, routes.getResourceMirror, async ({ actor, params }) => {
    const mirror = await workspaces.mirrorOf(actor, params.id);
    return { status: 200, body: mirror ? { mirror: toMirror(mirror) } : {} };
  });
  bindRoute(router, services, routes.retryResourceMirror, async ({ actor, params }) => ({
    status: 202,
    body: toMirror(await workspaces.retry(actor, params.id)),
  }));
}
