import { z } from 'zod';
import { idSchema } from './primitives';

const countSchema = z.number().int().min(0);

/** How the live resources of one type stand. */
export const complianceCountSchema = z.object({
  type: z.string(),
  title: z.string(),
  resources: countSchema.describe('Everything that is not destroyed.'),
  versions: z
    .object({
      active: countSchema,
      preview: countSchema,
      deprecated: countSchema,
      archived: countSchema,
      missing: countSchema.describe('On a version that is no longer there.'),
    })
    .describe('By the lifecycle of the version that each is on; adds up to `resources`.'),
  drifted: countSchema,
  stale: countSchema.describe('An output of a parent has changed since they were applied.'),
  expiringSoon: countSchema.describe('Within seven days, or already.'),
  failed: countSchema.describe('The last run failed.'),
});

export type ComplianceCount = z.infer<typeof complianceCountSchema>;

export const complianceQuerySchema = z.object({
  unitId: idSchema.optional().describe('Without it everything that the caller may read.'),
});

export const complianceSchema = z.object({
  total: z.array(complianceCountSchema).describe('One entry per type, by title.'),
  units: z
    .array(
      z.object({
        unit: z.object({ id: idSchema, name: z.string(), kind: z.string() }),
        types: z.array(complianceCountSchema),
      }),
    )
    .describe(
      'Direct children of the unit that have resources; the unit itself where it is a team.',
    ),
});

export type Compliance = z.infer<typeof complianceSchema>;
