import type { MirrorError, MirrorState } from '@bailiwick/backstage-plugin-infra-common';
import type { MirrorProgress, MirrorRecord, Pull, ShownPull } from './types';

/** A row of `workspace_mirrors` with its workspace, and whether its resource is there. */
export interface MirrorRow {
  resource_id: string;
  resource_name: string;
  resource_type: string;
  unit_id: string;
  is_there: boolean;
  workspace_id: string;
  workspace_name: string;
  workspace_url: string;
  path: string;
  wakes: string;
  seen: string;
  due_at: Date | null;
  state: MirrorState;
  kind: MirrorRecord['kind'] | null;
  pull: Pull | null;
  last_pull: ShownPull | null;
  outside: MirrorRecord['outside'] | null;
  declined: string | null;
  landed: string | null;
  files: string[];
  commit: string | null;
  merged_commit: string | null;
  merged_at: Date | null;
  error_reason: MirrorError['reason'] | null;
  error: string | null;
  error_since: Date | null;
  attempts: number;
  updated_at: Date;
}

export const toRecord = (row: MirrorRow): MirrorRecord => ({
  resourceId: row.resource_id,
  resourceName: row.resource_name,
  resourceType: row.resource_type,
  unitId: row.unit_id,
  isThere: row.is_there,
  workspace: { id: row.workspace_id, name: row.workspace_name, url: row.workspace_url },
  path: row.path,
  wakes: row.wakes,
  seen: row.seen,
  dueAt: row.due_at ?? undefined,
  state: row.state,
  kind: row.kind ?? undefined,
  pull: row.pull ?? undefined,
  lastPull: row.last_pull ?? undefined,
  outside: row.outside ?? undefined,
  declined: row.declined ?? undefined,
  landed: row.landed ?? undefined,
  files: row.files,
  commit: row.commit ?? undefined,
  mergedCommit: row.merged_commit ?? undefined,
  mergedAt: row.merged_at ?? undefined,
  error:
    row.error !== null && row.error_reason !== null && row.error_since !== null
      ? { reason: row.error_reason, message: row.error, since: row.error_since }
      : undefined,
  attempts: row.attempts,
  updatedAt: row.updated_at,
});

const asJson = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** What a step of the work changes, in columns. */
export function toColumns({ pull, lastPull, mergedCommit, mergedAt, ...same }: MirrorProgress) {
  return {
    ...same,
    ...(pull === undefined ? {} : { pull: asJson(pull) }),
    ...(lastPull === undefined ? {} : { last_pull: asJson(lastPull) }),
    ...(mergedCommit === undefined ? {} : { merged_commit: mergedCommit }),
    ...(mergedAt === undefined ? {} : { merged_at: mergedAt }),
  };
}
