import type { AuditorServiceEventSeverityLevel } from '@backstage/backend-plugin-api';
import type { OperationId } from '@bailiwick/backstage-plugin-infra-common';

/** The event that Backstage's auditor gets for each call of a route. */
export interface RouteEvent {
  eventId: string;
  severityLevel: AuditorServiceEventSeverityLevel;
  /** Tells the variants of an event apart; exactly one of the two. */
  meta: { queryType: string } | { actionType: string };
}

const read = (eventId: string, queryType: string): RouteEvent => ({
  eventId,
  severityLevel: 'low',
  meta: { queryType },
});

const write = (
  eventId: string,
  actionType: string,
  severityLevel: AuditorServiceEventSeverityLevel = 'medium',
): RouteEvent => ({ eventId, severityLevel, meta: { actionType } });

/** The audit event of every route; docs/audit-events.md lists the same, and a test compares the two. */
export const routeEvents: Readonly<Record<OperationId, RouteEvent>> = {
  getMe: read('role-fetch', 'own'),
  listUnits: read('unit-fetch', 'all'),
  getUnit: read('unit-fetch', 'by-id'),
  createUnit: write('unit-mutate', 'create'),
  updateUnit: write('unit-mutate', 'update'),
  deleteUnit: write('unit-mutate', 'delete', 'high'),
  getUnitQuota: read('quota-fetch', 'by-unit'),
  getAllocationTree: read('quota-fetch', 'tree'),
  grantQuota: write('quota-mutate', 'grant'),
  listRoleBindings: read('role-fetch', 'bindings'),
  createRoleBinding: write('role-mutate', 'create', 'high'),
  deleteRoleBinding: write('role-mutate', 'delete', 'high'),
  getDirectoryReport: read('directory-fetch', 'report'),
  recordSignIn: write('directory-mutate', 'sign-in'),
  listServers: read('server-fetch', 'all'),
  getServer: read('server-fetch', 'by-id'),
  assignServer: write('server-mutate', 'assign'),
  unassignServer: write('server-mutate', 'unassign'),
  swapServer: write('server-mutate', 'swap'),
  syncInventory: write('inventory-mutate', 'sync'),
  listInventorySyncs: read('inventory-fetch', 'syncs'),
  listSites: read('inventory-fetch', 'sites'),
  convertCpu: read('calculator-fetch', 'convert'),
  listResourceTypes: read('resource-type-fetch', 'all'),
  getResourceType: read('resource-type-fetch', 'by-name'),
  createResourceType: write('resource-type-mutate', 'create', 'high'),
  updateResourceType: write('resource-type-mutate', 'update', 'high'),
  deleteResourceType: write('resource-type-mutate', 'delete', 'high'),
  createTypeVersion: write('resource-type-mutate', 'create-version', 'high'),
  updateTypeVersion: write('resource-type-mutate', 'update-version', 'high'),
  importResourceType: read('resource-type-fetch', 'import'),
  createResource: write('resource-mutate', 'create'),
  listResources: read('resource-fetch', 'all'),
  getResource: read('resource-fetch', 'by-id'),
  patchResource: write('resource-mutate', 'change'),
  listRevisions: read('resource-fetch', 'revisions'),
  compareRevisions: read('resource-fetch', 'revision-difference'),
  restoreRevision: write('resource-mutate', 'restore'),
  revealOutputs: write('resource-mutate', 'reveal-outputs', 'high'),
  getResourceTree: read('resource-fetch', 'tree'),
  actOnResource: write('resource-mutate', 'act'),
  deleteResource: write('resource-mutate', 'delete', 'high'),
  listRuns: read('run-fetch', 'by-resource'),
  listResourceAudit: read('resource-fetch', 'audit'),
  getRun: read('run-fetch', 'by-id'),
  getRunPlan: read('run-fetch', 'plan'),
  listRunLogs: read('run-fetch', 'logs'),
  cancelRun: write('run-mutate', 'cancel'),
  listApprovals: read('approval-fetch', 'all'),
  getApproval: read('approval-fetch', 'by-id'),
  postApprovalMessage: write('approval-mutate', 'message'),
  listIntegrationTypes: read('integration-fetch', 'types'),
  listIntegrations: read('integration-fetch', 'all'),
  createIntegration: write('integration-mutate', 'create', 'high'),
  getIntegration: read('integration-fetch', 'by-id'),
  updateIntegration: write('integration-mutate', 'update', 'high'),
  deleteIntegration: write('integration-mutate', 'delete', 'high'),
  validateIntegration: write('integration-mutate', 'validate'),
  listSecrets: read('secret-fetch', 'all'),
  createSecret: write('secret-mutate', 'create', 'high'),
  updateSecret: write('secret-mutate', 'update', 'high'),
  deleteSecret: write('secret-mutate', 'delete', 'high'),
  getStateOverview: read('state-fetch', 'overview'),
  downloadState: write('state-mutate', 'download', 'critical'),
  getCompliance: read('resource-fetch', 'compliance'),
  listAudit: read('audit-fetch', 'all'),
  listArgoCdApplications: read('argocd-fetch', 'all'),
  getArgoCdApplication: read('argocd-fetch', 'by-name'),
  syncArgoCdApplication: write('argocd-mutate', 'sync'),
  rollbackArgoCdApplication: write('argocd-mutate', 'rollback', 'high'),
  createBatch: write('batch-mutate', 'create'),
  listBatches: read('batch-fetch', 'all'),
  getBatch: read('batch-fetch', 'by-id'),
  createWorkflow: write('workflow-mutate', 'create', 'high'),
  listWorkflows: read('workflow-fetch', 'all'),
  getWorkflow: read('workflow-fetch', 'by-id'),
  resumeWorkflow: write('workflow-mutate', 'resume', 'high'),
  cancelWorkflow: write('workflow-mutate', 'cancel'),
};
