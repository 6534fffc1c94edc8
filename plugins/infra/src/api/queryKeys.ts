import type { ChangeSignal } from '@bailiwick/backstage-plugin-infra-common';

const ROOT = 'infra';

/**
 * Keys of the query cache. What belongs to one subject shares the beginning of its key, so that a change of the subject
 * invalidates all of it.
 */
export const queryKeys = {
  me: [ROOT, 'me'],
  units: [ROOT, 'units'],
  quota: [ROOT, 'quota'],
  allocations: [ROOT, 'allocations'],
  dryRun: [ROOT, 'dry-run'],
  inventory: [ROOT, 'inventory'],
  sites: [ROOT, 'sites'],
  resourceTypes: [ROOT, 'resource-types'],
  modules: [ROOT, 'modules'],
  resourceLists: [ROOT, 'resource-lists'],
  resource: (id: string) => [ROOT, 'resource', id],
  resources: [ROOT, 'resource'],
  runs: (resourceId: string) => [ROOT, 'resource', resourceId, 'runs'],
  auditTrail: [ROOT, 'audit'],
  audit: (resourceId: string) => [ROOT, 'resource', resourceId, 'audit'],
  revisions: (resourceId: string) => [ROOT, 'resource', resourceId, 'revisions'],
  tree: (resourceId: string) => [ROOT, 'resource', resourceId, 'tree'],
  state: (resourceId: string) => [ROOT, 'resource', resourceId, 'state'],
  approvals: [ROOT, 'approvals'],
  integrations: [ROOT, 'integrations'],
  secrets: [ROOT, 'secrets'],
  workspaces: [ROOT, 'workspaces'],
  mirror: (resourceId: string) => [ROOT, 'resource', resourceId, 'mirror'],
  run: (id: string) => [ROOT, 'run', id],
  allRuns: [ROOT, 'run'],
  argoCd: [ROOT, 'argocd'],
  roleBindings: [ROOT, 'role-bindings'],
  directory: [ROOT, 'directory'],
  workflowLists: [ROOT, 'workflow-lists'],
  workflow: (id: string) => [ROOT, 'workflow', id],
  workflows: [ROOT, 'workflow'],
  batchLists: [ROOT, 'batch-lists'],
  batch: (id: string) => [ROOT, 'batch', id],
  batches: [ROOT, 'batch'],
  blueprints: [ROOT, 'blueprints'],
  schedules: [ROOT, 'schedules'],
  clouds: [ROOT, 'clouds'],
} as const;

export type QueryKey = readonly string[];

/** Which cached answers may have become wrong by a change. */
export function keysTouchedBy({ subject, id, resourceId }: ChangeSignal): QueryKey[] {
  switch (subject) {
    case 'unit':
      return [queryKeys.units, queryKeys.allocations, queryKeys.me, queryKeys.directory];
    case 'quota':
      return [queryKeys.quota, queryKeys.allocations, queryKeys.dryRun];
    case 'inventory':
      return [queryKeys.inventory, queryKeys.sites, queryKeys.quota, queryKeys.allocations];
    case 'resource':
      return [
        queryKeys.resourceLists,
        queryKeys.approvals,
        queryKeys.workflows,
        id ? queryKeys.resource(id) : queryKeys.resources,
      ];
    case 'approval':
      return [queryKeys.approvals, ...(resourceId ? [queryKeys.resource(resourceId)] : [])];
    case 'resourceType':
      return [queryKeys.resourceTypes];
    case 'integration':
      return [queryKeys.integrations];
    case 'secret':
      return [queryKeys.secrets];
    case 'run':
      return [
        id ? queryKeys.run(id) : queryKeys.allRuns,
        resourceId ? queryKeys.resource(resourceId) : queryKeys.resources,
        queryKeys.resourceLists,
        queryKeys.approvals,
        queryKeys.batches,
      ];
    case 'workflow':
      return [queryKeys.workflowLists, id ? queryKeys.workflow(id) : queryKeys.workflows];
    case 'batch':
      return [queryKeys.batchLists, id ? queryKeys.batch(id) : queryKeys.batches];
    case 'blueprint':
      return [queryKeys.blueprints];
    case 'schedule':
      return [queryKeys.schedules];
    case 'argocd':
      return [queryKeys.argoCd];
    case 'workspace':
      return [queryKeys.workspaces, ...(resourceId ? [queryKeys.mirror(resourceId)] : [])];
    case 'roleBinding':
      return [queryKeys.roleBindings, queryKeys.directory, queryKeys.me];
    default:
      // A backend that is newer than these screens may know more subjects.
      return [];
  }
}
