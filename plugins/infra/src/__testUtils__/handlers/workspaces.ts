import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { sketchWorkspace } from '../workspaces';
import type { World } from '../World';
import { pageOf } from './paging';
import { requireMatch } from './preconditions';

export function workspaceHandlers(world: World): Handlers {
  const find = (id: string): Workspace =>
    world.workspaces.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no workspace');
  const replace = (changed: Workspace): Workspace => {
    world.workspaces = world.workspaces.map(one => (one.id === changed.id ? changed : one));
    return changed;
  };
  const serves = ({ unitId, resourceTypes }: Workspace, unit?: string, type?: string) =>
    (unit === undefined || world.org.chainOf(unit).some(above => above.unit.id === unitId)) &&
    (type === undefined || resourceTypes.length === 0 || resourceTypes.includes(type));
  return {
    listWorkspaces: ({ query }) =>
      pageOf(
        world.workspaces.filter(
          one => one.name.includes(query.q ?? '') && serves(one, query.unitId, query.type),
        ),
        query,
      ),
    getWorkspace: ({ params }) => find(params.id),
    createWorkspace: ({ body }) => {
      const { unit } = world.org.get(body.unitId);
      const apiUrl = body.apiUrl ?? 'https://git.test/api/v3';
      const made = sketchWorkspace(world.workspaces.length + 1, unit, { ...body, apiUrl });
      world.workspaces = [...world.workspaces, made];
      return made;
    },
    updateWorkspace: ({ params, body, headers }) => {
      const before = find(params.id);
      requireMatch(headers, before);
      return replace({
        ...{ ...before, ...body },
        description: body.description ?? undefined,
        apiUrl: body.apiUrl ?? before.apiUrl,
        revision: before.revision + 1,
      });
    },
    deleteWorkspace: ({ params, headers }) => {
      requireMatch(headers, find(params.id));
      const mirrors = world.mirrors.filter(({ workspace }) => workspace.id === params.id);
      if (mirrors.length > 0) {
        const blockedBy = mirrors.map(({ resource: { id, name, type } }) => ({ id, name, type }));
        refuse('DEPENDENCY_EXISTS', 'It mirrors something', { blockedBy });
      }
      world.workspaces = world.workspaces.filter(({ id }) => id !== params.id);
    },
    validateWorkspace: ({ params }) => {
      replace({ ...find(params.id), validatedAt: new Date().toISOString() });
      return { valid: true };
    },
    listMirrors: ({ params, query }) =>
      pageOf(
        world.mirrors.filter(
          ({ workspace, state, error, resource }) =>
            workspace.id === params.id &&
            (query.state === undefined || state === query.state) &&
            (query.failing === undefined || query.failing === (error !== undefined)) &&
            resource.name.includes(query.q ?? ''),
        ),
        query,
      ),
    getResourceMirror: ({ params }) => {
      const mirror = world.mirrors.find(({ resource }) => resource.id === params.id);
      return mirror ? { mirror } : {};
    },
    retryResourceMirror: ({ params }) => {
      const mirror = world.mirrors.find(({ resource }) => resource.id === params.id);
      if (!mirror) return refuse('NOT_FOUND', 'Nothing mirrors it');
      const { error: _, ...good } = mirror;
      world.mirrors = world.mirrors.map(one => (one === mirror ? good : one));
      return good;
    },
  };
}
