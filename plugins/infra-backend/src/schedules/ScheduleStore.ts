import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import type { Firing, ScheduleRecord, ScheduleSettings } from './types';

interface ScheduleRow {
  id: string;
  name: string;
  resource_id: string;
  resource_name: string;
  resource_type: string;
  unit_id: string;
  unit_name: string;
  unit_level: number;
  unit_ancestor_ids: string[];
  action: ScheduleRecord['action'];
  cron: string | null;
  at: Date | null;
  timezone: string;
  enabled: boolean;
  owner: string;
  next_due_at: Date | null;
  last_due_at: Date | null;
  last_outcome: ScheduleRecord['lastOutcome'] | null;
  last_reason: string | null;
  refusals: number;
  revision: number;
  created_at: Date;
  updated_at: Date;
  position: string;
}

export interface ScheduleListing {
  resourceId?: string;
  /** Of this unit or anything beneath it. */
  unitId?: string;
  owner?: string;
  limit: number;
  /** Units whose whole subtree is listed. */
  roots: 'all' | readonly string[];
  /** What the permission policy narrows resources to. */
  filter: RowFilter;
  after?: [createdAt: string, id: string];
}

export interface ListedSchedule extends ScheduleRecord {
  position: [createdAt: string, id: string];
}

const toRecord = (row: ScheduleRow): ScheduleRecord => ({
  id: row.id,
  name: row.name,
  resource: { id: row.resource_id, name: row.resource_name, type: row.resource_type },
  unit: {
    ...{ id: row.unit_id, name: row.unit_name, level: row.unit_level },
    ancestorIds: row.unit_ancestor_ids,
  },
  action: row.action,
  cron: row.cron ?? undefined,
  at: row.at ?? undefined,
  timezone: row.timezone,
  enabled: row.enabled,
  owner: row.owner,
  nextDueAt: row.next_due_at ?? undefined,
  lastDueAt: row.last_due_at ?? undefined,
  lastOutcome: row.last_outcome ?? undefined,
  lastReason: row.last_reason ?? undefined,
  refusals: row.refusals,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const toColumns = ({ name, action, cron, at, timezone, enabled, nextDueAt }: ScheduleSettings) => ({
  ...{ name, action, timezone, enabled },
  cron: cron ?? null,
  at: at ?? null,
  next_due_at: nextDueAt ?? null,
});

/** The rows of schedules. */
export class ScheduleStore {
  constructor(private readonly knex: Knex) {}

  async insert(
    trx: Knex.Transaction,
    { owner, resourceId, ...settings }: ScheduleSettings & { owner: string; resourceId: string },
  ): Promise<ScheduleRecord> {
    const id = randomUUID();
    await trx('schedules').insert({
      ...{ id, owner, resource_id: resourceId },
      ...toColumns(settings),
    });
    return (await this.find(id, trx))!;
  }

  async find(id: string, knex: Knex = this.knex): Promise<ScheduleRecord | undefined> {
    const row: ScheduleRow | undefined = await this.#select(knex).where('schedules.id', id).first();
    return row && toRecord(row);
  }

  /** The schedule under its row lock. */
  async lock(trx: Knex.Transaction, id: string): Promise<ScheduleRecord | undefined> {
    const row = await trx('schedules').select('id').where({ id }).forUpdate().first();
    return row && this.find(id, trx);
  }

  /** In order from right after a position, the newest first. */
  async list(listing: ScheduleListing): Promise<ListedSchedule[]> {
    const { roots, filter, resourceId, unitId, owner, after, limit } = listing;
    const query = this.#select(this.knex)
      .where(allowed => filter(allowed))
      .orderByRaw('schedules.created_at DESC, schedules.id DESC')
      .limit(limit);
    if (roots !== 'all') query.whereRaw('units.ancestor_ids && ?::uuid[]', [[...roots]]);
    if (unitId) query.whereRaw('units.ancestor_ids && ?::uuid[]', [[unitId]]);
    if (resourceId) query.where('schedules.resource_id', resourceId);
    if (owner) query.where('schedules.owner', owner);
    if (after) query.whereRaw('(schedules.created_at, schedules.id) < (?, ?)', after);
    const rows: ScheduleRow[] = await query;
    return rows.map(row => ({ ...toRecord(row), position: [row.position, row.id] }));
  }

  /** The caller holds the row lock. */
  async change(trx: Knex.Transaction, id: string, settings: ScheduleSettings): Promise<void> {
    await trx('schedules')
      .where({ id })
      .update({
        ...toColumns(settings),
        refusals: 0,
        revision: trx.raw('revision + 1'),
        updated_at: trx.fn.now(),
      });
  }

  async remove(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('schedules').where({ id }).delete();
  }

  /** What is due, the longest due first. */
  async due(now: Date, limit: number): Promise<ScheduleRecord[]> {
    const rows: ScheduleRow[] = await this.#select(this.knex)
      .where('schedules.enabled', true)
      .where('schedules.next_due_at', '<=', now)
      .orderBy('schedules.next_due_at')
      .limit(limit);
    return rows.map(toRecord);
  }

  /**
   * Takes the schedule for the time that it is due at, until the end of the transaction. False where another process has taken it, or
   * somebody changed it.
   */
  async claim(
    trx: Knex.Transaction,
    { id, revision, nextDueAt }: ScheduleRecord,
  ): Promise<boolean> {
    const row = await trx('schedules')
      .select('id')
      .where({ id, revision, enabled: true, next_due_at: nextDueAt })
      .forUpdate()
      .skipLocked()
      .first();
    return row !== undefined;
  }

  /** Writes down what became of it, in the transaction that has claimed it. */
  async settle(
    trx: Knex.Transaction,
    { id, nextDueAt: dueAt }: ScheduleRecord,
    { outcome, reason, refusals, enabled, nextDueAt }: Firing,
  ): Promise<void> {
    await trx('schedules')
      .where({ id })
      .update({
        ...{ refusals, enabled },
        next_due_at: nextDueAt ?? null,
        last_due_at: dueAt,
        last_outcome: outcome,
        last_reason: reason ?? null,
        updated_at: trx.fn.now(),
      });
  }

  #select(knex: Knex) {
    return knex('schedules')
      .select('schedules.*', knex.raw('schedules.created_at::text AS position'))
      .select({ resource_name: 'resources.name', resource_type: 'resources.type' })
      .select({ unit_id: 'units.id', unit_name: 'units.name', unit_level: 'units.level' })
      .select({ unit_ancestor_ids: 'units.ancestor_ids' })
      .join('resources', 'resources.id', 'schedules.resource_id')
      .join('units', 'units.id', 'resources.unit_id');
  }
}
