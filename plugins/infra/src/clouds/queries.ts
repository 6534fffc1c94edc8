import { useQuery } from '@tanstack/react-query';
import type { Cloud, CloudAuthMethod } from '@bailiwick/backstage-plugin-infra-common';
import { queryKeys, useInfraApi } from '../api';

/** Cloud plugins are files of the backend: they change when it starts anew. */
const STALE_MS = 300_000;

export function useClouds() {
  const api = useInfraApi();
  return useQuery<Cloud[]>({
    queryKey: [...queryKeys.clouds, 'list'],
    queryFn: async ({ signal }) => (await api.listClouds({ signal })).items,
    staleTime: STALE_MS,
  });
}

export function useCloud(id: string) {
  const api = useInfraApi();
  return useQuery<Cloud>({
    queryKey: [...queryKeys.clouds, 'one', id],
    queryFn: ({ signal }) => api.getCloud({ params: { id }, signal }),
    staleTime: STALE_MS,
  });
}

export function useAuthMethod(id: string, method: string) {
  const api = useInfraApi();
  return useQuery<CloudAuthMethod>({
    queryKey: [...queryKeys.clouds, 'method', id, method],
    queryFn: ({ signal }) => api.getCloudAuthMethod({ params: { id, method }, signal }),
    staleTime: STALE_MS,
  });
}
