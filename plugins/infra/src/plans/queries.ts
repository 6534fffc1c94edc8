import type { Plan } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../api';

interface PlanQueryOptions {
  enabled?: boolean;
  /** Of what is decided upon: where it changes, what was fetched for another one is not shown. */
  digest?: string;
}

/** What a run of kind plan found. Only a run that has ended has a plan. */
export function usePlan(
  runId: string | undefined,
  { enabled = true, digest = '' }: PlanQueryOptions = {},
) {
  const api = useInfraApi();
  return useQuery<Plan>({
    queryKey: [...queryKeys.run(runId ?? ''), 'plan', digest],
    queryFn: ({ signal }) => api.getRunPlan({ params: { id: runId ?? '' }, signal }),
    enabled: enabled && runId !== undefined,
  });
}

export type PlanQuery = ReturnType<typeof usePlan>;
