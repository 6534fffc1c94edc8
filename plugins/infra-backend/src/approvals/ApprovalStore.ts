import type {
  ApprovalQuery,
  PolicyResult,
  RunStatus,
} from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import type { ApprovalRecord, Decision, Message, NewApproval } from './types';

interface ApprovalRow {
  id: string;
  resource_id: string;
  kind: ApprovalRecord['kind'];
  status: ApprovalRecord['status'];
  steps: ApprovalRecord['steps'];
  step_order: ApprovalRecord['order'];
  proposal: ApprovalRecord['proposal'];
  before: ApprovalRecord['before'] | null;
  requested_by: string;
  was_state: NonNullable<ApprovalRecord['was']>['state'] | null;
  was_status: NonNullable<ApprovalRecord['was']>['status'] | null;
  plan_run_id: string | null;
  digest: string | null;
  asked: boolean;
  opened_at: Date;
  escalated_at: Date | null;
  decided_at: Date | null;
  decisions: (Omit<Decision, 'at' | 'comment'> & { at: string; comment: string | null })[];
  messages: (Omit<Message, 'at'> & { at: string })[];
  plan_status: RunStatus | null;
  plan_expired: boolean;
  plan_policies: PolicyResult[] | null;
  plan_inputs: string | null;
}

const COLUMNS = `approvals.*, plan_run.status AS plan_status,
  coalesce(plan.expires_at <= now(), false) AS plan_expired, plan.policies AS plan_policies,
  plan.input_digest AS plan_inputs,
  ARRAY(SELECT json_build_object('step', step, 'by', decided_by, 'decision', decision, 'comment', comment,
      'digest', digest, 'at', decided_at)
    FROM approval_decisions WHERE approval_id = approvals.id ORDER BY id) AS decisions,
  ARRAY(SELECT json_build_object('by', written_by, 'text', text, 'asks', asks, 'at', written_at)
    FROM approval_messages WHERE approval_id = approvals.id ORDER BY id) AS messages`;

const FROM = `approvals
  LEFT JOIN runs AS plan_run ON plan_run.id = approvals.plan_run_id
  LEFT JOIN run_plans AS plan ON plan.run_id = approvals.plan_run_id`;

const toRecord = (row: ApprovalRow): ApprovalRecord => ({
  id: row.id,
  resourceId: row.resource_id,
  kind: row.kind,
  status: row.status,
  steps: row.steps,
  order: row.step_order,
  proposal: row.proposal,
  before: row.before ?? undefined,
  requestedBy: row.requested_by,
  was:
    row.was_state && row.was_status ? { state: row.was_state, status: row.was_status } : undefined,
  planRunId: row.plan_run_id ?? undefined,
  digest: row.digest ?? undefined,
  asked: row.asked,
  openedAt: row.opened_at,
  escalatedAt: row.escalated_at ?? undefined,
  decidedAt: row.decided_at ?? undefined,
  decisions: row.decisions.map(({ at, comment, ...decision }) => ({
    ...decision,
    comment: comment ?? undefined,
    at: new Date(at),
  })),
  messages: row.messages.map(({ at, ...message }) => ({ ...message, at: new Date(at) })),
  plan: row.plan_status
    ? {
        status: row.plan_status,
        expired: row.plan_expired,
        policies: row.plan_policies ?? [],
        inputDigest: row.plan_inputs ?? undefined,
      }
    : undefined,
});

export interface ApprovalListing extends Pick<ApprovalQuery, 'status' | 'resourceId'> {
  limit: number;
  /** Units whose whole subtree is listed. */
  roots: 'all' | readonly string[];
  /** What the permission policy narrows resources to. */
  filter: RowFilter;
  after?: [openedAt: string, id: string];
}

export interface ListedApproval extends ApprovalRecord {
  position: [openedAt: string, id: string];
}

/** The rows of approvals, with what was decided and said. */
export class ApprovalStore {
  constructor(private readonly knex: Knex) {}

  async insert(trx: Knex.Transaction, approval: NewApproval): Promise<string> {
    const id = randomUUID();
    const { was, escalateAfterHours } = approval;
    await trx('approvals').insert({
      id,
      resource_id: approval.resourceId,
      kind: approval.kind,
      steps: JSON.stringify(approval.steps),
      step_order: approval.order,
      proposal: JSON.stringify(approval.proposal),
      before: approval.before ? JSON.stringify(approval.before) : null,
      requested_by: approval.requestedBy,
      was_state: was?.state ?? null,
      was_status: was?.status ?? null,
      plan_run_id: approval.planRunId ?? null,
      digest: approval.digest ?? null,
      escalate_at: escalateAfterHours
        ? trx.raw("now() + ? * interval '1 hour'", [escalateAfterHours])
        : null,
    });
    return id;
  }

  async find(id: string, knex: Knex = this.knex): Promise<ApprovalRecord | undefined> {
    const { rows } = await knex.raw<{ rows: ApprovalRow[] }>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE approvals.id = ?`,
      [id],
    );
    return rows[0] && toRecord(rows[0]);
  }

  /** What is open, by the id of its resource. */
  async open(ids: readonly string[], knex: Knex = this.knex): Promise<Map<string, ApprovalRecord>> {
    if (ids.length === 0) return new Map();
    const { rows } = await knex.raw<{ rows: ApprovalRow[] }>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE approvals.status = 'open' AND approvals.resource_id = ANY(?)`,
      [[...ids]],
    );
    return new Map(rows.map(row => [row.resource_id, toRecord(row)]));
  }

  /** In order from right after a position, the newest first. */
  async list(listing: ApprovalListing): Promise<ListedApproval[]> {
    const { roots, filter, status, resourceId, after, limit } = listing;
    const page = this.knex('approvals')
      .select('approvals.id')
      .join('resources', 'resources.id', 'approvals.resource_id')
      .join('units', 'units.id', 'resources.unit_id')
      .modify(filter)
      .orderByRaw('approvals.opened_at DESC, approvals.id DESC')
      .limit(limit);
    if (roots !== 'all') page.whereRaw('units.ancestor_ids && ?::uuid[]', [[...roots]]);
    if (status) page.where('approvals.status', status);
    if (resourceId) page.where('approvals.resource_id', resourceId);
    if (after) page.whereRaw('(approvals.opened_at, approvals.id) < (?, ?)', after);
    const { rows } = await this.knex.raw<{ rows: (ApprovalRow & { position: string })[] }>(
      `SELECT ${COLUMNS}, approvals.opened_at::text AS position FROM ${FROM}
       WHERE approvals.id IN (?) ORDER BY approvals.opened_at DESC, approvals.id DESC`,
      [page],
    );
    return rows.map(row => ({ ...toRecord(row), position: [row.position, row.id] }));
  }

  async decide(
    trx: Knex.Transaction,
    id: string,
    { step, by, decision, comment, digest }: Omit<Decision, 'at'>,
  ): Promise<void> {
    await trx('approval_decisions').insert({
      ...{ approval_id: id, step, decided_by: by, decision, digest },
      comment: comment ?? null,
    });
  }

  async close(
    trx: Knex.Transaction,
    id: string,
    status: Exclude<ApprovalRecord['status'], 'open'>,
  ): Promise<void> {
    await trx('approvals')
      .where({ id, status: 'open' })
      .update({ status, decided_at: trx.fn.now() });
  }

  /** A new plan is being made, or was made: decisions name its digest. */
  async setPlan(
    trx: Knex.Transaction,
    id: string,
    plan: { runId: string; digest?: string },
  ): Promise<void> {
    await trx('approvals')
      .where({ id, status: 'open' })
      .update({ plan_run_id: plan.runId, digest: plan.digest ?? null });
  }

  async write(
    trx: Knex.Transaction,
    id: string,
    { by, text, asks }: Omit<Message, 'at'>,
  ): Promise<void> {
    await trx('approval_messages').insert({ approval_id: id, written_by: by, text, asks });
    await trx('approvals').where({ id }).update({ asked: asks });
  }

  /** Marks what waited too long; answers what was marked. */
  async escalate(): Promise<{ id: string; resourceId: string }[]> {
    return this.knex('approvals')
      .where('status', 'open')
      .whereNull('escalated_at')
      .where('escalate_at', '<=', this.knex.fn.now())
      .update({ escalated_at: this.knex.fn.now() })
      .returning(['id', 'resource_id AS resourceId']);
  }
}
