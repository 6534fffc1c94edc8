import type { Amounts, Unit } from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi, useInfraMutation } from '../api';

export function useUnitQuota(unitId: string | undefined) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.quota, unitId],
    queryFn: ({ signal }) => api.getUnitQuota({ params: { id: unitId ?? '' }, signal }),
    enabled: unitId !== undefined,
  });
}

const DAY_MS = 24 * 3_600_000;

/** What a unit had and used at a site during the last days. */
export function useQuotaHistory(unitId: string, site: string, days: number) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.quota, unitId, 'history', site, `${days}`],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - days * DAY_MS).toISOString();
      return api.getUnitQuotaHistory({ params: { id: unitId }, query: { site, from }, signal });
    },
    placeholderData: keepPreviousData,
  });
}

/** The tree below `root`, or below the top where there is none, with the quota at one site and the budgets. */
export function useAllocationTree(
  site: string | undefined,
  { root, enabled = true }: { root?: string; enabled?: boolean } = {},
) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.allocations, site, root],
    queryFn: ({ signal }) => api.getAllocationTree({ query: { site, root }, signal }),
    enabled,
    placeholderData: keepPreviousData,
  });
}

interface Grant {
  unit: Unit;
  site: string;
  amounts: Amounts;
  /** Of the entry that the grant was made against; undefined where nothing was ever granted. */
  etag: string | undefined;
}

export function useGrantQuota() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ unit, site, amounts, etag }: Grant) =>
      api.grantQuota({
        params: { id: unit.id, site },
        body: amounts,
        ...(etag ? { ifMatch: etag } : { ifNoneMatch: '*' as const }),
      }),
    changes: ({ unit }) => [{ subject: 'quota', id: unit.id }],
  });
}

interface BudgetGrant {
  unit: Unit;
  /** In the smallest unit of the currency; null for no limit. */
  limit: number | null;
  etag: string;
}

export function useGrantBudget() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ unit, limit, etag }: BudgetGrant) =>
      api.grantBudget({
        ...{ params: { id: unit.id }, body: { monthlyCost: limit }, ifMatch: etag },
      }),
    changes: ({ unit }) => [{ subject: 'quota', id: unit.id }],
  });
}
