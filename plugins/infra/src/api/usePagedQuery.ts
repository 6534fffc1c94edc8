import type { Page } from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { QueryKey } from './queryKeys';

export interface PagedQueryOptions<T> {
  queryKey: QueryKey;
  fetchPage: (page: { cursor?: string; signal: AbortSignal }) => Promise<Page<T>>;
  enabled?: boolean;
  refetchInterval?: number | false;
}

/** A list that is read page by page with the cursors the backend gives; `data` holds what was read so far. */
export function usePagedQuery<T>({
  queryKey,
  fetchPage,
  enabled,
  refetchInterval,
}: PagedQueryOptions<T>) {
  const query = useInfiniteQuery({
    queryKey,
    enabled,
    refetchInterval,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => fetchPage({ cursor: pageParam, signal }),
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  const data = useMemo(
    () => pages && { items: pages.flatMap(page => page.items), totalItems: pages[0]?.totalItems },
    [pages],
  );
  return { ...query, data };
}

export type PagedQuery<T> = ReturnType<typeof usePagedQuery<T>>;
