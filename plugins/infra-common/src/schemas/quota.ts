import { z } from 'zod';
import { idSchema, siteSchema } from './primitives';

/**
 * The dimensions that quota is counted in. Further ones (GPU, storage, monthly cost) are added here and nowhere else:
 * tables keep amounts as a map from dimension to whole number.
 */
export const DIMENSIONS = ['cpu', 'ramGb'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

const amountSchema = z
  .number({ error: 'must be a number' })
  .int('must be a whole number')
  .min(0, 'must not be negative')
  .max(1_000_000_000, 'must be at most 1000000000');

/** An amount per dimension: cores for `cpu`, GiB for `ramGb`. */
export const amountsSchema = z.strictObject({
  cpu: amountSchema.describe('Cores.'),
  ramGb: amountSchema.describe('Memory in GiB.'),
});

export type Amounts = z.infer<typeof amountsSchema>;

/** What is counted of an overview may be negative: available, where a unit is overcommitted. */
export const signedAmountsSchema = z.object({
  cpu: z.number().int(),
  ramGb: z.number().int(),
});

export const quotaEntrySchema = z.object({
  site: z.string(),
  limit: amountsSchema.describe('What the unit may use; of a field: what its online servers have.'),
  allotted: amountsSchema.describe('What its children were granted. Zero for a team.'),
  used: amountsSchema.describe('Live reservations of the unit and everything beneath it.'),
  available: signedAmountsSchema.describe(
    'What can still be granted or, for a team, reserved. Negative while overcommitted.',
  ),
  offline: amountsSchema
    .optional()
    .describe('Of a field: what its servers that are offline would add.'),
  overcommitted: z.boolean(),
  etag: z
    .string()
    .optional()
    .describe('For If-Match. Absent where nothing was ever granted: use If-None-Match: *.'),
});

export type QuotaEntry = z.infer<typeof quotaEntrySchema>;

export const unitQuotaSchema = z.object({ unitId: idSchema, sites: z.array(quotaEntrySchema) });

export type UnitQuota = z.infer<typeof unitQuotaSchema>;

export const quotaParamsSchema = z.object({ id: idSchema, site: siteSchema });

/** `details` of a QUOTA_EXCEEDED error. */
export const quotaRefusalSchema = z.object({
  unit: z.string().describe('Name of the unit that is short.'),
  unitId: idSchema,
  site: z.string(),
  dimension: z.enum(DIMENSIONS),
  limit: z.number().int(),
  allotted: z.number().int(),
  used: z.number().int(),
  requested: z.number().int(),
  available: z.number().int(),
});

export type QuotaRefusal = z.infer<typeof quotaRefusalSchema>;

/** Amounts of nothing. */
export const NOTHING: Amounts = Object.freeze(
  Object.fromEntries(DIMENSIONS.map(dimension => [dimension, 0])) as Amounts,
);

/** Combines two amounts dimension by dimension. */
export function combineAmounts(
  a: Amounts,
  b: Amounts,
  combine: (x: number, y: number) => number,
): Amounts {
  return Object.fromEntries(
    DIMENSIONS.map(dimension => [dimension, combine(a[dimension], b[dimension])]),
  ) as Amounts;
}

export const addAmounts = (a: Amounts, b: Amounts): Amounts =>
  combineAmounts(a, b, (x, y) => x + y);

export const subtractAmounts = (a: Amounts, b: Amounts): Amounts =>
  combineAmounts(a, b, (x, y) => x - y);

/** True where `a` is at most `b` in every dimension. */
export const amountsFit = (a: Amounts, b: Amounts): boolean =>
  DIMENSIONS.every(dimension => a[dimension] <= b[dimension]);
