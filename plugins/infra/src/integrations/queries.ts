import type { Integration, IntegrationType } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { newKey, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useIntegrations() {
  const api = useInfraApi();
  return usePagedQuery<Integration>({
    queryKey: [...queryKeys.integrations, 'list'],
    fetchPage: ({ cursor, signal }) => api.listIntegrations({ query: { cursor }, signal }),
  });
}

/** Which kinds there are, and what each asks for. */
export function useIntegrationTypes() {
  const api = useInfraApi();
  return useQuery<IntegrationType[]>({
    queryKey: [...queryKeys.integrations, 'types'],
    queryFn: async ({ signal }) => (await api.listIntegrationTypes({ signal })).items,
    staleTime: 300_000,
  });
}

interface IntegrationWish {
  name: string;
  type: string;
  unitId: string | undefined;
  values: Record<string, string>;
}

/** Stores a new integration, or changes one. */
export function useSaveIntegration(integration: Integration | undefined) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ name, type, unitId, values }: IntegrationWish) =>
      integration
        ? api.updateIntegration({ params: { id: integration.id }, body: { name, values } })
        : api.createIntegration({
            body: { name, type, unitId, values },
            idempotencyKey: newKey(),
          }),
    changes: () => [{ subject: 'integration', id: integration?.id }],
  });
}

export function useDeleteIntegration() {
  const api = useInfraApi();
  return useInfraMutation<Integration, unknown>({
    mutate: ({ id }) => api.deleteIntegration({ params: { id } }),
    changes: ({ id }) => [{ subject: 'integration', id }],
  });
}

export function useValidateIntegration() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ id }: Integration) => api.validateIntegration({ params: { id } }),
    changes: ({ id }) => [{ subject: 'integration', id }],
  });
}
