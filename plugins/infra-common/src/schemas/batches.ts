import { z } from 'zod';
import { runStatusSchema } from '../lifecycle/outcomes';
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from './primitives';

export const BATCH_ACTIONS = ['plan', 'apply', 'retry', 'destroy', 'cancel', 'extend'] as const;

export const batchActionSchema = z.enum(BATCH_ACTIONS, {
  error: `must be one of ${BATCH_ACTIONS.join(', ')}`,
});

export type BatchAction = z.infer<typeof batchActionSchema>;

export const createBatchSchema = z.strictObject({
  action: batchActionSchema,
  resourceIds: z
    .array(idSchema)
    .min(1, 'must name a resource')
    .max(200, 'must name at most 200 resources')
    .refine(ids => new Set(ids).size === ids.length, 'must name each resource once'),
});

export type CreateBatch = z.infer<typeof createBatchSchema>;

export const batchItemSchema = z.object({
  resourceId: idSchema,
  name: z.string().optional().describe('Missing where the requester could not read it.'),
  status: z.enum(['waiting', 'done', 'refused']),
  runId: idSchema.optional().describe('The run that was queued for it.'),
  runStatus: runStatusSchema.optional().describe('Where that run is by now.'),
  error: z
    .object({
      code: z
        .string()
        .describe(
          'As the action alone would be refused; `INTERRUPTED` where the backend stopped before its turn, `FAILED` where something broke.',
        ),
      message: z.string(),
    })
    .optional(),
});

export type BatchItem = z.infer<typeof batchItemSchema>;

export const batchSummarySchema = z.object({
  id: idSchema,
  action: batchActionSchema,
  requestedBy: z.string(),
  createdAt: timeSchema,
  finishedAt: timeSchema.optional().describe('Missing while items wait.'),
  counts: z.object({
    waiting: z.number().int(),
    done: z.number().int(),
    refused: z.number().int(),
  }),
});

export type BatchSummary = z.infer<typeof batchSummarySchema>;

export const batchSchema = batchSummarySchema.extend({ items: z.array(batchItemSchema) });

export type Batch = z.infer<typeof batchSchema>;

export const batchQuerySchema = pageQuerySchema;

export type BatchQuery = z.infer<typeof batchQuerySchema>;

export const batchPageSchema = pageSchema(batchSummarySchema);
