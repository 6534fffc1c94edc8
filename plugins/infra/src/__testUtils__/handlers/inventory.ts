import { convertCpu, type Server } from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { idOf } from '../ids';
import type { World } from '../World';
import { contains, pageOf } from './paging';

function findServer(world: World, id: string): Server {
  return (
    world.servers.find(server => server.id === id) ?? refuse('NOT_FOUND', 'There is no such server')
  );
}

function update(world: World, changed: Server): Server {
  world.servers = world.servers.map(server => (server.id === changed.id ? changed : server));
  return changed;
}

export const inventoryHandlers = (world: World): Handlers => ({
  listServers: ({ query }) =>
    pageOf(
      world.servers.filter(
        server =>
          (contains(server.name, query.q) || contains(server.serialNumber, query.q)) &&
          (query.site === undefined || server.site === query.site) &&
          (query.tier === undefined || server.performanceTier === query.tier) &&
          (query.status === undefined || server.status === query.status) &&
          (query.fieldId === undefined || server.fieldId === query.fieldId) &&
          (!query.unassigned || server.fieldId === undefined),
      ),
      query,
    ),
  getServer: ({ params }) => findServer(world, params.id),
  assignServer: ({ body }) => {
    const server = findServer(world, body.serverId);
    if (server.fieldId) refuse('CONFLICT', `${server.name} is assigned already`);
    return update(world, { ...server, fieldId: body.fieldId });
  },
  unassignServer: ({ params }) => {
    update(world, { ...findServer(world, params.serverId), fieldId: undefined });
  },
  swapServer: ({ body }) =>
    update(world, { ...findServer(world, body.serverId), fieldId: body.toFieldId }),
  syncInventory: () => {
    const result = {
      ...world.syncs[0],
      id: idOf(3, world.syncs.length + 1),
      status: 'succeeded' as const,
      startedAt: new Date().toISOString(),
      finishedAt: new Date().toISOString(),
      requestedBy: world.me.userRef,
      error: undefined,
    };
    world.syncs = [result, ...world.syncs];
    return result;
  },
  listInventorySyncs: ({ query }) => pageOf(world.syncs, query),
  listSites: () => ({
    items: [...new Set(world.servers.map(({ site }) => site))].sort().map(name => ({ name })),
  }),
  convertCpu: ({ body }) => convertCpu(body, 2),
});
