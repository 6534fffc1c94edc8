import type { RunOutcome } from '@bailiwick/backstage-plugin-infra-common';
import type { RunRecord, RunStage } from './types';

/** A row of `runs`. */
export interface RunRow {
  id: string;
  resource_id: string;
  unit_id: string;
  provisioner: string;
  kind: RunRecord['kind'];
  action: string | null;
  input: RunRecord['input'] | null;
  plan_for: RunRecord['planFor'] | null;
  plan_run_id: string | null;
  approved_inputs: string | null;
  status: RunRecord['status'];
  stage: RunStage;
  phase: string | null;
  outcome: RunOutcome | null;
  attempt: number;
  compensations: number;
  requested_by: string;
  turn: string;
  fence: string;
  worker: string | null;
  cancel_reason: string | null;
  commit: string | null;
  error: string | null;
  summary: RunRecord['summary'] | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const toRecord = (row: RunRow): RunRecord => ({
  id: row.id,
  resourceId: row.resource_id,
  unitId: row.unit_id,
  provisioner: row.provisioner,
  kind: row.kind,
  action: row.action ?? undefined,
  input: row.input ?? undefined,
  planFor: row.plan_for ?? undefined,
  planRunId: row.plan_run_id ?? undefined,
  approvedInputs: row.approved_inputs ?? undefined,
  status: row.status,
  stage: row.stage,
  phase: row.phase ?? undefined,
  outcome: row.outcome ?? undefined,
  attempt: row.attempt,
  compensations: row.compensations,
  requestedBy: row.requested_by,
  turn: Number(row.turn),
  fence: Number(row.fence),
  worker: row.worker ?? undefined,
  cancelReason: row.cancel_reason ?? undefined,
  commit: row.commit ?? undefined,
  error: row.error ?? undefined,
  summary: row.summary ?? undefined,
  createdAt: row.created_at,
  startedAt: row.started_at ?? undefined,
  finishedAt: row.finished_at ?? undefined,
});
