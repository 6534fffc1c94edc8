import {
  actionResultSchema,
  type PatchResource,
  type Resource,
  type ResourceTree,
  type Revision,
} from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { etagOf, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useRevisions(resourceId: string) {
  const api = useInfraApi();
  return usePagedQuery<Revision>({
    queryKey: queryKeys.revisions(resourceId),
    fetchPage: ({ cursor, signal }) =>
      api.listRevisions({ params: { id: resourceId }, query: { cursor }, signal }),
  });
}

export function useRevisionDiff(resourceId: string, a: number, b: number) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.revisions(resourceId), String(a), String(b)],
    queryFn: ({ signal }) => api.compareRevisions({ params: { id: resourceId, a, b }, signal }),
  });
}

export function useRestore(resource: Resource) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ revision, idempotencyKey }: { revision: number; idempotencyKey: string }) =>
      api.restoreRevision({
        ...{ params: { id: resource.id, revision }, idempotencyKey },
        ifMatch: etagOf(resource.revision),
      }),
    changes: () => [{ subject: 'resource', id: resource.id }, { subject: 'quota' }],
  });
}

/** @param resource - as it was when somebody began to change it */
export function useProposeChange(resource: Resource) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: async ({ patch, idempotencyKey }: { patch: PatchResource; idempotencyKey: string }) =>
      actionResultSchema.parse(
        await api.patchResource({
          ...{ params: { id: resource.id }, body: patch, idempotencyKey },
          ifMatch: etagOf(resource.revision),
        }),
      ),
    changes: () => [{ subject: 'resource', id: resource.id }, { subject: 'quota' }],
  });
}

export function useResourceTree(resourceId: string) {
  const api = useInfraApi();
  return useQuery<ResourceTree>({
    queryKey: queryKeys.tree(resourceId),
    queryFn: ({ signal }) => api.getResourceTree({ params: { id: resourceId }, signal }),
  });
}
