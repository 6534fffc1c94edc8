import { type Handlers, refuse } from '../contract';
import type { World } from '../World';

export const argoCdHandlers = (world: World): Handlers => {
  const find = ({ instance, name }: { instance: string; name: string }) =>
    world.applications.find(one => one.instance === instance && one.name === name) ??
    refuse('NOT_FOUND', `Argo CD ${instance} has no application ${name}`);
  return {
    listArgoCdApplications: ({ query }) => {
      const names = query.name?.split(',').map(name => name.trim());
      return {
        items: world.applications.filter(({ name }) => !names || names.includes(name)),
        instances: [...new Set(world.applications.map(({ instance }) => instance))].map(name => ({
          name,
          reachable: true,
          checkedAt: new Date().toISOString(),
        })),
      };
    },
    getArgoCdApplication: ({ params }) => find(params),
    syncArgoCdApplication: ({ params }) => ({ revision: find(params).revision }),
    rollbackArgoCdApplication: ({ params, body }) => {
      find(params);
      return { commit: body.revision };
    },
  };
};
