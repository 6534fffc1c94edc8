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
  createResource: write('resource-mutate', 'create'),
  listResources: read('resource-fetch', 'all'),
  getResource: read('resource-fetch', 'by-id'),
  actOnResource: write('resource-mutate', 'act'),
  deleteResource: write('resource-mutate', 'delete', 'high'),
  listRuns: read('run-fetch', 'by-resource'),
  listResourceAudit: read('resource-fetch', 'audit'),
  getRun: read('run-fetch', 'by-id'),
  listRunLogs: read('run-fetch', 'logs'),
  cancelRun: write('run-mutate', 'cancel'),
  listArgoCdApplications: read('argocd-fetch', 'all'),
  getArgoCdApplication: read('argocd-fetch', 'by-name'),
  syncArgoCdApplication: write('argocd-mutate', 'sync'),
  rollbackArgoCdApplication: write('argocd-mutate', 'rollback', 'high'),
};
