import type {
  Integration,
  Mirror,
  MirrorState,
  PatchWorkspace,
  Workspace,
} from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { etagOf, newKey, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useWorkspaces(q: string | undefined) {
  const api = useInfraApi();
  return usePagedQuery<Workspace>({
    queryKey: [...queryKeys.workspaces, 'list', q ?? ''],
    fetchPage: ({ cursor, signal }) => api.listWorkspaces({ query: { cursor, q }, signal }),
  });
}

export function useWorkspace(id: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.workspaces, 'one', id],
    queryFn: ({ signal }) => api.getWorkspace({ params: { id }, signal }),
  });
}

/** Those that could mirror a resource of the type and the team. */
export function useServingWorkspaces(unitId: string | undefined, type: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.workspaces, 'serving', unitId ?? '', type],
    queryFn: async ({ signal }) =>
      (await api.listWorkspaces({ query: { unitId, type, limit: 200 }, signal })).items,
    enabled: unitId !== undefined,
  });
}

const GIT_HOST = 'git-host';

/** Integrations that a workspace of the unit may use. */
export function useGitHosts(unitId: string | undefined) {
  const api = useInfraApi();
  return useQuery<Integration[]>({
    queryKey: [...queryKeys.integrations, 'git-hosts', unitId ?? ''],
    queryFn: async ({ signal }) => {
      const query = { unitId, type: GIT_HOST, limit: 200 };
      return (await api.listIntegrations({ query, signal })).items;
    },
    enabled: unitId !== undefined,
  });
}

export interface MirrorFilter {
  q?: string;
  state?: MirrorState;
  failing?: boolean;
}

export function useMirrors(workspaceId: string, { q, state, failing }: MirrorFilter) {
  const api = useInfraApi();
  return usePagedQuery<Mirror>({
    queryKey: [
      ...[...queryKeys.workspaces, 'mirrors', workspaceId],
      ...[q ?? '', state ?? '', failing ? 'failing' : ''],
    ],
    fetchPage: ({ cursor, signal }) =>
      api.listMirrors({
        params: { id: workspaceId },
        query: { cursor, q, state, ...(failing ? { failing } : {}) },
        signal,
      }),
  });
}

export function useResourceMirror(resourceId: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.mirror(resourceId),
    queryFn: ({ signal }) => api.getResourceMirror({ params: { id: resourceId }, signal }),
  });
}

/** Reads a workspace as it is now. */
export function useReadWorkspace() {
  const api = useInfraApi();
  return ({ id }: Workspace) => api.getWorkspace({ params: { id } });
}

/** What somebody filled in; a change leaves out whose it is. */
export type WorkspaceWish =
  | { create: Parameters<ReturnType<typeof useInfraApi>['createWorkspace']>[0]['body'] }
  | { of: Workspace; patch: PatchWorkspace };

export function useSaveWorkspace() {
  const api = useInfraApi();
  return useInfraMutation<WorkspaceWish, Workspace>({
    mutate: wish =>
      'create' in wish
        ? api.createWorkspace({ body: wish.create, idempotencyKey: newKey() })
        : api.updateWorkspace({
            ...{ params: { id: wish.of.id }, body: wish.patch },
            ifMatch: etagOf(wish.of.revision),
          }),
    changes: (_, { id }) => [{ subject: 'workspace', id }],
  });
}

export function useDeleteWorkspace() {
  const api = useInfraApi();
  return useInfraMutation<Workspace, unknown>({
    mutate: ({ id, revision }) =>
      api.deleteWorkspace({ params: { id }, ifMatch: etagOf(revision) }),
    changes: ({ id }) => [{ subject: 'workspace', id }],
  });
}

export function useValidateWorkspace() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ id }: Workspace) => api.validateWorkspace({ params: { id } }),
    changes: ({ id }) => [{ subject: 'workspace', id }],
  });
}

export function useRetryMirror() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (resourceId: string) => api.retryResourceMirror({ params: { id: resourceId } }),
    changes: (resourceId, { workspace }) => [
      { subject: 'workspace', id: workspace.id, resourceId },
    ],
  });
}
