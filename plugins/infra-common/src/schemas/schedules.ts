import { z } from 'zod';
import {
  changeCountSchema,
  idSchema,
  pageQuerySchema,
  queryBooleanSchema,
  timeSchema,
} from './primitives';

/** What can be done while nobody looks. */
export const SCHEDULED_ACTIONS = ['apply', 'plan', 'destroy', 'extend'] as const;

export const scheduledActionSchema = z.enum(SCHEDULED_ACTIONS, {
  error: `must be one of ${SCHEDULED_ACTIONS.join(', ')}`,
});

export type ScheduledAction = z.infer<typeof scheduledActionSchema>;

const nameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters');
const cronSchema = z
  .string()
  .trim()
  .max(200, 'must be at most 200 characters')
  .describe('Five fields: minute, hour, day of month, month, day of week.');
const momentSchema = z
  .string()
  .max(40)
  .describe('An ISO 8601 time; without an offset it is local to the time zone.');
const timezoneSchema = z.string().max(100).describe('An IANA name such as Europe/Amsterdam.');

export const createScheduleSchema = z.strictObject({
  name: nameSchema,
  resourceId: idSchema,
  action: scheduledActionSchema,
  cron: cronSchema.optional(),
  at: momentSchema.optional(),
  timezone: timezoneSchema.default('UTC'),
  enabled: z.boolean().default(true),
});

export type CreateSchedule = z.infer<typeof createScheduleSchema>;

export const patchScheduleSchema = z
  .strictObject({
    name: nameSchema.optional(),
    action: scheduledActionSchema.optional(),
    cron: cronSchema.optional(),
    at: momentSchema.optional(),
    timezone: timezoneSchema.optional(),
    enabled: z.boolean().optional(),
  })
  .refine(patch => Object.keys(patch).length > 0, { error: 'must change something' });

export type PatchSchedule = z.infer<typeof patchScheduleSchema>;

/** An action that is done at certain times, in the name of who made the schedule. */
export const scheduleSchema = z.object({
  id: idSchema,
  name: z.string(),
  resource: z.object({ id: idSchema, name: z.string(), type: z.string() }),
  unitName: z.string().describe('Of the team that has the resource.'),
  action: scheduledActionSchema,
  cron: z.string().optional(),
  at: timeSchema.optional(),
  timezone: z.string(),
  enabled: z.boolean(),
  owner: z.string().describe('With the rights that they have when it fires.'),
  nextDueAt: timeSchema.optional().describe('Missing where it does not fire again.'),
  lastDueAt: timeSchema.optional(),
  lastOutcome: z.enum(['fired', 'refused']).optional(),
  lastReason: z.string().optional().describe('Why it was refused.'),
  refusals: z
    .number()
    .int()
    .describe('How often in a row the owner was not allowed to; the third time disables it.'),
  allowedActions: z.array(
    z.object({
      action: z.enum(['change', 'disable', 'delete']),
      allowed: z.boolean(),
      reason: z.string().optional().describe('Why it is not allowed.'),
    }),
  ),
  revision: changeCountSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export type Schedule = z.infer<typeof scheduleSchema>;

export const scheduleQuerySchema = pageQuerySchema.extend({
  resourceId: idSchema.optional(),
  unitId: idSchema.optional().describe('Of resources of the unit itself or anything beneath it.'),
  mine: queryBooleanSchema.optional().describe('Those that the caller made.'),
});

export type ScheduleQuery = z.infer<typeof scheduleQuerySchema>;
