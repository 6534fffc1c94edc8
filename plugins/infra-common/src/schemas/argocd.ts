import { z } from 'zod';
import { idSchema, pageQuerySchema, timeSchema } from './primitives';

/** What an Argo CD application looked like when it was last seen. */
export const argoCdApplicationSchema = z.object({
  instance: z.string(),
  name: z.string(),
  project: z.string().optional(),
  health: z.string().describe('Healthy, Progressing, Degraded, Suspended, Missing or Unknown.'),
  healthMessage: z.string().optional(),
  sync: z.string().describe('Synced, OutOfSync or Unknown.'),
  revision: z.string().optional(),
  operation: z
    .object({
      phase: z.string(),
      message: z.string().optional(),
      revision: z.string().optional(),
      startedAt: timeSchema.optional(),
      finishedAt: timeSchema.optional(),
    })
    .optional(),
  source: z
    .object({
      repoUrl: z.string(),
      path: z.string().optional(),
      targetRevision: z.string().optional(),
    })
    .optional(),
  url: z.string().optional().describe('Where Argo CD shows it.'),
  observedAt: timeSchema,
});

export type ArgoCdApplication = z.infer<typeof argoCdApplicationSchema>;

export const argoCdResourceSchema = z.object({
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
  group: z.string().optional(),
  version: z.string().optional(),
  sync: z.string().optional(),
  health: z.string().optional(),
  message: z.string().optional(),
});

export const argoCdHistorySchema = z.object({
  id: z.number().int(),
  revision: z.string(),
  deployedAt: timeSchema.optional(),
  initiatedBy: z.string().optional(),
});

export const argoCdApplicationDetailSchema = argoCdApplicationSchema.extend({
  resources: z.array(argoCdResourceSchema),
  history: z.array(argoCdHistorySchema),
  permissions: z.object({
    sync: z.object({ allowed: z.boolean(), reason: z.string().optional() }),
    rollback: z.object({ allowed: z.boolean(), reason: z.string().optional() }),
  }),
});

export type ArgoCdApplicationDetail = z.infer<typeof argoCdApplicationDetailSchema>;

/** How an instance answered in the last round. */
export const argoCdInstanceSchema = z.object({
  name: z.string(),
  reachable: z.boolean().describe('Also false before it was asked for the first time.'),
  checkedAt: timeSchema.optional(),
  error: z.string().optional(),
});

export type ArgoCdInstance = z.infer<typeof argoCdInstanceSchema>;

export const argoCdApplicationListSchema = z.object({
  items: z.array(argoCdApplicationSchema),
  nextCursor: z.string().optional(),
  instances: z.array(argoCdInstanceSchema),
});

export const argoCdQuerySchema = pageQuerySchema.extend({
  unitId: idSchema.optional(),
  name: z
    .string()
    .max(1000)
    .optional()
    .describe('One or several application names, separated by commas, as in the annotation.'),
});

export const argoCdParamsSchema = z.object({
  instance: z.string().min(1).max(100),
  name: z.string().min(1).max(253),
});

export const argoCdSyncRequestSchema = z
  .strictObject({
    revision: z
      .string()
      .regex(/^[0-9a-f]{7,40}$/, 'must be a commit')
      .optional(),
    prune: z.boolean().optional(),
  })
  .prefault({});

export const argoCdRollbackRequestSchema = z.strictObject({
  revision: z
    .string({ error: 'must be a commit' })
    .regex(/^[0-9a-f]{40}$/, 'must be a full commit')
    .describe('A revision of the history; what changed since is reverted in git.'),
});

export const argoCdRollbackResultSchema = z.object({
  commit: z.string(),
  warning: z.string().optional().describe('What still has to be done although git is reverted.'),
});
