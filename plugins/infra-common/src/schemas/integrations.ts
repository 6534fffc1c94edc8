import { z } from 'zod';
import {
  changeCountSchema,
  entityRefSchema,
  idSchema,
  pageQuerySchema,
  timeSchema,
} from './primitives';
import { jsonSchema } from './resources';

/** What stands for a secret that is stored. Sent back, it leaves the secret as it is. */
export const SECRET_MASK = '********';

const nameSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must consist of lower-case letters, digits and inner hyphens',
  );

/** One field of an integration type's form. */
export const integrationFieldSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  secret: z.boolean(),
  required: z.boolean(),
  multiline: z.boolean().optional(),
  pattern: z.string().optional(),
});

export type IntegrationField = z.infer<typeof integrationFieldSchema>;

/** Fields that whoever makes an integration names: the environment variables of a tool, for one. */
export const otherFieldsSchema = z.object({
  title: z.string(),
  secret: z.boolean(),
  pattern: z.string().describe('What their names must match as a whole.'),
});

/** A kind of integration that the installation knows. */
export const integrationTypeSchema = z.object({
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  fields: z.array(integrationFieldSchema),
  otherFields: otherFieldsSchema
    .optional()
    .describe('Where it is given, values may have fields besides those listed.'),
  canValidate: z.boolean(),
});

export type IntegrationType = z.infer<typeof integrationTypeSchema>;

/** Stored credentials for an outside system. Secret values are never answered. */
export const integrationSchema = z.object({
  id: idSchema,
  name: z.string(),
  type: z.string(),
  unitId: idSchema.optional().describe('Whose it is; without one it is everybody’s to use.'),
  values: z.record(z.string(), z.string()).describe('A secret that is set shows as the mask.'),
  createdBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  validatedAt: timeSchema.optional(),
  validationError: z.string().optional(),
  usedBy: z.number().int().describe('Live resources that use it.'),
  revision: changeCountSchema,
});

export type Integration = z.infer<typeof integrationSchema>;

const valuesSchema = z
  .record(z.string().max(100), z.string().max(65_536))
  .refine(values => Object.keys(values).length <= 200, 'must be at most 200');

export const createIntegrationSchema = z.strictObject({
  name: nameSchema,
  type: z.string().max(63),
  unitId: idSchema.optional(),
  values: valuesSchema,
});

export type CreateIntegration = z.infer<typeof createIntegrationSchema>;

export const patchIntegrationSchema = z
  .strictObject({
    name: nameSchema,
    values: valuesSchema.describe(
      'All values: what is left out is forgotten, and a secret that is sent as its mask stays.',
    ),
  })
  .partial();

export type PatchIntegration = z.infer<typeof patchIntegrationSchema>;

export const integrationQuerySchema = pageQuerySchema.extend({
  unitId: idSchema.optional().describe('Those that a resource of this unit may use.'),
  type: z.string().max(63).optional(),
});

export type IntegrationQuery = z.infer<typeof integrationQuerySchema>;

export const validationResultSchema = z.object({
  valid: z.boolean(),
  message: z.string().optional(),
});

export type ValidationResult = z.infer<typeof validationResultSchema>;

/** A named secret of a team; a sensitive variable refers to it as `{"$secret": "<name>"}`. */
export const secretSchema = z.object({
  id: idSchema,
  name: z.string(),
  unitId: idSchema,
  description: z.string().optional(),
  version: z.number().int().describe('Counts values.'),
  revision: changeCountSchema,
  createdBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export type Secret = z.infer<typeof secretSchema>;

export const createSecretSchema = z.strictObject({
  name: nameSchema,
  unitId: idSchema,
  description: z.string().max(500).optional(),
  value: z.string().min(1, 'must not be empty').max(65_536),
});

export type CreateSecret = z.infer<typeof createSecretSchema>;

export const patchSecretSchema = z
  .strictObject({ description: z.string().max(500), value: z.string().min(1).max(65_536) })
  .partial();

export type PatchSecret = z.infer<typeof patchSecretSchema>;

export const secretQuerySchema = pageQuerySchema.extend({ unitId: idSchema.optional() });

export type SecretQuery = z.infer<typeof secretQuerySchema>;

/** How a sensitive variable names its value. */
export const secretReferenceSchema = z.strictObject({ $secret: nameSchema });

export const isSecretReference = (value: unknown): value is { $secret: string } =>
  secretReferenceSchema.safeParse(value).success;

/** One stored version of a tool's state. */
export const stateVersionSchema = z.object({
  version: z.number().int(),
  serial: z.number().int().optional(),
  lineage: z.string().optional(),
  size: z.number().int().describe('Bytes.'),
  runId: idSchema.optional(),
  createdAt: timeSchema,
});

export const stateLockSchema = z.object({
  id: z.string(),
  operation: z.string().optional(),
  who: entityRefSchema.or(z.string()).optional(),
  createdAt: timeSchema,
  runId: idSchema.optional(),
});

export type StateLock = z.infer<typeof stateLockSchema>;

export const stateOverviewSchema = z.object({
  lock: stateLockSchema.optional(),
  versions: z.array(stateVersionSchema),
});

export type StateOverview = z.infer<typeof stateOverviewSchema>;

/** Any JSON document: the tool's own format. */
export const stateDocumentSchema = z.record(z.string(), jsonSchema);
