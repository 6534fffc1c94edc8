import type { Labels, Position, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { runPrepared } from '../lib/database';
import type { Drift, Named, NewResource, PendingChange, Relative, ResourceRecord } from './types';

export interface ResourceRow {
  id: string;
  name: string;
  type: string;
  version: string;
  unit_id: string;
  unit_name: string;
  unit_slug: string;
  unit_kind: string;
  unit_level: number;
  unit_ancestor_ids: string[];
  unit_ancestor_refs: string[];
  site: string | null;
  external_name: string | null;
  state: ResourceRecord['state'];
  status: ResourceRecord['status'];
  status_reason: string | null;
  variables: Variables;
  outputs: Variables;
  cost: ResourceRecord['cost'];
  reservation: ResourceRecord['reservation'] | null;
  revision: number;
  applied_revision: number | null;
  expires_at: Date | null;
  last_run_id: string | null;
  pending_change: StoredChange | null;
  stale: boolean;
  drift: Drift | null;
  labels: Labels;
  integrations: string[];
  requested_by: string;
  created_at: Date;
  updated_at: Date;
}

export const toRecord = (row: ResourceRow): ResourceRecord => ({
  id: row.id,
  name: row.name,
  type: row.type,
  version: row.version,
  unit: {
    id: row.unit_id,
    name: row.unit_name,
    slug: row.unit_slug,
    kind: row.unit_kind,
    level: row.unit_level,
    ancestorIds: row.unit_ancestor_ids,
    ancestorRefs: row.unit_ancestor_refs,
  },
  site: row.site ?? undefined,
  externalName: row.external_name ?? undefined,
  state: row.state,
  status: row.status,
  statusReason: row.status_reason ?? undefined,
  variables: row.variables,
  outputs: row.outputs,
  cost: row.cost,
  reservation: row.reservation ?? undefined,
  revision: row.revision,
  appliedRevision: row.applied_revision ?? undefined,
  expiresAt: row.expires_at ?? undefined,
  lastRunId: row.last_run_id ?? undefined,
  pendingChange: row.pending_change
    ? { ...row.pending_change, requestedAt: new Date(row.pending_change.requestedAt) }
    : undefined,
  stale: row.stale,
  drift: row.drift ?? undefined,
  labels: row.labels,
  integrations: row.integrations,
  requestedBy: row.requested_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** A pending change as JSON keeps it. */
type StoredChange = Omit<PendingChange, 'requestedAt'> & { requestedAt: string };

/** A row of `resources` with its team, what it holds of the quota, and its latest run. */
export const RESOURCE_COLUMNS = `resources.*, units.name AS unit_name, units.slug AS unit_slug, units.kind AS unit_kind,
  units.level AS unit_level, units.ancestor_ids AS unit_ancestor_ids,
  ARRAY(SELECT 'group:default/' || above.kind || '-' || above.slug FROM units AS above
    WHERE above.id = ANY(units.ancestor_ids) ORDER BY above.level) AS unit_ancestor_refs,
  (SELECT state FROM reservations WHERE resource_id = resources.id) AS reservation,
  ARRAY(SELECT integration_id FROM resource_integrations WHERE resource_id = resources.id
    ORDER BY position) AS integrations,
  (SELECT id FROM runs WHERE resource_id = resources.id ORDER BY created_at DESC, id DESC LIMIT 1)
    AS last_run_id`;

/** What changes with a step in the life of a resource; what is left out stays. */
export interface Advance extends Position {
  /** Undefined takes the one away that was there. */
  reason?: string;
  keepsReason?: boolean;
  outputs?: Variables;
  /** What the resource is to be is live now. */
  isApplied?: boolean;
}

const INSERT = `
  INSERT INTO resources (id, name, type, version, unit_id, site, external_name, state, status, variables, cost, labels, expires_at, requested_by)
  VALUES (:id, :name, :type, :version, :unitId, :site, :externalName, :state, :status, :variables, :cost, :labels, :expiresAt, :requestedBy)
  RETURNING created_at`;

const LOCK = 'SELECT state, status FROM resources WHERE id = :id FOR UPDATE';

const ADVANCE = `
  UPDATE resources SET state = :state, status = :status, updated_at = now(),
    status_reason = CASE WHEN :keepsReason::boolean THEN status_reason ELSE :reason::text END,
    outputs = coalesce(:outputs::jsonb, outputs),
    applied_revision = CASE WHEN :isApplied::boolean THEN revision ELSE applied_revision END
  WHERE id = :id`;

/** Rows of resources, and who rests upon whom. */
export class ResourceStore {
  constructor(private readonly knex: Knex) {}

  async insert(trx: Knex.Transaction, wish: NewResource): Promise<ResourceRecord> {
    const { parentIds, ...resource } = wish;
    const id = wish.id ?? randomUUID();
    const { rows } = await runPrepared<ResourceRow>(trx, 'resource-insert', INSERT, {
      id,
      name: resource.name,
      type: resource.type,
      version: resource.version,
      unitId: resource.unit.id,
      site: resource.site ?? null,
      externalName: resource.externalName ?? null,
      state: resource.state,
      status: resource.status,
      variables: JSON.stringify(resource.variables),
      cost: JSON.stringify(resource.cost),
      labels: JSON.stringify(resource.labels),
      expiresAt: resource.expiresAt ?? null,
      requestedBy: resource.requestedBy,
    });
    if (parentIds.length > 0) {
      await trx('resource_parents').insert(
        parentIds.map(parent_id => ({ resource_id: id, parent_id })),
      );
    }
    const { created_at: createdAt } = rows[0];
    return {
      ...{ ...resource, id, outputs: {}, revision: 1, stale: false },
      ...{ createdAt, updatedAt: createdAt },
    };
  }

  async find(id: string, knex: Knex = this.knex): Promise<ResourceRecord | undefined> {
    const { rows } = await knex.raw<{ rows: ResourceRow[] }>(
      `SELECT ${RESOURCE_COLUMNS} FROM resources JOIN units ON units.id = resources.unit_id WHERE resources.id = ?`,
      [id],
    );
    return rows[0] && toRecord(rows[0]);
  }

  async findAll(ids: readonly string[]): Promise<ResourceRecord[]> {
    const { rows } = await this.knex.raw<{ rows: ResourceRow[] }>(
      `SELECT ${RESOURCE_COLUMNS} FROM resources JOIN units ON units.id = resources.unit_id
       WHERE resources.id = ANY(?)`,
      [[...ids]],
    );
    return rows.map(toRecord);
  }

  /** What the catalog knows the resources by; those that are gone are left out. */
  async identify(ids: readonly string[]): Promise<{ id: string; type: string; name: string }[]> {
    return this.knex('resources').select('id', 'type', 'name').whereIn('id', ids);
  }

  /** Takes the row lock of a resource; undefined where there is none. */
  async lock(trx: Knex.Transaction, id: string): Promise<Position | undefined> {
    const { rows } = await runPrepared<Position>(trx, 'resource-lock', LOCK, { id });
    return rows[0];
  }

  /** The caller holds the row lock. */
  async advance(trx: Knex.Transaction, id: string, step: Advance): Promise<void> {
    await runPrepared(trx, 'resource-advance', ADVANCE, {
      id,
      state: step.state,
      status: step.status,
      reason: step.reason ?? null,
      keepsReason: step.keepsReason ?? false,
      isApplied: step.isApplied ?? false,
      outputs: step.outputs ? JSON.stringify(step.outputs) : null,
    });
  }

  /** Puts a change beside the live values, or takes it away. The caller holds the row lock. */
  async propose(
    trx: Knex.Transaction,
    id: string,
    change: PendingChange | undefined,
  ): Promise<void> {
    await trx('resources')
      .where({ id })
      .update({ pending_change: change ? JSON.stringify(change) : null, updated_at: trx.fn.now() });
  }

  /** The pending change becomes what the resource is to be. The caller holds the row lock. */
  async promote(
    trx: Knex.Transaction,
    id: string,
    change: Pick<PendingChange, 'version' | 'variables' | 'cost' | 'revision'>,
  ): Promise<void> {
    await trx('resources')
      .where({ id })
      .update({
        version: change.version,
        variables: JSON.stringify(change.variables),
        cost: JSON.stringify(change.cost),
        revision: change.revision,
        pending_change: null,
        updated_at: trx.fn.now(),
      });
  }

  /** What the resource is to be is live already. The caller holds the row lock. */
  async markApplied(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('resources')
      .where({ id })
      .update({ applied_revision: trx.ref('revision') });
  }

  /** Id of the newest run that applies a resource, whatever came of it. */
  async lastApply(id: string): Promise<string | undefined> {
    const row: { id: string } | undefined = await this.knex('runs')
      .where({ resource_id: id, kind: 'apply' })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .select('id')
      .first();
    return row?.id;
  }

  async markStale(trx: Knex.Transaction, ids: readonly string[]): Promise<void> {
    await trx('resources')
      .whereIn('id', [...ids])
      .update({ stale: true });
  }

  /** It was applied: nothing that it uses has changed since, and nothing differs. */
  async markCurrent(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('resources')
      .where({ id })
      .whereRaw('(stale OR drift IS NOT NULL)')
      .update({ stale: false, drift: null });
  }

  async markDrift(trx: Knex.Transaction, id: string, drift: Drift | undefined): Promise<void> {
    await trx('resources')
      .where({ id })
      .update({ drift: drift ? JSON.stringify(drift) : null });
  }

  /** Types and outputs of what a resource rests upon. */
  async parentOutputs(
    id: string,
    knex: Knex = this.knex,
  ): Promise<{ id: string; type: string; outputs: Variables }[]> {
    return knex('resource_parents')
      .join('resources', 'resources.id', 'resource_parents.parent_id')
      .where({ resource_id: id })
      .orderBy('resources.id')
      .select('resources.id', 'resources.type', 'resources.outputs');
  }

  /** Takes the row locks of what waits for its parents, where those are all provisioned now. */
  async lockWaiting(
    trx: Knex.Transaction,
    parentId: string,
  ): Promise<(Relative & { requestedBy: string })[]> {
    const { rows } = await trx.raw<{ rows: (Relative & { requestedBy: string })[] }>(
      `SELECT id, name, type, unit_id AS "unitId", state, status, requested_by AS "requestedBy"
       FROM resources
       WHERE state = 'provision' AND status = 'pending'
         AND id IN (SELECT resource_id FROM resource_parents WHERE parent_id = :parentId)
         AND NOT EXISTS (
           SELECT 1 FROM resource_parents AS edge JOIN resources AS parent ON parent.id = edge.parent_id
           WHERE edge.resource_id = resources.id AND parent.state <> 'provisioned')
       ORDER BY id FOR UPDATE`,
      { parentId },
    );
    return rows;
  }

  async remove(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('resources').where({ id }).delete();
  }

  /** What each of the resources rests upon, by its id. */
  async parents(ids: readonly string[], knex: Knex = this.knex): Promise<Map<string, Relative[]>> {
    return this.relatives(ids, 'resource_id', 'parent_id', knex);
  }

  /** What rests upon each of the resources, by its id. */
  async children(ids: readonly string[], knex: Knex = this.knex): Promise<Map<string, Relative[]>> {
    return this.relatives(ids, 'parent_id', 'resource_id', knex);
  }

  /** The live resource that has the name in its team, or the name in the outside system. */
  async findClash(wish: Named): Promise<ResourceRecord | undefined> {
    const { rows } = await this.knex.raw<{ rows: ResourceRow[] }>(
      `SELECT ${RESOURCE_COLUMNS} FROM resources JOIN units ON units.id = resources.unit_id
       WHERE resources.state <> 'destroyed' AND resources.type = :type
         AND ((resources.unit_id = :unitId AND lower(resources.name) = lower(:name))
              OR resources.external_name = :externalName)
       ORDER BY resources.unit_id = :unitId DESC LIMIT 1`,
      {
        type: wish.type,
        unitId: wish.unit.id,
        name: wish.name,
        externalName: wish.externalName ?? null,
      },
    );
    return rows[0] && toRecord(rows[0]);
  }

  private async relatives(
    ids: readonly string[],
    from: 'resource_id' | 'parent_id',
    to: 'resource_id' | 'parent_id',
    knex: Knex,
  ): Promise<Map<string, Relative[]>> {
    const { rows } = await knex.raw<{ rows: (Relative & { of: string })[] }>(
      `SELECT edge.:from: AS of, other.id, other.name, other.type, other.unit_id AS "unitId",
         units.ancestor_ids AS "unitAncestorIds", other.state, other.status
       FROM resource_parents AS edge JOIN resources AS other ON other.id = edge.:to:
       JOIN units ON units.id = other.unit_id
       WHERE edge.:from: = ANY(:ids) ORDER BY other.name, other.id`,
      { ids: [...ids], from, to },
    );
    const byId = new Map<string, Relative[]>();
    for (const { of, ...relative } of rows) byId.set(of, [...(byId.get(of) ?? []), relative]);
    return byId;
  }
}
