import {
  type LifecycleFacts,
  listActions,
  type Resource,
  resourceEntityRef,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Relatives } from './facts';
import type { PendingChange, Relative, ResourceRecord } from './types';

const summarise = ({ id, name, type }: Relative) => ({ id, name, type });

/** Outputs that are addresses, for people to follow. */
const linksOf = ({ outputs }: ResourceRecord): Resource['links'] =>
  Object.entries(outputs).flatMap(([title, url]) =>
    typeof url === 'string' && /^https?:\/\//.test(url) ? [{ title, url }] : [],
  );

const showChange = (
  { requestedAt, ...change }: PendingChange,
  approvalId?: string,
): Resource['pendingChange'] => ({
  ...change,
  requestedAt: requestedAt.toISOString(),
  ...(approvalId ? { approvalId } : {}),
});

/** What the REST API shows of a resource. */
export const toResource = (
  record: ResourceRecord,
  relatives: Relatives,
  facts: LifecycleFacts,
  approvalId?: string,
): Resource => ({
  id: record.id,
  name: record.name,
  type: record.type,
  version: record.version,
  unitId: record.unit.id,
  unitName: record.unit.name,
  ...(record.site ? { site: record.site } : {}),
  ...(record.externalName ? { externalName: record.externalName } : {}),
  state: record.state,
  status: record.status,
  ...(record.statusReason ? { statusReason: record.statusReason } : {}),
  variables: record.variables,
  outputs: record.outputs,
  cost: record.cost,
  ...(record.reservation ? { reservation: record.reservation } : {}),
  parents: relatives.parents.map(summarise),
  children: relatives.children.map(summarise),
  revision: record.revision,
  ...(record.pendingChange ? { pendingChange: showChange(record.pendingChange, approvalId) } : {}),
  ...(approvalId ? { approvalId } : {}),
  integrations: record.integrations,
  ...(record.drift ? { drift: record.drift } : {}),
  ...(record.stale ? { stale: true } : {}),
  ...(facts.isLocked ? { locked: true } : {}),
  ...(record.expiresAt ? { expiresAt: record.expiresAt.toISOString() } : {}),
  ...(record.lastRunId ? { lastRunId: record.lastRunId } : {}),
  requestedBy: record.requestedBy,
  createdAt: record.createdAt.toISOString(),
  updatedAt: record.updatedAt.toISOString(),
  allowedActions: listActions(record, facts),
  labels: record.labels,
  entityRef: resourceEntityRef(record),
  links: linksOf(record),
});
