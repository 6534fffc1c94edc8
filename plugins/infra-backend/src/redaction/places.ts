/** A column that keeps why something failed, in the words of a tool; `key` where it is one field of a JSON object. */
export interface Place {
  table: string;
  column: string;
  key?: string;
  /** Condition upon the rows that tell of the resource `:id`. */
  of: string;
}

const WORKFLOWS = `SELECT workflow_id FROM workflow_steps WHERE resource_id = :id
  UNION SELECT workflow_id FROM deployments WHERE resource_id = :id`;

/** Every place where the reason of a failed run is kept. One that is not listed here keeps a secret that became known late. */
export const PLACES_OF_REASONS: readonly Place[] = [
  { table: 'runs', column: 'error', of: 'resource_id = :id' },
  { table: 'resources', column: 'status_reason', of: 'id = :id' },
  { table: 'deployment_stages', column: 'error', of: `workflow_id IN (${WORKFLOWS})` },
  { table: 'workflows', column: 'reason', of: `id IN (${WORKFLOWS})` },
  { table: 'news', column: 'detail', key: 'reason', of: 'resource_id = :id' },
  {
    table: 'webhook_deliveries',
    column: 'message',
    key: 'description',
    of: "message->'resource'->>'id' = :id",
  },
  {
    table: 'audit_entries',
    column: 'after',
    key: 'reason',
    of: "subject_kind = 'resource' AND subject_id = :id",
  },
  {
    table: 'audit_entries',
    column: 'after',
    key: 'reason',
    of: `subject_kind = 'workflow' AND subject_id IN (SELECT workflow_id::text FROM (${WORKFLOWS}) AS of_resource)`,
  },
];
