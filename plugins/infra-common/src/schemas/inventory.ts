import { z } from 'zod';
import {
  idSchema,
  pageQuerySchema,
  queryBooleanSchema,
  siteSchema,
  timeSchema,
} from './primitives';

export const PERFORMANCE_TIERS = ['regular', 'high_performance'] as const;

export const performanceTierSchema = z.enum(PERFORMANCE_TIERS, {
  error: `must be one of ${PERFORMANCE_TIERS.join(', ')}`,
});

export type PerformanceTier = z.infer<typeof performanceTierSchema>;

export const serverSchema = z.object({
  id: idSchema,
  name: z.string(),
  serialNumber: z.string().optional(),
  vendor: z.string().optional(),
  product: z.string().optional(),
  site: z.string(),
  deploymentCluster: z.string().optional(),
  cpu: z.number().int().describe('Cores.'),
  ramGb: z.number().int().describe('Memory in GiB.'),
  performanceTier: performanceTierSchema,
  status: z.enum(['active', 'offline']),
  syncedAt: timeSchema,
  fieldId: idSchema.optional().describe('The field that the server is assigned to.'),
});

export type Server = z.infer<typeof serverSchema>;

export const serverQuerySchema = pageQuerySchema.extend({
  q: z.string().max(200).optional().describe('Part of the name or serial number.'),
  site: siteSchema.optional(),
  tier: performanceTierSchema.optional(),
  status: z.enum(['active', 'offline'], { error: 'must be active or offline' }).optional(),
  unassigned: queryBooleanSchema.optional(),
  fieldId: idSchema.optional(),
});

export type ServerQuery = z.infer<typeof serverQuerySchema>;

export const serverAssignmentSchema = z.strictObject({ serverId: idSchema, fieldId: idSchema });

export const serverSwapSchema = z.strictObject({
  serverId: idSchema,
  fromFieldId: idSchema,
  toFieldId: idSchema,
});

export const rejectedRowSchema = z.object({
  name: z.string().describe('The row\'s name, or its position such as "row 17" where it has none.'),
  reason: z.string(),
});

export const syncResultSchema = z.object({
  id: idSchema,
  status: z.enum(['running', 'succeeded', 'failed', 'blocked']),
  startedAt: timeSchema,
  finishedAt: timeSchema.optional(),
  requestedBy: z.string(),
  added: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  returned: z.number().int(),
  markedOffline: z.number().int(),
  rejected: z.array(rejectedRowSchema).describe('The first 100 rejected rows.'),
  rejectedCount: z.number().int(),
  wouldMarkOffline: z.number().int().optional().describe('What the loss guard held back.'),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

export type SyncResult = z.infer<typeof syncResultSchema>;

export const syncRequestSchema = z
  .strictObject({
    confirmLoss: z
      .boolean()
      .optional()
      .describe('Let more servers go offline than the guard allows.'),
  })
  .prefault({});

export const convertSchema = z.strictObject({
  cpuCount: z
    .number({ error: 'must be a number' })
    .positive('must be greater than 0')
    .max(10_000_000, 'must be at most 10000000'),
  fromTier: performanceTierSchema,
  toTier: performanceTierSchema,
});

export const convertResultSchema = z.object({
  inputCpu: z.number(),
  outputCpu: z.number(),
  ratio: z.number(),
});

/**
 * Converts cores between performance tiers: one high-performance core counts as `ratio` regular ones; the way back rounds
 * up to half cores.
 */
export function convertCpu(
  request: z.infer<typeof convertSchema>,
  ratio: number,
): z.infer<typeof convertResultSchema> {
  const { cpuCount, fromTier, toTier } = request;
  if (fromTier === toTier) return { inputCpu: cpuCount, outputCpu: cpuCount, ratio: 1 };
  const outputCpu =
    fromTier === 'high_performance' ? cpuCount * ratio : Math.ceil((cpuCount / ratio) * 2) / 2;
  return { inputCpu: cpuCount, outputCpu, ratio };
}
