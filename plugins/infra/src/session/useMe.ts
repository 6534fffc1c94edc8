import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../api';

/** Who looks at the screen, and the roles that follow. */
export function useMe() {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.me,
    queryFn: ({ signal }) => api.getMe({ signal }),
    staleTime: 60_000,
  });
}
