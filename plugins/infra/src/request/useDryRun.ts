import {
  type CreateResource,
  createResourceSchema,
  type DryRunResult,
  dryRunResultSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../api';
import { useDebounced } from '../shared';

const PAUSE_MS = 300;

/**
 * What would come of a request if it were sent now. Asked again whenever the request changes, and whenever the quota does, so
 * that what is shown as free is free. Nothing is asked while the request is not well formed.
 */
export function useDryRun(request: CreateResource | undefined) {
  const api = useInfraApi();
  const text = useDebounced(
    request ? JSON.stringify({ ...request, dryRun: true }) : undefined,
    PAUSE_MS,
  );
  return useQuery<DryRunResult>({
    queryKey: [...queryKeys.dryRun, text],
    queryFn: async ({ signal }) =>
      dryRunResultSchema.parse(
        await api.createResource({
          body: createResourceSchema.parse(JSON.parse(text ?? '')),
          signal,
        }),
      ),
    enabled: text !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
}
