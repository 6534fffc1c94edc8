/** What entries of the audit trail tell of; docs/audit-events.md says when each is written. */
export const TRAIL_EVENTS = [
  'unit-created',
  'unit-changed',
  'unit-deleted',
  'role-binding-created',
  'role-binding-deleted',
  'quota-granted',
  'quota-difference-found',
  'server-assigned',
  'server-unassigned',
  'server-swapped',
  'inventory-synced',
  'resource-requested',
  'resource-apply-requested',
  'resource-destroy-requested',
  'resource-retry-requested',
  'resource-cancel-requested',
  'resource-recreate-requested',
  'resource-provisioned',
  'resource-failed',
  'resource-destroyed',
  'resource-deleted',
  'run-lost',
  'argocd-sync-requested',
  'argocd-rolled-back',
] as const;

export type TrailEvent = (typeof TRAIL_EVENTS)[number];
