import type { Secret } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { etagOf, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useSecrets(unitId: string | undefined) {
  const api = useInfraApi();
  return usePagedQuery<Secret>({
    queryKey: [...queryKeys.secrets, 'list', unitId ?? ''],
    fetchPage: ({ cursor, signal }) => api.listSecrets({ query: { unitId, cursor }, signal }),
  });
}

/** Names of the secrets that a resource of the unit may use, or of all that one may use oneself. */
export function useSecretNames(unitId: string | undefined, enabled: boolean) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.secrets, 'names', unitId ?? ''],
    queryFn: async ({ signal }) => {
      const { items } = await api.listSecrets({ query: { unitId, limit: 200 }, signal });
      return [...new Set(items.map(({ name }) => name))].sort();
    },
    enabled,
  });
}

interface NewSecret {
  name: string;
  unitId: string;
  description?: string;
  value: string;
  idempotencyKey: string;
}

export function useCreateSecret() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ idempotencyKey, ...body }: NewSecret) => api.createSecret({ body, idempotencyKey }),
    changes: () => [{ subject: 'secret' }],
  });
}

/** Reads a secret as it is now, without its value. */
export function useReadSecret() {
  const api = useInfraApi();
  return ({ id }: Secret) => api.getSecret({ params: { id } });
}

export function useUpdateSecret(secret: Secret) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (body: { value?: string; description?: string }) =>
      api.updateSecret({ params: { id: secret.id }, body, ifMatch: etagOf(secret.revision) }),
    changes: () => [{ subject: 'secret', id: secret.id }],
  });
}

export function useDeleteSecret() {
  const api = useInfraApi();
  return useInfraMutation<Secret, unknown>({
    mutate: ({ id, revision }) => api.deleteSecret({ params: { id }, ifMatch: etagOf(revision) }),
    changes: ({ id }) => [{ subject: 'secret', id }],
  });
}
