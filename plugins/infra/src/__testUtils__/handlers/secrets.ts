import type { Secret } from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { idOf } from '../ids';
import type { World } from '../World';
import { pageOf } from './paging';
import { requireMatch } from './preconditions';

const now = () => new Date().toISOString();

export function sketchSecret(number: number, name: string, unitId: string): Secret {
  return {
    id: idOf(7, number),
    name,
    unitId,
    version: 1,
    revision: 1,
    createdBy: 'user:default/tess',
    createdAt: now(),
    updatedAt: now(),
  };
}

export function secretHandlers(world: World): Handlers {
  const find = (id: string): Secret =>
    world.secrets.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such secret');
  return {
    listSecrets: ({ query }) =>
      pageOf(
        world.secrets.filter(({ unitId }) => query.unitId === undefined || unitId === query.unitId),
        query,
      ),
    getSecret: ({ params }) => find(params.id),
    createSecret: ({ body: { name, unitId, description } }) => {
      if (world.secrets.some(one => one.name === name && one.unitId === unitId)) {
        refuse('CONFLICT', `There is a secret ${name} already`);
      }
      const secret = {
        ...sketchSecret(world.secrets.length + 1, name, unitId),
        description,
        createdBy: world.me.userRef,
      };
      world.secrets = [...world.secrets, secret];
      return secret;
    },
    updateSecret: ({ params, body, headers }) => {
      const before = find(params.id);
      requireMatch(headers, before);
      const after: Secret = {
        ...before,
        description: body.description ?? before.description,
        version: before.version + (body.value === undefined ? 0 : 1),
        revision: before.revision + 1,
        updatedAt: now(),
      };
      world.secrets = world.secrets.map(one => (one.id === after.id ? after : one));
      return after;
    },
    deleteSecret: ({ params, headers }) => {
      requireMatch(headers, find(params.id));
      world.secrets = world.secrets.filter(({ id }) => id !== params.id);
    },
  };
}
