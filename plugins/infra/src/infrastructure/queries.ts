import type { Approval, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../api';
import { useApprovals } from '../approvals/queries';
import { useTopUnits } from '../organisation/queries';
import { useResources } from '../resources/queries';
import { useLevels, useMe } from '../session';

const FEW = 20;

/** Why something waits for the one who looks. */
export type Waiting =
  { cause: 'failed' | 'expiring'; resource: Resource } | { cause: 'approval'; approval: Approval };

const mayAct = ({ allowedActions }: Resource): boolean =>
  allowedActions.some(
    ({ action, allowed }) => allowed && action !== 'approve' && action !== 'reject',
  );

/** What the one who looks can do something about: decisions, failures, and what is about to expire. */
export function useWaiting() {
  const approvals = useApprovals({ mine: true, limit: FEW });
  const failed = useResources({ status: 'error', limit: FEW, sort: '-updatedAt' });
  const lost = useResources({ status: 'unknown', limit: FEW, sort: '-updatedAt' });
  const expiring = useResources({ expiring: true, limit: FEW });
  const queries = [approvals, failed, lost, expiring];
  const isComplete = queries.every(({ data }) => data !== undefined);
  const tell = (cause: 'failed' | 'expiring', query: typeof failed) =>
    (query.data?.items ?? []).filter(mayAct).map((resource): Waiting => ({ cause, resource }));
  return {
    data: isComplete
      ? [
          ...(approvals.data?.items ?? []).map((approval): Waiting => ({
            cause: 'approval',
            approval,
          })),
          ...tell('failed', failed),
          ...tell('failed', lost),
          ...tell('expiring', expiring),
        ]
      : undefined,
    error: queries.find(({ error }) => error)?.error ?? null,
    refetch: () => queries.forEach(query => query.refetch()),
  };
}

/** Units whose quota is shown first: those one has a role over or, for a role over everything, the topmost. */
export function useOwnUnits(): {
  data: string[] | undefined;
  error: Error | null;
  refetch: () => unknown;
} {
  const me = useMe();
  const levels = useLevels();
  const top = useTopUnits(levels[0]);
  const bindings = me.data?.bindings ?? [];
  const bound = [...new Set(bindings.flatMap(({ unitId }) => unitId ?? []))];
  const rulesAll = bindings.some(({ unitId }) => unitId === undefined);
  if (!rulesAll) return { data: me.data && bound, error: me.error, refetch: me.refetch };
  const topIds = top.data?.map(({ id }) => id);
  return {
    data: topIds && [...new Set([...bound, ...topIds])],
    error: top.error,
    refetch: top.refetch,
  };
}

/** Counts of everything that one may read; they follow whatever changes lists of resources. */
export function useCompliance() {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.resourceLists, 'compliance'],
    queryFn: ({ signal }) => api.getCompliance({ signal }),
  });
}
