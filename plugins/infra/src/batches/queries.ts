import type { Batch, BatchSummary, CreateBatch } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

/** Signals tell of every change at once; this only catches what a broken connection lost of something that moves. */
const SAFETY_NET_MS = 10_000;

export function useBatches() {
  const api = useInfraApi();
  return usePagedQuery<BatchSummary>({
    queryKey: queryKeys.batchLists,
    fetchPage: ({ cursor, signal }) => api.listBatches({ query: { cursor }, signal }),
  });
}

export function useBatch(id: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.batch(id),
    queryFn: ({ signal }) => api.getBatch({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data && !data.finishedAt ? SAFETY_NET_MS : false),
  });
}

export function useStartBatch(onStarted: (batch: Batch) => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ wish, idempotencyKey }: { wish: CreateBatch; idempotencyKey: string }) =>
      api.createBatch({ body: wish, idempotencyKey }),
    changes: () => [{ subject: 'batch' }, { subject: 'resource' }],
    onSuccess: onStarted,
  });
}
