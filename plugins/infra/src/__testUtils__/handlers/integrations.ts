import { type Integration, SECRET_MASK } from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { sketchIntegration } from '../integrations';
import type { World } from '../World';
import { pageOf } from './paging';
import { requireMatch } from './preconditions';

export function integrationHandlers(world: World): Handlers {
  const find = (id: string): Integration =>
    world.integrations.find(one => one.id === id) ??
    refuse('NOT_FOUND', 'There is no such integration');
  const replace = (changed: Integration): Integration => {
    world.integrations = world.integrations.map(one => (one.id === changed.id ? changed : one));
    return changed;
  };
  const isSecret = (type: string, name: string): boolean => {
    const kind = world.integrationTypes.find(one => one.type === type);
    const field = kind?.fields.find(one => one.name === name);
    return field?.secret ?? kind?.otherFields?.secret ?? false;
  };
  const masked = (type: string, values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        isSecret(type, name) ? SECRET_MASK : value,
      ]),
    );
  return {
    listIntegrationTypes: () => ({ items: world.integrationTypes }),
    listIntegrations: ({ query }) =>
      pageOf(
        world.integrations.filter(
          ({ type, unitId }) =>
            (query.type === undefined || type === query.type) &&
            (query.unitId === undefined ||
              unitId === undefined ||
              world.org.chainOf(query.unitId).some(({ unit }) => unit.id === unitId)),
        ),
        query,
      ),
    getIntegration: ({ params }) => find(params.id),
    createIntegration: ({ body }) => {
      const { name, type, unitId, values } = body;
      const integration = sketchIntegration(world.integrations.length + 1, {
        ...{ name, type, unitId },
        values: masked(type, values),
        createdBy: world.me.userRef,
      });
      world.integrations = [...world.integrations, integration];
      return integration;
    },
    updateIntegration: ({ params, body, headers }) => {
      const before = find(params.id);
      requireMatch(headers, before);
      return replace({
        ...before,
        name: body.name ?? before.name,
        values: body.values ? masked(before.type, body.values) : before.values,
        revision: before.revision + 1,
      });
    },
    deleteIntegration: ({ params, headers }) => {
      const integration = find(params.id);
      requireMatch(headers, integration);
      const { usedBy } = integration;
      if (usedBy > 0) {
        const [{ id, name, type }] = world.resources;
        refuse('DEPENDENCY_EXISTS', `It is used by ${name}`, { blockedBy: [{ id, name, type }] });
      }
      world.integrations = world.integrations.filter(({ id }) => id !== params.id);
    },
    validateIntegration: ({ params }) => {
      const integration = find(params.id);
      replace({ ...integration, validatedAt: new Date().toISOString() });
      return { valid: true };
    },
  };
}
