import type { ArgoCdApplication } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi, useInfraMutation } from '../api';

/** Applications by name over all instances, as last seen. */
export function useApplications(names: readonly string[]) {
  const api = useInfraApi();
  const name = names.join(',');
  return useQuery({
    queryKey: [...queryKeys.argoCd, 'list', name],
    queryFn: ({ signal }) => api.listArgoCdApplications({ query: { name, limit: 200 }, signal }),
    enabled: names.length > 0,
  });
}

type ApplicationKey = Pick<ArgoCdApplication, 'instance' | 'name'>;

/** One application as it is now. */
export function useApplication({ instance, name }: ApplicationKey) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.argoCd, 'one', instance, name],
    queryFn: ({ signal }) => api.getArgoCdApplication({ params: { instance, name }, signal }),
  });
}

export function useSyncApplication({ instance, name }: ApplicationKey) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (request: { prune: boolean }) =>
      api.syncArgoCdApplication({ params: { instance, name }, body: request }),
    changes: () => [{ subject: 'argocd' }],
  });
}

export function useRollbackApplication({ instance, name }: ApplicationKey) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (revision: string) =>
      api.rollbackArgoCdApplication({ params: { instance, name }, body: { revision } }),
    changes: () => [{ subject: 'argocd' }],
  });
}
