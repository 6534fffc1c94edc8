import type { AuditEntry, AuditQuery } from '@bailiwick/backstage-plugin-infra-common';
import { queryKeys, useInfraApi, usePagedQuery } from '../api';

export type AuditFilter = Partial<Omit<AuditQuery, 'cursor' | 'limit'>>;

export function useAudit(filter: AuditFilter) {
  const api = useInfraApi();
  return usePagedQuery<AuditEntry>({
    queryKey: [...queryKeys.auditTrail, JSON.stringify(filter)],
    fetchPage: ({ cursor, signal }) => api.listAudit({ query: { ...filter, cursor }, signal }),
  });
}
