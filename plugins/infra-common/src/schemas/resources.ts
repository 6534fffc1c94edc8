import { z } from 'zod';
import { allowedActionSchema, resourceActionSchema } from '../lifecycle/actions';
import { resourceStateSchema, resourceStatusSchema } from '../lifecycle/positions';
import { amountsSchema, signedAmountsSchema } from './quota';
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
  cost: amountsSchema,
  reservation: reservationStateSchema.optional(),
  parents: z.array(resourceSummarySchema),
  children: z.array(resourceSummarySchema),
  revision: z.number().int(),
  pendingChange: z.object({ variables: variablesSchema.optional() }).optional(),
  drift: z.object({ detectedAt: timeSchema, summary: z.string() }).optional(),
  expiresAt: timeSchema.optional(),
  lastRunId: idSchema.optional(),
  requestedBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  allowedActions: z.array(allowedActionSchema),
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
  expiresAt: timeSchema.optional(),
  dryRun: z.boolean().optional(),
});

export type CreateResource = z.input<typeof createResourceSchema>;

export const patchResourceSchema = z.strictObject({
  variables: variablesSchema.optional(),
  expiresAt: timeSchema.nullish(),
});

export type PatchResource = z.infer<typeof patchResourceSchema>;

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

export const dryRunResultSchema = z.object({
  valid: z.boolean(),
  problems: z
    .array(z.object({ code: z.string(), message: z.string() }))
    .describe(
      'Why it would be refused now although the input is well formed, for instance the quota.',
    ),
  externalName: z.string().optional(),
  cost: amountsSchema,
  quota: z.array(quotaEffectSchema),
  approval: z.object({ required: z.boolean(), steps: z.array(z.object({ title: z.string() })) }),
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
  drifted: queryBooleanSchema.optional(),
  expiring: queryBooleanSchema.optional().describe('Expires within the next 7 days.'),
  sort: z
    .enum(RESOURCE_SORTS, { error: `must be one of ${RESOURCE_SORTS.join(', ')}` })
    .default('-createdAt'),
});

export type ResourceQuery = z.infer<typeof resourceQuerySchema>;

export const actionParamsSchema = z.object({ id: idSchema, action: resourceActionSchema });

export const actionRequestSchema = z
  .strictObject({
    comment: z.string().max(4000).optional(),
    digest: z.string().max(200).optional(),
  })
  .prefault({});

export type ActionRequest = z.infer<typeof actionRequestSchema>;

export const actionResultSchema = z.object({
  resource: resourceSchema,
  runId: idSchema.optional(),
});

export type ActionResult = z.infer<typeof actionResultSchema>;

/** JSON Schema of a type's variables, draft 2020-12, always of type `object`. */
export const variableSchemaSchema = z.record(z.string(), jsonSchema);

export const typeVersionSchema = z.object({
  version: z.string(),
  lifecycle: z.enum(['preview', 'active', 'deprecated', 'archived']),
  schema: variableSchemaSchema,
  source: z.record(z.string(), jsonSchema).optional(),
});

export const resourceTypeSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  documentation: z.string().optional().describe('Markdown.'),
  labels: z.record(z.string(), z.string()),
  provisioner: z.string(),
  parents: z.array(z.string()),
  siteRequired: z.boolean(),
  builtIn: z.boolean(),
  versions: z.array(typeVersionSchema),
});

export type ResourceType = z.infer<typeof resourceTypeSchema>;

export const resourceTypeQuerySchema = pageQuerySchema.extend({
  q: z.string().max(100).optional(),
  label: z.string().max(200).optional(),
});
