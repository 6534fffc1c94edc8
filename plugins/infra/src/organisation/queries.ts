import type {
  CreateRoleBinding,
  CreateUnit,
  RoleBinding,
  Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { useQueries, useQuery } from '@tanstack/react-query';
import {
  etagOf,
  type InfraApi,
  newKey,
  queryKeys,
  useInfraApi,
  useInfraMutation,
  usePagedQuery,
} from '../api';

const PAGE = 200;

/** All pages of a list of units: what is beneath one unit is shown whole. */
async function listAll(
  api: InfraApi,
  filter: { kind?: string; parentId?: string },
  signal: AbortSignal,
): Promise<Unit[]> {
  const units: Unit[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listUnits({ query: { ...filter, limit: PAGE, cursor }, signal });
    units.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return units;
}

/** The topmost units; usually there is one. */
export function useTopUnits(kind: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.units, 'top', kind],
    queryFn: ({ signal }) => listAll(api, { kind }, signal),
  });
}

/** What is beneath each of these units, as far as it has arrived; or why it did not. */
export function useChildren(parentIds: readonly string[]) {
  const api = useInfraApi();
  return useQueries({
    queries: parentIds.map(parentId => ({
      queryKey: [...queryKeys.units, 'children', parentId],
      queryFn: ({ signal }: { signal: AbortSignal }) => listAll(api, { parentId }, signal),
    })),
    combine: results => ({
      units: new Map(
        results.flatMap(({ data }, index) => (data ? [[parentIds[index], data] as const] : [])),
      ),
      error: results.find(({ error }) => error)?.error ?? null,
    }),
  });
}

export function useCreateUnit() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (unit: CreateUnit) => api.createUnit({ body: unit, idempotencyKey: newKey() }),
    changes: () => [{ subject: 'unit' }],
  });
}

/** Reads a unit as it is now. */
export function useReadUnit() {
  const api = useInfraApi();
  return ({ id }: Unit) => api.getUnit({ params: { id } });
}

export function useRenameUnit(unit: Unit) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (name: string) =>
      api.updateUnit({
        ...{ params: { id: unit.id }, body: { name } },
        ifMatch: etagOf(unit.revision),
      }),
    changes: () => [{ subject: 'unit', id: unit.id }],
  });
}

export function useDeleteUnit(unit: Unit) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: () => api.deleteUnit({ params: { id: unit.id }, ifMatch: etagOf(unit.revision) }),
    changes: () => [{ subject: 'unit' }, { subject: 'roleBinding' }],
  });
}

export function useRoleBindings(unitId?: string) {
  const api = useInfraApi();
  return usePagedQuery<RoleBinding>({
    queryKey: [...queryKeys.roleBindings, unitId ?? 'all'],
    fetchPage: ({ cursor, signal }) => api.listRoleBindings({ query: { unitId, cursor }, signal }),
  });
}

export function useGiveRole() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (binding: CreateRoleBinding) =>
      api.createRoleBinding({ body: binding, idempotencyKey: newKey() }),
    changes: () => [{ subject: 'roleBinding' }],
  });
}

export function useTakeRole() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ id }: RoleBinding) => api.deleteRoleBinding({ params: { id } }),
    changes: () => [{ subject: 'roleBinding' }],
  });
}

export function useDirectoryReport() {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.directory,
    queryFn: ({ signal }) => api.getDirectoryReport({ signal }),
  });
}
