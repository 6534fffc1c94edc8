import type {
  ImportedType,
  ImportType,
  PatchResourceType,
  PatchTypeVersion,
  ResourceType,
  ResourceTypeDefinition,
} from '@bailiwick/backstage-plugin-infra-common';
import { etagOf, newKey, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export function useTypeList(q: string | undefined) {
  const api = useInfraApi();
  return usePagedQuery<ResourceType>({
    queryKey: [...queryKeys.resourceTypes, 'list', q ?? ''],
    fetchPage: ({ cursor, signal }) => api.listResourceTypes({ query: { q, cursor }, signal }),
  });
}

/** Reads a type as it is now. */
export function useReadType() {
  const api = useInfraApi();
  return ({ name }: ResourceType) => api.getResourceType({ params: { name } });
}

export function useUpdateType({ name, revision }: ResourceType) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (body: PatchResourceType) =>
      api.updateResourceType({ params: { name }, body, ifMatch: etagOf(revision) }),
    changes: () => [{ subject: 'resourceType' }],
  });
}

export function useDeleteType({ name, revision }: ResourceType) {
  const api = useInfraApi();
  return useInfraMutation<void, unknown>({
    mutate: () => api.deleteResourceType({ params: { name }, ifMatch: etagOf(revision) }),
    changes: () => [{ subject: 'resourceType' }],
  });
}

export function useUpdateVersion({ name, revision }: ResourceType, version: string) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (body: PatchTypeVersion) =>
      api.updateTypeVersion({ params: { name, version }, body, ifMatch: etagOf(revision) }),
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

/** Creates the type, or where there is one of that name already adds its version to it. */
export function useSaveImport(known: ResourceType | undefined) {
  const api = useInfraApi();
  return useInfraMutation<ResourceTypeDefinition, ResourceType>({
    mutate: definition =>
      known
        ? api.createTypeVersion({
            params: { name: known.name },
            body: definition.versions[0],
            ifMatch: etagOf(known.revision),
            idempotencyKey: newKey(),
          })
        : api.createResourceType({ body: definition, idempotencyKey: newKey() }),
    changes: () => [{ subject: 'resourceType' }],
  });
}
