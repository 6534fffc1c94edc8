import type { ModuleOfRequest, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../../api';

/** Whose module is read. */
export interface ModuleOf {
  type: string;
  version?: string;
  /** Where it is to change. */
  resourceId?: string;
}

/** What somebody wants to be read. */
export interface Asked {
  source: Variables;
  /** A branch is something else each time it is asked for. */
  time: number;
}

/** What is in the repository, folder and commit that were asked for; nothing is asked before that. */
export function useModule(of: ModuleOf, asked: Asked | undefined) {
  const api = useInfraApi();
  const { type: name, ...more } = of;
  return useQuery<ModuleOfRequest>({
    queryKey: [...queryKeys.modules, of, asked],
    queryFn: ({ signal }) =>
      api.readModule({
        params: { name },
        body: { ...more, variables: asked?.source ?? {} },
        signal,
      }),
    enabled: asked !== undefined,
    // A commit stays what it is.
    staleTime: Infinity,
    // The folders stay on screen while another of them is read.
    placeholderData: keepPreviousData,
    retry: false,
  });
}
