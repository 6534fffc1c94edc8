import { z } from 'zod';
import { idSchema, siteSchema, timeSchema } from './primitives';

/**
 * The dimensions that quota at a site is counted in. Further ones (GPU, storage) are added here and nowhere else: tables keep amounts
 * as a map from dimension to whole number. Money is of no site, and so is apart: see {@link budgetSchema}.
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

/** Money in the smallest unit of the configured currency, such as cents: whole, so that sums are exact. */
export const moneySchema = z
  .number({ error: 'must be a number' })
  .int('must be a whole number, in the smallest unit of the currency: 1250 for 12.50')
  .min(0, 'must not be negative')
  .max(1_000_000_000_000, 'must be at most 1000000000000');

/** What one resource takes: of the quota at its site, and of the monthly budget of its team. */
export const costSchema = z.object({
  ...amountsSchema.shape,
  monthlyCost: moneySchema
    .optional()
    .describe(
      'What it costs a month, in the smallest unit of the configured currency (cents). Absent where it costs no money.',
    ),
});

export type Cost = z.infer<typeof costSchema>;

/** What is counted of an overview may be negative: available, where a unit is overcommitted. */
export const signedAmountsSchema = z.object({
  cpu: z.number().int(),
  ramGb: z.number().int(),
});

/** A difference of costs. */
export const signedCostSchema = signedAmountsSchema.extend({
  monthlyCost: z.number().int().optional(),
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

/** What a unit may spend a month, wherever its resources are. All money in the smallest unit of the currency. */
export const budgetSchema = z.object({
  currency: z.string().describe('The configured one, ISO 4217.'),
  limit: moneySchema.nullable().describe('What the unit may spend; null where nothing limits it.'),
  allotted: moneySchema.describe('What its children were granted. Zero for a team.'),
  used: moneySchema.describe('Live reservations of the unit and everything beneath it.'),
  available: z
    .number()
    .int()
    .nullable()
    .describe('What can still be granted or, for a team, reserved; null where nothing limits it.'),
  etag: z.string().describe('For If-Match.'),
});

export type Budget = z.infer<typeof budgetSchema>;

export const grantBudgetSchema = z.strictObject({
  monthlyCost: moneySchema
    .nullable()
    .describe(
      'In the smallest unit of the configured currency; null takes the limit away, where the unit above has none.',
    ),
});

export type GrantBudget = z.infer<typeof grantBudgetSchema>;

export const unitQuotaSchema = z.object({
  unitId: idSchema,
  sites: z.array(quotaEntrySchema),
  budget: budgetSchema,
});

export type UnitQuota = z.infer<typeof unitQuotaSchema>;

export const quotaHistoryQuerySchema = z
  .object({
    site: siteSchema.optional().describe('Only this site.'),
    from: timeSchema.optional().describe('30 days before `to` unless given.'),
    to: timeSchema.optional().describe('Now unless given.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'must be later than from',
  });

export type QuotaHistoryQuery = z.infer<typeof quotaHistoryQuerySchema>;

export const quotaPointSchema = z.object({
  at: z.iso.datetime().describe('The figures hold from here to the next point.'),
  limit: amountsSchema,
  used: amountsSchema.describe('Live reservations of the unit and everything beneath it.'),
});

export type QuotaPoint = z.infer<typeof quotaPointSchema>;

export const budgetPointSchema = z.object({
  at: quotaPointSchema.shape.at,
  limit: moneySchema.nullable(),
  used: moneySchema,
});

export type BudgetPoint = z.infer<typeof budgetPointSchema>;

export const unitQuotaHistorySchema = z.object({
  unitId: idSchema,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  sites: z.array(z.object({ site: z.string(), points: z.array(quotaPointSchema) })),
  budget: z.array(budgetPointSchema),
});

export type UnitQuotaHistory = z.infer<typeof unitQuotaHistorySchema>;

export const quotaParamsSchema = z.object({ id: idSchema, site: siteSchema });

/** `details` of a QUOTA_EXCEEDED error. */
export const quotaRefusalSchema = z.object({
  unit: z.string().describe('Name of the unit that is short.'),
  unitId: idSchema,
  site: z.string().optional().describe('Absent where it is money that is short.'),
  dimension: z.enum([...DIMENSIONS, 'monthlyCost']),
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

/** Combines two amounts, or costs, dimension by dimension; money that comes to nothing is left out. */
export function combineAmounts(a: Cost, b: Cost, combine: (x: number, y: number) => number): Cost {
  const amounts = Object.fromEntries(
    DIMENSIONS.map(dimension => [dimension, combine(a[dimension], b[dimension])]),
  ) as Amounts;
  const monthlyCost = combine(a.monthlyCost ?? 0, b.monthlyCost ?? 0);
  return monthlyCost === 0 ? amounts : { ...amounts, monthlyCost };
}

export const addAmounts = (a: Cost, b: Cost): Cost => combineAmounts(a, b, (x, y) => x + y);

export const subtractAmounts = (a: Cost, b: Cost): Cost => combineAmounts(a, b, (x, y) => x - y);

/** True where `a` is at most `b` in every dimension of a site. */
export const amountsFit = (a: Amounts, b: Amounts): boolean =>
  DIMENSIONS.every(dimension => a[dimension] <= b[dimension]);
