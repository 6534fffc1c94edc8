import {
  DEFAULT_LEVELS,
  type Unit,
  type UnitQuery,
} from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { type InfraApi, queryKeys, useInfraApi } from '../api';
import type { Text } from '../translations';

/** The name of a level. Levels are data: one that an organisation added itself is shown as it is spelled. */
export function kindLabel(t: Text, kind: string): string {
  const level = DEFAULT_LEVELS.find(name => name === kind);
  return level ? t(`kind.${level}`) : kind;
}

/** The names above a unit, from the top down. */
export const placeOf = (unit: Unit): string => unit.path.slice(0, -1).join(' › ');

export function useUnit(id: string | undefined) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.units, 'one', id],
    queryFn: ({ signal }) => api.getUnit({ params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    staleTime: 60_000,
  });
}

/** The unit that is a Group in the catalog, where one may read it. */
export async function findUnitOfGroup(
  api: InfraApi,
  entityRef: string,
  signal?: AbortSignal,
): Promise<Unit | undefined> {
  const { items } = await api.listUnits({ query: { entityRef, limit: 1 }, signal });
  return items[0];
}

/** {@link findUnitOfGroup}, for a component. */
export function useUnitOfGroup(entityRef: string | undefined) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.units, 'group', entityRef],
    // A query answers something, also where there is nothing.
    queryFn: async ({ signal }) => (await findUnitOfGroup(api, entityRef ?? '', signal)) ?? null,
    enabled: entityRef !== undefined,
    staleTime: 60_000,
  });
}

/** Several units by id; those that cannot be read are absent. */
export function useUnitsById(ids: readonly string[]): Map<string, Unit> {
  const api = useInfraApi();
  const unique = [...new Set(ids)];
  return useQueries({
    queries: unique.map(id => ({
      queryKey: [...queryKeys.units, 'one', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.getUnit({ params: { id }, signal }),
      staleTime: 60_000,
    })),
    combine: results =>
      new Map(results.flatMap(({ data }) => (data ? [[data.id, data] as const] : []))),
  });
}

export type UnitFilter = Pick<Partial<UnitQuery>, 'kind' | 'requestable' | 'parentId'>;

const SUGGESTIONS = 30;

/** Units that match what was typed, the first few of them. */
export function useUnitSearch(filter: UnitFilter, q: string, enabled = true) {
  const api = useInfraApi();
  const query = { ...filter, q: q || undefined, limit: SUGGESTIONS };
  return useQuery({
    queryKey: [...queryKeys.units, 'search', query],
    queryFn: ({ signal }) => api.listUnits({ query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}
