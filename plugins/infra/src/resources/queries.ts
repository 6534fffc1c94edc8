import {
  isAtRest,
  type Resource,
  type ResourceAction,
  type ResourceQuery,
  type Run,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

/** Signals tell of every change at once; this only catches what a broken connection lost of something that moves. */
const SAFETY_NET_MS = 15_000;

export type ResourceFilter = Partial<Omit<ResourceQuery, 'cursor'>>;

export function useResources(filter: ResourceFilter, enabled = true) {
  const api = useInfraApi();
  return usePagedQuery<Resource>({
    queryKey: [...queryKeys.resourceLists, JSON.stringify(filter)],
    fetchPage: ({ cursor, signal }) => api.listResources({ query: { ...filter, cursor }, signal }),
    enabled,
  });
}

/** What can be requested. */
export function useResourceTypes() {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.resourceTypes,
    queryFn: async ({ signal }) =>
      (await api.listResourceTypes({ query: { limit: 200 }, signal })).items,
    staleTime: 60_000,
  });
}

export function useResourceType(name: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.resourceTypes, name],
    queryFn: ({ signal }) => api.getResourceType({ params: { name }, signal }),
    staleTime: 60_000,
  });
}

export function useResource(id: string, enabled = true) {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.resource(id),
    queryFn: ({ signal }) => api.getResource({ params: { id }, signal }),
    enabled,
    refetchInterval: ({ state: { data } }) => (data && !isAtRest(data) ? SAFETY_NET_MS : false),
  });
}

export function useRuns(resourceId: string) {
  const api = useInfraApi();
  return usePagedQuery<Run>({
    queryKey: queryKeys.runs(resourceId),
    fetchPage: ({ cursor, signal }) =>
      api.listRuns({ params: { id: resourceId }, query: { cursor }, signal }),
  });
}

export function useRun(id: string | undefined) {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.run(id ?? ''),
    queryFn: ({ signal }) => api.getRun({ params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) => (data && !data.finishedAt ? SAFETY_NET_MS : false),
  });
}

export function useResourceAudit(resourceId: string) {
  const api = useInfraApi();
  return usePagedQuery({
    queryKey: queryKeys.audit(resourceId),
    fetchPage: ({ cursor, signal }) =>
      api.listResourceAudit({ params: { id: resourceId }, query: { cursor }, signal }),
  });
}

interface ActionInput {
  resource: Pick<Resource, 'id'>;
  action: ResourceAction;
  comment?: string;
  /** What is approved, by its digest. */
  digest?: string;
  idempotencyKey: string;
}

/** Takes an action on a resource. `delete` has a route of its own; every other one starts a run or decides about one. */
export function useAct(onSuccess: (input: ActionInput) => void) {
  const api = useInfraApi();
  return useInfraMutation<ActionInput, unknown>({
    mutate: ({ resource: { id }, action, comment, digest, idempotencyKey }) =>
      action === 'delete'
        ? api.deleteResource({ params: { id } })
        : api.actOnResource({ params: { id, action }, body: { comment, digest }, idempotencyKey }),
    changes: ({ resource: { id } }) => [{ subject: 'resource', id }, { subject: 'quota' }],
    onSuccess: (_, input) => onSuccess(input),
  });
}

interface NamedActionInput {
  resource: Pick<Resource, 'id'>;
  action: string;
  input?: Variables;
  idempotencyKey: string;
}

/** Takes an action that the provisioner of a resource brings along. */
export function useActByName(onSuccess: () => void, onError: () => void) {
  const api = useInfraApi();
  return useInfraMutation<NamedActionInput, unknown>({
    mutate: async ({ resource: { id }, action, input, idempotencyKey }) => {
      try {
        return await api.actOnResource({ params: { id, action }, body: { input }, idempotencyKey });
      } catch (error) {
        // Whatever is sent next is something else.
        onError();
        throw error;
      }
    },
    changes: ({ resource: { id } }) => [{ subject: 'resource', id }],
    onSuccess,
  });
}

/** Keeps a resource at hand, or no longer. */
export function useFavourite() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ resource: { id }, wanted }: { resource: Pick<Resource, 'id'>; wanted: boolean }) =>
      wanted ? api.addFavourite({ params: { id } }) : api.removeFavourite({ params: { id } }),
    changes: ({ resource: { id } }) => [{ subject: 'resource', id }],
  });
}

/** Sets labels; null removes one. */
export function useLabel(onSuccess?: () => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (input: { resource: Pick<Resource, 'id'>; labels: Record<string, string | null> }) =>
      api.labelResource({ params: { id: input.resource.id }, body: { labels: input.labels } }),
    changes: ({ resource: { id } }) => [{ subject: 'resource', id }],
    onSuccess,
  });
}

export function useCancelRun() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (run: Run) => api.cancelRun({ params: { id: run.id } }),
    changes: ({ id, resourceId }) => [
      { subject: 'run', id, resourceId },
      { subject: 'resource', id: resourceId },
    ],
  });
}
