import { z } from 'zod';
import { actionNameSchema, allowedActionSchema, namedActionSchema } from '../lifecycle/actions';
import { resourceStateSchema, resourceStatusSchema } from '../lifecycle/positions';
import { labelQuerySchema, labelsSchema } from './labels';
import { costSchema, signedAmountsSchema } from './quota';
import {
  idSchema,
  pageQuerySchema,
  queryBooleanSchema,
  siteSchema,
  timeSchema,
} from './primitives';

/** Any JSON value. */
export const jsonSchema = z.json();

export const variablesSchema = z.record(z.string().min(1).max(100), jsonSchema);

export type Variables = z.infer<typeof variablesSchema>;

export const resourceNameSchema = z
  .string({ error: 'must be text' })
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must consist of lower-case letters, digits and inner hyphens',
  );

/** Where a resource's quota stands. */
export const reservationStateSchema = z.enum(['held', 'committed', 'released']);

export type ReservationState = z.infer<typeof reservationStateSchema>;

export const resourceSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  type: z.string(),
});

/** A change that waits beside the live values, for its approval or for its run. */
export const pendingChangeSchema = z.object({
  revision: z.number().int().describe('Which revision it becomes.'),
  version: z.string(),
  variables: variablesSchema,
  cost: costSchema,
  integrations: z.array(idSchema).optional(),
  requestedBy: z.string(),
  requestedAt: timeSchema,
  approvalId: idSchema.optional(),
  restoredFrom: z.number().int().optional(),
});

export type PendingChange = z.infer<typeof pendingChangeSchema>;

export const resourceSchema = z.object({
  id: idSchema,
  name: z.string(),
  type: z.string(),
  version: z.string(),
  unitId: idSchema,
  unitName: z.string(),
  site: z.string().optional(),
  externalName: z
    .string()
    .optional()
    .describe('Its name in the outside system: the namespace, for a project.'),
  state: resourceStateSchema,
  status: resourceStatusSchema,
  statusReason: z.string().optional(),
  variables: variablesSchema,
  outputs: variablesSchema,
  cost: costSchema,
  reservation: reservationStateSchema.optional(),
  parents: z.array(resourceSummarySchema),
  children: z.array(resourceSummarySchema),
  revision: z.number().int(),
  pendingChange: pendingChangeSchema.optional(),
  approvalId: idSchema.optional().describe('The approval that is open.'),
  integrations: z.array(idSchema).optional(),
  stale: z
    .boolean()
    .optional()
    .describe('An output that it uses has changed since it was applied.'),
  locked: z.boolean().optional().describe('A lost run left the lock of its state behind.'),
  drift: z
    .object({
      detectedAt: timeSchema,
      summary: z.string(),
      runId: idSchema.optional().describe('The run whose plan has what differs.'),
    })
    .optional(),
  expiresAt: timeSchema.optional(),
  lastRunId: idSchema.optional(),
  requestedBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  allowedActions: z.array(allowedActionSchema),
  namedActions: z
    .array(namedActionSchema)
    .optional()
    .describe('What its provisioner offers besides; the type says what each takes.'),
  labels: labelsSchema,
  favourite: z.boolean().optional().describe('Whether the caller wants it at hand.'),
  entityRef: z.string(),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
});

export type Resource = z.infer<typeof resourceSchema>;

export const createResourceSchema = z.strictObject({
  type: z.string({ error: 'must be text' }).min(1, 'must not be empty').max(63),
  version: z.string().max(63).optional(),
  name: resourceNameSchema,
  unitId: idSchema.describe('The team.'),
  site: siteSchema.optional(),
  variables: variablesSchema.default({}),
  parents: z.array(idSchema).max(50).optional(),
  integrations: z.array(idSchema).max(50).optional(),
  workspaceId: idSchema
    .optional()
    .describe('Which mirrors its rendered IaC, instead of the one that its type names.'),
  expiresAt: timeSchema.optional(),
  labels: labelsSchema.optional(),
  dryRun: z.boolean().optional(),
});

export type CreateResource = z.input<typeof createResourceSchema>;

/** A change of a resource; what is left out stays. */
export const patchResourceSchema = z.strictObject({
  variables: variablesSchema
    .optional()
    .describe('Variables to set; those that are not named stay, null removes one.'),
  version: z.string().max(63).optional().describe('Of the resource type, to move to.'),
  integrations: z.array(idSchema).max(50).optional(),
  comment: z.string().max(4000).optional(),
  dryRun: z.boolean().optional().describe('Answers what would come of it; nothing is stored.'),
});

export type PatchResource = z.infer<typeof patchResourceSchema>;

/** Sensitive outputs in clear. */
export const revealedOutputsSchema = z.object({ outputs: variablesSchema });

/** What is free of one unit's quota at the site, before the request and after it. */
export const quotaEffectSchema = z.object({
  unit: z.string(),
  unitId: idSchema,
  kind: z.string(),
  site: z.string(),
  before: signedAmountsSchema,
  after: signedAmountsSchema,
});

export type QuotaEffect = z.infer<typeof quotaEffectSchema>;

/** What is left of one unit's monthly budget, before the request and after it; null where nothing limits it. */
export const budgetEffectSchema = z.object({
  unit: z.string(),
  unitId: idSchema,
  kind: z.string(),
  currency: z.string().describe('The configured one, ISO 4217.'),
  before: z.number().int().nullable(),
  after: z.number().int().nullable(),
});

export type BudgetEffect = z.infer<typeof budgetEffectSchema>;

/** What would come of something that is asked for, for who decides whether to ask. */
export const forecastSchema = z.object({
  valid: z.boolean(),
  problems: z
    .array(z.object({ code: z.string(), message: z.string() }))
    .describe(
      'Why it would be refused now although the input is well formed, for instance the quota.',
    ),
  warnings: z
    .array(z.string())
    .optional()
    .describe('What speaks against it without forbidding it, such as a deprecated version.'),
  quota: z.array(quotaEffectSchema),
  budget: z
    .array(budgetEffectSchema)
    .optional()
    .describe('What is left of the monthly budgets; missing where money plays no part.'),
  approval: z.object({
    required: z.boolean(),
    steps: z.array(
      z.object({ title: z.string(), approvers: z.string().describe('Who may decide, in words.') }),
    ),
  }),
});

export type Forecast = z.infer<typeof forecastSchema>;

export const dryRunResultSchema = forecastSchema.extend({
  externalName: z.string().optional(),
  cost: costSchema,
});

export type DryRunResult = z.infer<typeof dryRunResultSchema>;

export const RESOURCE_SORTS = [
  'createdAt',
  '-createdAt',
  'name',
  '-name',
  'updatedAt',
  '-updatedAt',
] as const;

export const resourceQuerySchema = pageQuerySchema.extend({
  type: z.string().max(63).optional(),
  unitId: idSchema.optional().describe('The unit itself or anything beneath it.'),
  site: siteSchema.optional(),
  state: resourceStateSchema.optional(),
  status: resourceStatusSchema.optional(),
  q: z.string().max(100).optional().describe('Part of the name.'),
  requestedBy: z.string().max(260).optional(),
  label: labelQuerySchema.optional(),
  favourite: queryBooleanSchema.optional().describe('Whether the caller wants it at hand.'),
  drifted: queryBooleanSchema.optional(),
  expiring: queryBooleanSchema.optional().describe('Expires within the next 7 days.'),
  sort: z
    .enum(RESOURCE_SORTS, { error: `must be one of ${RESOURCE_SORTS.join(', ')}` })
    .default('-createdAt'),
});

export type ResourceQuery = z.infer<typeof resourceQuerySchema>;

export const actionParamsSchema = z.object({ id: idSchema, action: actionNameSchema });

export const actionRequestSchema = z
  .strictObject({
    comment: z.string().max(4000).optional(),
    digest: z.string().max(200).optional(),
    dryRun: z
      .boolean()
      .optional()
      .describe('Answers what would come of it; nothing is stored. For `extend`.'),
    input: variablesSchema.optional().describe('What an action of a provisioner takes.'),
  })
  .prefault({});

export type ActionRequest = z.infer<typeof actionRequestSchema>;

export const actionResultSchema = z.object({
  resource: resourceSchema,
  runId: idSchema.optional(),
});

export type ActionResult = z.infer<typeof actionResultSchema>;
