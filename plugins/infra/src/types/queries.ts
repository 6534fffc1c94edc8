import type {
  ImportedType,
  ImportType,
  PatchResourceType,
  PatchTypeVersion,
  ResourceType,
  ResourceTypeDefinition,
} from '@bailiwick/backstage-plugin-infra-common';
import { newKey, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useTypeList(q: string | undefined) {
  const api = useInfraApi();
  return usePagedQuery<ResourceType>({
    queryKey: [...queryKeys.resourceTypes, 'list', q ?? ''],
    fetchPage: ({ cursor, signal }) => api.listResourceTypes({ query: { q, cursor }, signal }),
  });
}

export function useUpdateType(name: string) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (body: PatchResourceType) => api.updateResourceType({ params: { name }, body }),
    changes: () => [{ subject: 'resourceType' }],
  });
}

export function useDeleteType(name: string) {
  const api = useInfraApi();
  return useInfraMutation<void, unknown>({
    mutate: () => api.deleteResourceType({ params: { name } }),
    changes: () => [{ subject: 'resourceType' }],
  });
}

export function useUpdateVersion(name: string, version: string) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (body: PatchTypeVersion) => api.updateTypeVersion({ params: { name, version }, body }),
    changes: () => [{ subject: 'resourceType' }],
  });
}

export function useImport() {
  const api = useInfraApi();
  return useInfraMutation<ImportType, ImportedType>({
    mutate: body => api.importResourceType({ body }),
    changes: () => [],
  });
}

/** Creates the type, or where there is one of that name adds its version to it. */
export function useSaveImport(isKnown: boolean) {
  const api = useInfraApi();
  return useInfraMutation<ResourceTypeDefinition, ResourceType>({
    mutate: definition =>
      isKnown
        ? api.createTypeVersion({
            params: { name: definition.name },
            body: definition.versions[0],
            idempotencyKey: newKey(),
          })
        : api.createResourceType({ body: definition, idempotencyKey: newKey() }),
    changes: () => [{ subject: 'resourceType' }],
  });
}
