import type { Position, WorkflowQuery } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { NewStep, StepRecord, WorkflowRecord } from './types';

interface WorkflowRow {
  id: string;
  kind: WorkflowRecord['kind'];
  status: WorkflowRecord['status'];
  reason: string | null;
  title: string;
  unit_id: string;
  blueprint: string | null;
  requested_by: string;
  acts_as: string;
  created_at: Date;
  finished_at: Date | null;
}

interface StepRow {
  kind: WorkflowRecord['kind'];
  workflow_status: WorkflowRecord['status'];
  key: string | null;
  resource_id: string;
  resource_name: string;
  resource_type: string;
  after: string[];
  begun: boolean;
  error: string | null;
  state: Position['state'] | null;
  live_status: Position['status'] | null;
  status_reason: string | null;
}

export interface WorkflowListing {
  filter: Pick<WorkflowQuery, 'kind' | 'status' | 'unitId' | 'resourceId' | 'requestedBy'>;
  limit: number;
  /** Units that are read with everything beneath them. */
  roots: 'all' | readonly string[];
  /** Whose own are listed besides. */
  own: string;
  after?: [string, string];
}

/** How soon a workflow is looked at again that nobody has asked about, also after a crash. */
const LOOK_AGAIN = "interval '1 second'";

/** How many are looked at in one round. */
const ROUND = 50;

const toRecord = (row: WorkflowRow): WorkflowRecord => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  reason: row.reason ?? undefined,
  title: row.title,
  unitId: row.unit_id,
  blueprint: row.blueprint ?? undefined,
  requestedBy: row.requested_by,
  actsAs: row.acts_as,
  createdAt: row.created_at,
  finishedAt: row.finished_at ?? undefined,
});

const toStep = (row: StepRow): StepRecord => ({
  kind: row.kind,
  isOver: row.workflow_status === 'done',
  key: row.key ?? undefined,
  resourceId: row.resource_id,
  name: row.resource_name,
  type: row.resource_type,
  after: row.after,
  begun: row.begun,
  error: row.error ?? undefined,
  live:
    row.state && row.live_status
      ? { state: row.state, status: row.live_status, reason: row.status_reason ?? undefined }
      : undefined,
});

/** Rows of workflows and their steps. */
export class WorkflowStore {
  constructor(private readonly knex: Knex) {}

  async insert(
    trx: Knex.Transaction,
    workflow: Pick<WorkflowRecord, 'kind' | 'title' | 'unitId' | 'requestedBy' | 'blueprint'>,
    steps: readonly NewStep[],
  ): Promise<string> {
    const id = randomUUID();
    const { kind, title, unitId, requestedBy, blueprint } = workflow;
    await trx('workflows').insert({
      ...{ id, kind, title, status: 'active', unit_id: unitId },
      ...{ requested_by: requestedBy, acts_as: requestedBy, blueprint: blueprint ?? null },
    });
    if (steps.length > 0) await this.addSteps(trx, id, steps);
    return id;
  }

  /** Adds steps behind those that are there; of a step that is there only what comes first changes. */
  async addSteps(trx: Knex.Transaction, id: string, steps: readonly NewStep[]): Promise<void> {
    const { rows } = await trx.raw<{ rows: { next: number }[] }>(
      'SELECT coalesce(max(position) + 1, 0) AS next FROM workflow_steps WHERE workflow_id = ?',
      [id],
    );
    await trx('workflow_steps')
      .insert(
        steps.map((step, index) => ({
          ...{ workflow_id: id, position: rows[0].next + index, resource_id: step.resourceId },
          ...{ resource_name: step.name, resource_type: step.type },
          ...{ after: JSON.stringify(step.after), key: step.key ?? null },
        })),
      )
      .onConflict(['workflow_id', 'resource_id'])
      .merge(['after']);
  }

  async find(id: string, knex: Knex = this.knex): Promise<WorkflowRecord | undefined> {
    const row: WorkflowRow | undefined = await knex('workflows').where({ id }).first();
    return row && toRecord(row);
  }

  /** Takes the row lock of a workflow. */
  async lock(trx: Knex.Transaction, id: string): Promise<WorkflowRecord | undefined> {
    const row: WorkflowRow | undefined = await trx('workflows').where({ id }).forUpdate().first();
    return row && toRecord(row);
  }

  /** Steps with where their resources stand, all of one moment. */
  async steps(id: string, knex: Knex = this.knex): Promise<StepRecord[]> {
    const rows: StepRow[] = await knex('workflow_steps')
      .join('workflows', 'workflows.id', 'workflow_steps.workflow_id')
      .leftJoin('resources', 'resources.id', 'workflow_steps.resource_id')
      .where({ workflow_id: id })
      .orderBy('position')
      .select(
        ...['resource_id', 'resource_name', 'resource_type', 'after', 'begun', 'error', 'state'],
        ...['key', 'kind', 'workflows.status AS workflow_status'],
        ...['resources.status AS live_status', 'status_reason'],
      );
    return rows.map(toStep);
  }

  async list(
    listing: WorkflowListing,
  ): Promise<{ workflow: WorkflowRecord; position: [string, string] }[]> {
    const { roots, own, filter, after, limit } = listing;
    const query = this.knex('workflows')
      .join('units', 'units.id', 'workflows.unit_id')
      .select('workflows.*', this.knex.raw('workflows.created_at::text AS position'))
      .orderByRaw('workflows.created_at DESC, workflows.id DESC')
      .limit(limit);
    if (roots !== 'all') {
      query.where(mine =>
        mine
          .whereRaw('units.ancestor_ids && ?::uuid[]', [[...roots]])
          .orWhere('workflows.requested_by', own),
      );
    }
    const { kind, status, unitId, resourceId, requestedBy } = filter;
    if (kind) query.where('workflows.kind', kind);
    if (status) query.where('workflows.status', status);
    if (requestedBy) query.where('workflows.requested_by', requestedBy);
    if (unitId) query.whereRaw('units.ancestor_ids && ?::uuid[]', [[unitId]]);
    if (resourceId) {
      query.where(about =>
        about
          .whereIn(
            'workflows.id',
            this.knex('workflow_steps').select('workflow_id').where({ resource_id: resourceId }),
          )
          .orWhereIn(
            'workflows.id',
            this.knex('deployments').select('workflow_id').where({ resource_id: resourceId }),
          ),
      );
    }
    if (after) query.whereRaw('(workflows.created_at, workflows.id) < (?, ?)', after);
    const rows: (WorkflowRow & { position: string })[] = await query;
    return rows.map(row => ({ workflow: toRecord(row), position: [row.position, row.id] }));
  }

  /** Active workflows that it is time to look at, for this process alone for a moment. */
  async claim(): Promise<string[]> {
    const { rows } = await this.knex.raw<{ rows: { id: string }[] }>(
      `UPDATE workflows SET look_at = now() + ${LOOK_AGAIN}
       WHERE id IN (
         SELECT id FROM workflows WHERE status = 'active' AND look_at <= now()
         ORDER BY look_at LIMIT ${ROUND} FOR UPDATE SKIP LOCKED)
       RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Whether an active workflow of the kind is about the resource. */
  async isTaken(knex: Knex, kind: string, resourceId: string): Promise<boolean> {
    const found = await knex('workflow_steps')
      .join('workflows', 'workflows.id', 'workflow_steps.workflow_id')
      .where({ 'workflows.status': 'active', 'workflows.kind': kind })
      .where('workflow_steps.resource_id', resourceId)
      .first('workflows.id');
    return found !== undefined;
  }

  /** The caller holds the row lock. */
  async setStep(
    trx: Knex.Transaction,
    id: string,
    resourceId: string,
    { begun, error }: Pick<StepRecord, 'begun' | 'error'>,
  ): Promise<void> {
    await trx('workflow_steps')
      .where({ workflow_id: id, resource_id: resourceId })
      .update({ begun, error: error ?? null });
  }

  /** The caller holds the row lock. */
  async advance(
    trx: Knex.Transaction,
    id: string,
    { status, reason, actsAs }: Partial<Pick<WorkflowRecord, 'status' | 'reason' | 'actsAs'>>,
  ): Promise<void> {
    const isOver = status === 'done' || status === 'cancelled';
    await trx('workflows')
      .where({ id })
      .update({
        status,
        ...{ reason: reason ?? null, look_at: trx.fn.now() },
        ...(actsAs ? { acts_as: actsAs } : {}),
        ...(isOver ? { finished_at: trx.fn.now() } : {}),
      });
  }
}
