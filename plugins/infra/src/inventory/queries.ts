import type { Server, ServerQuery, SyncResult } from '@bailiwick/backstage-plugin-infra-common';
import { queryKeys, newKey, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export type ServerFilter = Partial<Omit<ServerQuery, 'cursor'>>;

export function useServers(filter: ServerFilter) {
  const api = useInfraApi();
  return usePagedQuery<Server>({
    queryKey: [...queryKeys.inventory, 'servers', JSON.stringify(filter)],
    fetchPage: ({ cursor, signal }) => api.listServers({ query: { ...filter, cursor }, signal }),
  });
}

export function useSyncs() {
  const api = useInfraApi();
  return usePagedQuery<SyncResult>({
    queryKey: [...queryKeys.inventory, 'syncs'],
    fetchPage: ({ cursor, signal }) =>
      api.listInventorySyncs({ query: { cursor, limit: 20 }, signal }),
  });
}

export function useSyncNow() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (request: { confirmLoss?: boolean }) => api.syncInventory({ body: request }),
    changes: () => [{ subject: 'inventory' }],
  });
}

/** What can be done with the assignment of a server. */
export type Assignment =
  | { kind: 'assign'; fieldId: string }
  | { kind: 'swap'; fromFieldId: string; toFieldId: string }
  | { kind: 'unassign' };

export function useChangeAssignment(server: Server) {
  const api = useInfraApi();
  return useInfraMutation<Assignment, unknown>({
    mutate: change => {
      switch (change.kind) {
        case 'assign':
          return api.assignServer({
            body: { serverId: server.id, fieldId: change.fieldId },
            idempotencyKey: newKey(),
          });
        case 'swap': {
          const { fromFieldId, toFieldId } = change;
          return api.swapServer({
            body: { serverId: server.id, fromFieldId, toFieldId },
            idempotencyKey: newKey(),
          });
        }
        default:
          return api.unassignServer({ params: { serverId: server.id } });
      }
    },
    changes: () => [{ subject: 'inventory' }],
  });
}
