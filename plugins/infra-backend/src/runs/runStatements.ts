/** The statements that every run makes; prepared, so that each connection plans them once. */

export const INSERT = `
  INSERT INTO runs (id, resource_id, unit_id, provisioner, kind, action, input, plan_for, plan_run_id, approved_inputs, status, attempt, requested_by, turn)
  VALUES (:id, :resourceId, :unitId, :provisioner, :kind, :action, :input, :planFor, :planRunId, :approvedInputs, 'queued', :attempt, :requestedBy, 1 + greatest(
    (SELECT max(turn) FROM runs
     WHERE unit_id = :unitId AND provisioner = :provisioner AND status = 'queued'),
    coalesce(
      (SELECT max(turn) FROM runs WHERE provisioner = :provisioner AND status = 'in_progress'),
      (SELECT min(turn) - 1 FROM runs WHERE provisioner = :provisioner AND status = 'queued'),
      0)))
  RETURNING *`;

export const CLAIM = `
  UPDATE runs SET status = 'in_progress', fence = fence + 1, worker = :worker, not_before = NULL,
    lease_until = now() + :leaseMs::float8 * interval '1 ms', started_at = coalesce(started_at, now())
  WHERE id = :id AND status = 'queued'
    AND NOT EXISTS (
      SELECT 1 FROM runs AS other
      WHERE other.resource_id = runs.resource_id AND other.status = 'in_progress')
  RETURNING *`;

export const FINISH = `
  UPDATE runs SET status = :status, error = :error, summary = coalesce(:summary::jsonb, summary),
    finished_at = now(), worker = NULL, lease_until = NULL, left_nothing = :leftNothing
  WHERE id = :id AND fence = :fence AND status = 'in_progress'
  RETURNING *`;

export const RENEW = `
  WITH hold AS (SELECT * FROM unnest(:ids::uuid[], :fences::bigint[]) AS given (id, fence)),
  free AS (
    SELECT runs.id FROM hold JOIN runs ON runs.id = hold.id
    WHERE runs.fence = hold.fence AND runs.status = 'in_progress'
    FOR UPDATE OF runs SKIP LOCKED),
  renewed AS (
    UPDATE runs SET lease_until = now() + :leaseMs::float8 * interval '1 ms'
    FROM free WHERE runs.id = free.id)
  SELECT runs.id, runs.cancel_reason AS "cancelReason", free.id IS NOT NULL AS "isRenewed"
  FROM hold JOIN runs ON runs.id = hold.id LEFT JOIN free ON free.id = runs.id
  WHERE runs.fence = hold.fence AND runs.status = 'in_progress'`;
