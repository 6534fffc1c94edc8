import { z } from 'zod';
import { runKindSchema, runStatusSchema } from '../lifecycle/outcomes';
import { idSchema, pageQuerySchema, timeSchema } from './primitives';
import { jsonSchema, variablesSchema } from './resources';

export const runSchema = z.object({
  id: idSchema,
  resourceId: idSchema,
  kind: runKindSchema,
  action: z.string().optional().describe('Of a run of kind `action`.'),
  input: variablesSchema.optional().describe('What the action was given.'),
  status: runStatusSchema,
  phase: z.string().optional().describe('The step it is at, or ended at.'),
  attempt: z.number().int().describe('1 for the first; more after a worker was lost or a retry.'),
  requestedBy: z.string(),
  createdAt: timeSchema,
  startedAt: timeSchema.optional(),
  finishedAt: timeSchema.optional(),
  queuePosition: z
    .number()
    .int()
    .optional()
    .describe('How many runs are ahead while it is queued.'),
  commit: z.string().optional().describe('The git commit that carried the change.'),
  error: z.string().optional(),
  summary: z.record(z.string(), jsonSchema).optional(),
});

export type Run = z.infer<typeof runSchema>;

export const logLineSchema = z.object({
  seq: z.number().int(),
  time: timeSchema,
  phase: z.string(),
  stream: z.enum(['stdout', 'stderr', 'system']),
  text: z.string(),
});

export type LogLine = z.infer<typeof logLineSchema>;

export const logQuerySchema = z.object({
  after: z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(0, 'must not be negative')
    .default(0)
    .describe('Only lines with a greater sequence number.'),
  limit: z.coerce
    .number()
    .int()
    .min(1, 'must be at least 1')
    .max(5000, 'must be at most 5000')
    .default(1000),
});

export const runQuerySchema = pageQuerySchema;
