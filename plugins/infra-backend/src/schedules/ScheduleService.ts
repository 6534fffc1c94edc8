import type { CreateSchedule, PatchSchedule } from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor } from '../access';
import type { AuditTrail } from '../audit';
import { inTransaction, keepAnswer } from '../lib/database';
import { etagOf, requireMatch } from '../lib/http';
import type { ScheduleStore } from './ScheduleStore';
import { nextDue, readTiming, type Timing } from './timing';
import type { ScheduleRecord, ScheduleSettings } from './types';
import { toAudit, toSchedule } from './view';

export interface ScheduleServices {
  knex: Knex;
  store: ScheduleStore;
  audit: AuditTrail;
  /** Called after a commit. */
  changed: (schedule: ScheduleRecord) => void;
}

/** Schedules and their rules. Who may is for the caller to check. */
export class ScheduleService {
  constructor(private readonly services: ScheduleServices) {}

  /** @throws InfraError NOT_FOUND */
  async get(id: string): Promise<ScheduleRecord> {
    const record = await this.services.store.find(id);
    if (!record) throw notFound('schedule', id);
    return record;
  }

  /** @throws InfraError VALIDATION_ERROR */
  async create(owner: Actor, wish: CreateSchedule): Promise<ScheduleRecord> {
    const { knex, store, audit, changed: tell } = this.services;
    const now = new Date();
    const timing = readTiming(wish, now);
    const { name, action, enabled, resourceId } = wish;
    const settings = { name, action, enabled, ...timing, nextDueAt: nextDue(timing, now) };
    const created = await inTransaction(knex, async trx => {
      const made = await store.insert(trx, { ...settings, owner: owner.ref, resourceId });
      await audit.record(trx, {
        event: 'schedule-created',
        actor: owner,
        subject: { kind: 'resource', id: resourceId },
        after: toAudit(made.id, made),
      });
      await keepAnswer(trx, {
        status: 201,
        body: toSchedule(owner, made),
        etag: etagOf(made.revision),
      });
      return made;
    });
    tell(created);
    return created;
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION, VALIDATION_ERROR */
  async update(
    actor: Actor,
    id: string,
    patch: PatchSchedule,
    ifMatch?: string,
  ): Promise<ScheduleRecord> {
    const { knex, store, audit, changed: tell } = this.services;
    const updated = await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('schedule', id);
      requireMatch(ifMatch, before.revision, before.name);
      await store.change(trx, id, changed(before, patch));
      const after = (await store.find(id, trx))!;
      await audit.record(trx, {
        event: 'schedule-changed',
        actor,
        subject: { kind: 'resource', id: before.resource.id },
        before: toAudit(id, before),
        after: toAudit(id, after),
      });
      return after;
    });
    tell(updated);
    return updated;
  }

  /** @throws InfraError NOT_FOUND */
  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    const { knex, store, audit, changed: tell } = this.services;
    const deleted = await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('schedule', id);
      requireMatch(ifMatch, before.revision, before.name);
      await store.remove(trx, id);
      await audit.record(trx, {
        event: 'schedule-deleted',
        actor,
        subject: { kind: 'resource', id: before.resource.id },
        before: toAudit(id, before),
      });
      return before;
    });
    tell(deleted);
  }
}

const timingOf = ({ cron, at, timezone }: Timing): Timing => ({ cron, at, timezone });

function changed(before: ScheduleRecord, patch: PatchSchedule): ScheduleSettings {
  const now = new Date();
  const { name = before.name, action = before.action, enabled = before.enabled } = patch;
  const isTimed = [patch.cron, patch.at, patch.timezone].some(value => value !== undefined);
  const isRevived = enabled && !before.enabled;
  const timing: Timing =
    isTimed || isRevived ? readTiming(merged(before, patch), now) : timingOf(before);
  const nextDueAt = isTimed || isRevived ? nextDue(timing, now) : before.nextDueAt;
  return { name, action, enabled, ...timing, nextDueAt };
}

/** A cron expression takes the place of a time, and the other way round. */
function merged(before: ScheduleRecord, { cron, at, timezone = before.timezone }: PatchSchedule) {
  if (cron !== undefined || at !== undefined) return { cron, at, timezone };
  return { cron: before.cron, at: before.at?.toISOString(), timezone };
}
