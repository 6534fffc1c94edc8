import type { Approval, ApprovalQuery } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

/** Signals tell of every change at once; this only catches what a broken connection lost of a plan that is being made. */
const SAFETY_NET_MS = 15_000;

export type ApprovalFilter = Partial<Omit<ApprovalQuery, 'cursor'>>;

export function useApprovals(filter: ApprovalFilter) {
  const api = useInfraApi();
  return usePagedQuery<Approval>({
    queryKey: [...queryKeys.approvals, 'list', JSON.stringify(filter)],
    fetchPage: ({ cursor, signal }) => api.listApprovals({ query: { ...filter, cursor }, signal }),
  });
}

export function useApproval(id: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.approvals, 'one', id],
    queryFn: ({ signal }) => api.getApproval({ params: { id }, signal }),
    // What is decided upon is what is true now, not what was true a moment ago.
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data?.planStatus === 'running' ? SAFETY_NET_MS : false,
  });
}

interface MessageInput {
  approval: Approval;
  text: string;
  asks: boolean;
  idempotencyKey: string;
}

export function usePostMessage() {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ approval, text, asks, idempotencyKey }: MessageInput) =>
      api.postApprovalMessage({
        params: { id: approval.id },
        body: { text, asks },
        idempotencyKey,
      }),
    changes: ({ approval: { id, resource } }) => [
      { subject: 'approval', id, resourceId: resource.id },
    ],
  });
}
