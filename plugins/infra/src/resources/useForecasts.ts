import {
  type ChangeForecast,
  changeForecastSchema,
  type PatchResource,
  patchResourceSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../api';
import { useDebounced } from '../shared';

const PAUSE_MS = 300;

/** What would come of a change if it were sent now; asked again whenever the change or the quota becomes another. */
export function useChangeForecast(id: string, patch: PatchResource | undefined) {
  const api = useInfraApi();
  const text = useDebounced(
    patch ? JSON.stringify({ ...patch, comment: undefined, dryRun: true }) : undefined,
    PAUSE_MS,
  );
  return useQuery<ChangeForecast>({
    queryKey: [...queryKeys.dryRun, id, text],
    queryFn: async ({ signal }) =>
      changeForecastSchema.parse(
        await api.patchResource({
          params: { id },
          body: patchResourceSchema.parse(JSON.parse(text ?? '')),
          signal,
        }),
      ),
    enabled: text !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
}

/** What would come of the action `extend`. */
export function useExtensionForecast(id: string) {
  const api = useInfraApi();
  return useQuery<ChangeForecast>({
    queryKey: [...queryKeys.dryRun, id, 'extend'],
    queryFn: async ({ signal }) =>
      changeForecastSchema.parse(
        await api.actOnResource({
          params: { id, action: 'extend' },
          body: { dryRun: true },
          signal,
        }),
      ),
  });
}
