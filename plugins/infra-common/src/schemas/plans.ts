import { z } from 'zod';
import { idSchema, timeSchema } from './primitives';
import { jsonSchema } from './resources';

/** What a plan does to one thing. */
export const PLANNED_ACTIONS = ['create', 'update', 'replace', 'destroy', 'read'] as const;

export const plannedActionSchema = z.enum(PLANNED_ACTIONS);

export type PlannedAction = z.infer<typeof plannedActionSchema>;

/** One attribute that a plan changes. A sensitive one shows neither value. */
export const plannedAttributeSchema = z.object({
  path: z.string().describe('Dotted, with indices: `tags.Name`, `rule[0].port`.'),
  before: jsonSchema.optional(),
  after: jsonSchema.optional(),
  unknown: z.boolean().optional().describe('Known only after the apply.'),
  sensitive: z.boolean().optional(),
  forcesReplacement: z.boolean().optional(),
});

export type PlannedAttribute = z.infer<typeof plannedAttributeSchema>;

/** What a plan does to one thing, by its address. */
export const plannedChangeSchema = z.object({
  address: z.string().describe('Such as `module.db.aws_db_instance.main`.'),
  type: z.string().optional(),
  action: plannedActionSchema,
  attributes: z.array(plannedAttributeSchema),
});

export type PlannedChange = z.infer<typeof plannedChangeSchema>;

/** A rule of the type, and whether the plan keeps it. */
export const policyResultSchema = z.object({
  name: z.string(),
  passed: z.boolean(),
  message: z.string().optional().describe('Why not.'),
});

export type PolicyResult = z.infer<typeof policyResultSchema>;

/** A plan that was saved. */
export const planSchema = z.object({
  runId: idSchema,
  resourceId: idSchema,
  purpose: z
    .enum(['apply', 'destroy', 'drift'])
    .describe('What an apply or a destroy would do, or what differs from what was applied.'),
  digest: z.string().describe('Of what would be approved: variables, version and this plan.'),
  createdAt: timeSchema,
  expiresAt: timeSchema.describe('Afterwards it cannot be applied any more.'),
  outdated: z
    .boolean()
    .describe('Something changed since; it can neither be approved nor applied.'),
  counts: z.record(plannedActionSchema, z.number().int()),
  changes: z.array(plannedChangeSchema),
  policies: z.array(policyResultSchema),
});

export type Plan = z.infer<typeof planSchema>;

/** How many things a plan creates, updates, replaces, destroys and reads. */
export const countChanges = (
  changes: readonly Pick<PlannedChange, 'action'>[],
): Record<PlannedAction, number> =>
  Object.fromEntries(
    PLANNED_ACTIONS.map(action => [
      action,
      changes.filter(change => change.action === action).length,
    ]),
  ) as Record<PlannedAction, number>;
