import type { Schedule } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';
import type { Actor } from '../access';
import { actionsOf } from './steering';
import type { ScheduleRecord, ScheduleSettings } from './types';

/** What the REST API shows. */
export const toSchedule = (actor: Actor, record: ScheduleRecord): Schedule => ({
  id: record.id,
  name: record.name,
  resource: record.resource,
  unitName: record.unit.name,
  action: record.action,
  ...(record.cron ? { cron: record.cron } : {}),
  ...(record.at ? { at: record.at.toISOString() } : {}),
  timezone: record.timezone,
  enabled: record.enabled,
  owner: record.owner,
  ...(record.enabled && record.nextDueAt ? { nextDueAt: record.nextDueAt.toISOString() } : {}),
  ...(record.lastDueAt ? { lastDueAt: record.lastDueAt.toISOString() } : {}),
  ...(record.lastOutcome ? { lastOutcome: record.lastOutcome } : {}),
  ...(record.lastReason ? { lastReason: record.lastReason } : {}),
  refusals: record.refusals,
  allowedActions: actionsOf(actor, record),
  revision: record.revision,
  createdAt: record.createdAt.toISOString(),
  updatedAt: record.updatedAt.toISOString(),
});

/** What the audit trail keeps. */
export const toAudit = (id: string, settings: ScheduleSettings): JsonObject => ({
  schedule: id,
  name: settings.name,
  action: settings.action,
  ...(settings.cron ? { cron: settings.cron } : {}),
  ...(settings.at ? { at: settings.at.toISOString() } : {}),
  timezone: settings.timezone,
  enabled: settings.enabled,
});
