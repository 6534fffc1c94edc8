import type { Mirror, Workspace } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';
import type { MirrorRecord, WorkspaceRecord } from './types';

/** What the REST API shows. */
export const toWorkspace = (
  { createdAt, updatedAt, validatedAt, ...shown }: WorkspaceRecord,
  mayManage: boolean,
): Workspace => ({
  ...shown,
  mayManage,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
  ...(validatedAt ? { validatedAt: validatedAt.toISOString() } : {}),
});

/** What the audit trail keeps. */
export const toAudit = (record: WorkspaceRecord): JsonObject => ({
  name: record.name,
  ...(record.description === undefined ? {} : { description: record.description }),
  unitId: record.unitId,
  integrationId: record.integrationId,
  url: record.url,
  apiUrl: record.apiUrl,
  branch: record.branch,
  path: record.path,
  resourceTypes: record.resourceTypes,
  units: record.units,
});

/** What the REST API shows. */
export const toMirror = (record: MirrorRecord): Mirror => ({
  workspace: record.workspace,
  resource: {
    id: record.resourceId,
    name: record.resourceName,
    type: record.resourceType,
    unitId: record.unitId,
    isThere: record.isThere,
  },
  path: record.path,
  state: record.state,
  ...(record.kind ? { kind: record.kind } : {}),
  ...(record.pull ? { branch: record.pull.branch } : {}),
  ...(record.lastPull ? { pullRequest: record.lastPull } : {}),
  ...(record.outside ? { outside: record.outside } : {}),
  ...(record.commit ? { commit: record.commit } : {}),
  ...(record.mergedCommit ? { mergedCommit: record.mergedCommit } : {}),
  ...(record.mergedAt ? { mergedAt: record.mergedAt.toISOString() } : {}),
  ...(record.error
    ? {
        error: {
          reason: record.error.reason,
          message: record.error.message,
          since: record.error.since.toISOString(),
          attempts: record.attempts,
          ...(record.dueAt ? { nextAttemptAt: record.dueAt.toISOString() } : {}),
        },
      }
    : {}),
  updatedAt: record.updatedAt.toISOString(),
});
