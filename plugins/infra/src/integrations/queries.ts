import type { Integration, IntegrationType } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { etagOf, newKey, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useIntegrations() {
  const api = useInfraApi();
  return usePagedQuery<Integration>({
    queryKey: [...queryKeys.integrations, 'list'],
    fetchPage: ({ cursor, signal }) => api.listIntegrations({ query: { cursor }, signal }),
  });
}

/** All that a resource of the unit may use, by name. */
export function useUsableIntegrations(unitId: string | undefined, enabled = true) {
  const api = useInfraApi();
  return useQuery<Integration[]>({
    queryKey: [...queryKeys.integrations, 'usable', unitId ?? ''],
    queryFn: async ({ signal }) => {
      const all: Integration[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.listIntegrations({ query: { unitId, limit: 200, cursor }, signal });
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return all;
    },
    enabled: enabled && unitId !== undefined,
  });
}

/** Their names; what cannot be read is named by its id. */
export const namesOfIntegrations = (
  known: readonly Integration[],
  ids: readonly string[],
): string[] => ids.map(id => known.find(one => one.id === id)?.name ?? id);

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

/** Reads an integration as it is now. */
export function useReadIntegration() {
  const api = useInfraApi();
  return ({ id }: Integration) => api.getIntegration({ params: { id } });
}

/** Stores a new integration, or changes one. */
export function useSaveIntegration(integration: Integration | undefined) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ name, type, unitId, values }: IntegrationWish) =>
      integration
        ? api.updateIntegration({
            ...{ params: { id: integration.id }, body: { name, values } },
            ifMatch: etagOf(integration.revision),
          })
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
    mutate: ({ id, revision }) =>
      api.deleteIntegration({ params: { id }, ifMatch: etagOf(revision) }),
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
