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

/** The tree below `root`, or below the top where there is none, with the quota at one site. */
export function useAllocationTree(site: string | undefined, root?: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.allocations, site, root],
    queryFn: ({ signal }) => api.getAllocationTree({ query: { site, root }, signal }),
    enabled: site !== undefined,
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
