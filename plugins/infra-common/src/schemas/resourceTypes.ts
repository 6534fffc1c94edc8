import { z } from 'zod';
import { approvalPolicySchema } from './approvals';
import { pageQuerySchema, timeSchema } from './primitives';
import { jsonSchema } from './resources';

/**
 * JSON Schema of a type's variables, draft 2020-12, always of type `object`. Properties take these further keywords: `sensitive`,
 * `restricted`, `frozen`, `unique` (booleans) and `from` (`<parent type>.<output>`).
 */
export const variableSchemaSchema = z.record(z.string(), jsonSchema);

export const versionLifecycleSchema = z.enum(['preview', 'active', 'deprecated', 'archived']);

export type VersionLifecycle = z.infer<typeof versionLifecycleSchema>;

const typeNameSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters')
  .regex(
    /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    'must consist of lower-case letters, digits and inner hyphens, and begin with a letter',
  );

const versionNameSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(63)
  .regex(/^[0-9A-Za-z][-._+0-9A-Za-z]*$/, 'must consist of letters, digits and . _ + -');

const expressionSchema = z.string().min(1, 'must not be empty').max(2000);

const amountExpressionSchema = z.union([z.number().int().min(0), expressionSchema], {
  error: 'must be a whole number or a CEL expression',
});

/** What a version of a type is made of. */
export const typeVersionDefinitionSchema = z.strictObject({
  version: versionNameSchema,
  lifecycle: versionLifecycleSchema.default('active'),
  note: z.string().max(4000).optional().describe('What breaks for those who move to it.'),
  schema: variableSchemaSchema,
  settings: z.record(z.string(), jsonSchema).default({}).describe('For the provisioner.'),
  outputs: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        description: z.string().max(2000).optional(),
        sensitive: z.boolean().default(false),
      }),
    )
    .default([]),
});

export type TypeVersionDefinition = z.infer<typeof typeVersionDefinitionSchema>;

export const typePolicySchema = z.strictObject({
  name: z.string().min(1).max(100),
  expression: expressionSchema.describe(
    'CEL over name, unit, site, variables, cost and, where there is a plan, plan; must be true.',
  ),
  message: z.string().min(1).max(1000).describe('What to do where it is not.'),
});

const unitPriceSchema = z.number().min(0);

const costSchema = z.strictObject({
  cpu: amountExpressionSchema.default(0),
  ramGb: amountExpressionSchema.default(0),
  monthlyCost: amountExpressionSchema
    .optional()
    .describe('In the smallest unit of the configured currency: 1250 for 12.50 a month.'),
  prices: z
    .record(
      z.string().min(1).max(100),
      z.union([unitPriceSchema, z.record(z.string().max(100), unitPriceSchema)], {
        error: 'must be a number from 0 on, or a map of such',
      }),
    )
    .optional()
    .describe(
      'What monthlyCost calls prices: figures by name, or by name and key. None of them is whole in CEL.',
    ),
});

/** A resource type without its versions; what a definition may leave out is optional below. */
const typeHeadFields = {
  title: z.string().min(1, 'must not be empty').max(100),
  description: z.string().max(500),
  documentation: z.string().max(100_000).describe('Markdown.'),
  labels: z.record(z.string().min(1).max(63), z.string().max(200)),
  enabled: z.boolean(),
  abstract: z.boolean().describe('Groups others and has no run.'),
  provisioner: z.string().max(63),
  parents: z.array(typeNameSchema).max(10),
  siteRequired: z.boolean(),
  cost: costSchema.describe('What one resource takes from the quota.'),
  naming: expressionSchema.describe('CEL for the name in the outside system.'),
  policies: z.array(typePolicySchema).max(50),
  approval: approvalPolicySchema,
  ttl: z.strictObject({
    defaultDays: z.number().int().min(1).max(3650).optional(),
    maxDays: z.number().int().min(1).max(3650).optional(),
  }),
  driftCheckHours: z.number().int().min(1).max(8760),
  workspace: z
    .string()
    .min(1)
    .max(63)
    .describe('Name of the workspace that mirrors its resources, where that serves their unit.'),
};

/** As a file or the API defines it. */
const typeHeadShape = {
  ...typeHeadFields,
  description: typeHeadFields.description.optional(),
  documentation: typeHeadFields.documentation.optional(),
  labels: typeHeadFields.labels.default({}),
  enabled: typeHeadFields.enabled.default(true),
  abstract: typeHeadFields.abstract.default(false),
  parents: typeHeadFields.parents.default([]),
  siteRequired: typeHeadFields.siteRequired.default(false),
  cost: typeHeadFields.cost.default({ cpu: 0, ramGb: 0 }),
  naming: typeHeadFields.naming.optional(),
  policies: typeHeadFields.policies.default([]),
  approval: typeHeadFields.approval.optional(),
  ttl: typeHeadFields.ttl.optional(),
  driftCheckHours: typeHeadFields.driftCheckHours.optional(),
  workspace: typeHeadFields.workspace.optional(),
};

/** A whole resource type, as a YAML file has it. */
export const resourceTypeDefinitionSchema = z.strictObject({
  name: typeNameSchema,
  ...typeHeadShape,
  versions: z.array(typeVersionDefinitionSchema).min(1).max(200),
});

export type ResourceTypeDefinition = z.infer<typeof resourceTypeDefinitionSchema>;

export type ResourceTypeHead = Omit<ResourceTypeDefinition, 'name' | 'versions'>;

/** What is left out stays; null takes away what a type need not have. */
export const patchResourceTypeSchema = z
  .strictObject({
    ...typeHeadFields,
    description: typeHeadFields.description.nullable(),
    documentation: typeHeadFields.documentation.nullable(),
    naming: typeHeadFields.naming.nullable(),
    approval: typeHeadFields.approval.nullable(),
    ttl: typeHeadFields.ttl.nullable(),
    driftCheckHours: typeHeadFields.driftCheckHours.nullable(),
    workspace: typeHeadFields.workspace.nullable(),
  })
  .partial();

export type PatchResourceType = z.infer<typeof patchResourceTypeSchema>;

export const patchTypeVersionSchema = z
  .strictObject({
    lifecycle: versionLifecycleSchema,
    note: z.string().max(4000),
  })
  .partial();

export type PatchTypeVersion = z.infer<typeof patchTypeVersionSchema>;

export const typeVersionSchema = z.object({
  version: z.string(),
  lifecycle: versionLifecycleSchema,
  note: z.string().optional(),
  schema: variableSchemaSchema,
  outputs: z
    .array(
      z.object({
        name: z.string(),
        description: z.string().optional(),
        sensitive: z.boolean(),
      }),
    )
    .optional(),
  source: z
    .record(z.string(), jsonSchema)
    .optional()
    .describe('Where it comes from, with the pinned commit.'),
  resources: z.number().int().optional().describe('How many live resources are on it.'),
});

export type TypeVersion = z.infer<typeof typeVersionSchema>;

/** Something that the provisioner of a type brings along. */
const offerSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
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
  usesIntegrations: z
    .boolean()
    .describe('Whether its resources can be given credentials of integrations.'),
  readsModules: z
    .boolean()
    .optional()
    .describe('Its requests name a module: `POST /resource-types/{name}/module` reads it.'),
  builtIn: z.boolean(),
  origin: z
    .enum(['built-in', 'file', 'api'])
    .optional()
    .describe('Only a type of the API can be changed by it.'),
  enabled: z.boolean().optional(),
  abstract: z.boolean().optional(),
  approval: approvalPolicySchema.optional(),
  policies: z.array(typePolicySchema).optional(),
  ttl: z.object({ defaultDays: z.number().optional(), maxDays: z.number().optional() }).optional(),
  driftCheckHours: z.number().int().optional(),
  workspace: z.string().optional(),
  cost: costSchema.optional().describe('Missing where code tells it.'),
  naming: z.string().optional(),
  problems: z
    .array(z.string())
    .optional()
    .describe('Why the type cannot be used, or why the newest text of its file is not in force.'),
  updatedAt: timeSchema.optional(),
  revision: z
    .int()
    .min(0)
    .describe('Grows with every change; in quotes it is the ETag, for If-Match.'),
  actions: z
    .array(
      offerSchema.extend({
        input: variableSchemaSchema.optional().describe('What it takes; missing where nothing.'),
        dangerous: z.boolean(),
      }),
    )
    .optional()
    .describe('What can be done with a resource besides the actions of the transition table.'),
  views: z
    .array(offerSchema)
    .optional()
    .describe('What can be seen of a resource at `/resources/{id}/{name}`.'),
  versions: z.array(typeVersionSchema),
});

export type ResourceType = z.infer<typeof resourceTypeSchema>;

export const resourceTypeQuerySchema = pageQuerySchema.extend({
  q: z.string().max(100).optional(),
  label: z.string().max(200).optional(),
});

/** Where a module is, for a provisioner that can read one. */
export const importTypeSchema = z.strictObject({
  provisioner: z.string().max(63),
  source: z
    .record(z.string(), jsonSchema)
    .describe('What the provisioner says: see its documentation.'),
  name: typeNameSchema.optional(),
  version: versionNameSchema.optional(),
});

export type ImportType = z.infer<typeof importTypeSchema>;

/** A type as it could be created; nothing is stored. */
export const importedTypeSchema = z.object({
  proposal: resourceTypeDefinitionSchema,
  notes: z.array(z.string()).describe('What the import could not carry over, and what to look at.'),
});

export type ImportedType = z.infer<typeof importedTypeSchema>;
