import type {
  CreateWorkflow,
  Workflow,
  WorkflowAction,
  WorkflowPreview,
  WorkflowQuery,
  WorkflowSummary,
} from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

/** Signals tell of every change at once; this only catches what a broken connection lost of something that moves. */
const SAFETY_NET_MS = 15_000;

export type WorkflowFilter = Partial<Omit<WorkflowQuery, 'cursor'>>;

export function useWorkflows(filter: WorkflowFilter, enabled = true) {
  const api = useInfraApi();
  return usePagedQuery<WorkflowSummary>({
    queryKey: [...queryKeys.workflowLists, JSON.stringify(filter)],
    fetchPage: ({ cursor, signal }) => api.listWorkflows({ query: { ...filter, cursor }, signal }),
    enabled,
  });
}

export function useWorkflow(id: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.workflow(id),
    queryFn: ({ signal }) => api.getWorkflow({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data?.status === 'active' ? SAFETY_NET_MS : false),
  });
}

/** What was last deployed to a resource, or tried to; null where nothing was. */
export function useLastDeployment(resourceId: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.workflowLists, 'last-deployment', resourceId],
    queryFn: async ({ signal }) => {
      const query = { kind: 'deployment' as const, resourceId, limit: 1 };
      const [last] = (await api.listWorkflows({ query, signal })).items;
      if (!last) return null;
      const workflow = await api.getWorkflow({ params: { id: last.id }, signal });
      return workflow.deployment ?? null;
    },
  });
}

/** What would come of a workflow if it were started now; asked again whenever quota or resources change. */
export function useWorkflowPreview(wish: CreateWorkflow | undefined) {
  const api = useInfraApi();
  const text = wish && JSON.stringify(wish);
  return useQuery<WorkflowPreview>({
    queryKey: [...queryKeys.dryRun, 'workflow', text],
    queryFn: ({ signal }) =>
      api.previewWorkflow({ body: JSON.parse(text ?? '') as CreateWorkflow, signal }),
    enabled: text !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
}

export function useStartWorkflow(onStarted: (workflow: Workflow) => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ wish, idempotencyKey }: { wish: CreateWorkflow; idempotencyKey: string }) =>
      api.createWorkflow({ body: wish, idempotencyKey }),
    changes: () => [{ subject: 'workflow' }, { subject: 'resource' }, { subject: 'quota' }],
    onSuccess: onStarted,
  });
}

export function useSteerWorkflow(onDone: () => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ id, action }: { id: string; action: WorkflowAction }) =>
      action === 'resume'
        ? api.resumeWorkflow({ params: { id } })
        : api.cancelWorkflow({ params: { id } }),
    changes: ({ id }) => [{ subject: 'workflow', id }, { subject: 'resource' }],
    onSuccess: onDone,
  });
}
