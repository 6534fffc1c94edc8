import type {
  ResourceType,
  ResourceTypeDefinition,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import type { World } from '../World';
import { contains, pageOf } from './paging';
import { requireMatch } from './preconditions';

const typeOf = (definition: ResourceTypeDefinition): ResourceType => ({
  ...definition,
  builtIn: false,
  origin: 'api',
  usesIntegrations: true,
  revision: 1,
  updatedAt: new Date().toISOString(),
  versions: definition.versions.map(({ settings, ...version }) => ({
    ...version,
    source: settings,
    resources: 0,
  })),
});

/** What may not be there goes where it is null. */
const withoutNulls = (patch: object): Partial<ResourceType> =>
  Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value ?? undefined]));

export function resourceTypeHandlers(world: World): Handlers {
  const find = (name: string): ResourceType =>
    world.types.find(one => one.name === name) ?? refuse('NOT_FOUND', 'There is no such type');
  const replace = (before: ResourceType, changes: Partial<ResourceType>): ResourceType => {
    const changed = { ...before, ...changes, revision: before.revision + 1 };
    world.types = world.types.map(one => (one.name === changed.name ? changed : one));
    return changed;
  };
  return {
    listResourceTypes: ({ query }) =>
      pageOf(
        world.types.filter(
          ({ name, title }) => contains(name, query.q) || contains(title, query.q),
        ),
        query,
      ),
    getResourceType: ({ params }) => find(params.name),
    createResourceType: ({ body }) => {
      if (world.types.some(({ name }) => name === body.name)) {
        refuse('CONFLICT', `There is a type ${body.name} already`);
      }
      const type = typeOf(body);
      world.types = [...world.types, type];
      return type;
    },
    updateResourceType: ({ params, body, headers }) => {
      const type = find(params.name);
      requireMatch(headers, type);
      return replace(type, withoutNulls(body));
    },
    deleteResourceType: ({ params, headers }) => {
      requireMatch(headers, find(params.name));
      const blockedBy = world.resources.filter(({ type }) => type === params.name);
      if (blockedBy.length > 0) {
        const names = blockedBy.map(({ name }) => name).join(', ');
        refuse('DEPENDENCY_EXISTS', `Still used by ${names}`, { blockedBy });
      }
      world.types = world.types.filter(({ name }) => name !== params.name);
    },
    readModule: ({ body: { variables } }) => {
      const module = world.modules[`${variables.folder ?? ''}`];
      if (variables.ref === 'nowhere') {
        const details = [{ pointer: '/variables/ref', message: 'is neither a branch nor a tag' }];
        refuse('VALIDATION_ERROR', 'The request is wrong', details);
      }
      const folders = Object.keys(world.modules);
      const problem = { pointer: '/variables/folder', message: 'has no module' };
      return { commit: 'c'.repeat(40), folders, notes: [], ...(module ?? { problem }) };
    },
    createTypeVersion: ({ params, body: { settings, ...version }, headers }) => {
      const type = find(params.name);
      requireMatch(headers, type);
      if (type.versions.some(one => one.version === version.version)) {
        refuse('CONFLICT', `There is a version ${version.version} already`);
      }
      return replace(type, { versions: [...type.versions, { ...version, source: settings }] });
    },
    updateTypeVersion: ({ params, body, headers }) => {
      const type = find(params.name);
      requireMatch(headers, type);
      return replace(type, {
        versions: type.versions.map(one =>
          one.version === params.version ? { ...one, ...body } : one,
        ),
      });
    },
    importResourceType: () =>
      world.proposal ?? refuse('UPSTREAM_FAILED', 'The repository does not answer'),
  };
}
