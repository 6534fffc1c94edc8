import { z } from 'zod';
import { changeCountSchema, pageQuerySchema, timeSchema } from './primitives';
import { jsonSchema, resourceNameSchema } from './resources';

const nameSchema = (most: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters`)
    .regex(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
      'must consist of lower-case letters, digits and inner hyphens',
    );

export const blueprintNameSchema = nameSchema(63);

/** Something that whoever uses a blueprint chooses. */
export const blueprintInputSchema = z.strictObject({
  name: z
    .string()
    .min(1, 'must not be empty')
    .max(63, 'must be at most 63 characters')
    .regex(/^[a-z]\w*$/i, 'must be a letter, then letters, digits and underscores'),
  title: z.string().min(1, 'must not be empty').max(100),
  description: z.string().max(1000).optional(),
  type: z.enum(['string', 'number', 'integer', 'boolean']),
  default: z
    .union([z.string().max(1000), z.number(), z.boolean()])
    .optional()
    .describe('Without it the input must be given.'),
});

export type BlueprintInput = z.infer<typeof blueprintInputSchema>;

export const blueprintNodeSchema = z.strictObject({
  key: nameSchema(30).describe('The resource is called `<name>-<key>`.'),
  type: z.string().min(1, 'must not be empty').max(63),
  version: z.string().max(63).optional(),
  variables: z
    .record(z.string().min(1).max(100), jsonSchema)
    .default({})
    .describe('Values, or `{"$input": "<name>"}` for what is chosen at each use.'),
  parents: z.array(z.string()).max(50).default([]).describe('Keys of nodes that it rests upon.'),
});

export type BlueprintNode = z.infer<typeof blueprintNodeSchema>;

const partsSchema = z.strictObject({
  title: z.string().min(1, 'must not be empty').max(100),
  description: z.string().max(4000).optional(),
  inputs: z.array(blueprintInputSchema).max(50),
  nodes: z.array(blueprintNodeSchema).min(1, 'must have a node').max(50),
});

export const createBlueprintSchema = partsSchema.extend({
  name: blueprintNameSchema,
  inputs: partsSchema.shape.inputs.default([]),
});

export type CreateBlueprint = z.output<typeof createBlueprintSchema>;

/** A blueprint as it is being written; whatever is wrong with it is an answer and no refusal. */
export const blueprintDraftSchema = z.record(z.string(), jsonSchema);

export const blueprintCheckSchema = z.object({
  problems: z
    .array(z.object({ pointer: z.string(), message: z.string() }))
    .describe('What saving it would be refused for; none where it would be taken.'),
});

export type BlueprintCheck = z.infer<typeof blueprintCheckSchema>;

export const patchBlueprintSchema = partsSchema
  .extend({ description: partsSchema.shape.description.nullable() })
  .partial();

export type PatchBlueprint = z.infer<typeof patchBlueprintSchema>;

export const blueprintSchema = createBlueprintSchema.extend({
  inputs: z.array(blueprintInputSchema),
  nodes: z.array(
    blueprintNodeSchema.extend({
      variables: z.record(z.string(), jsonSchema),
      parents: z.array(z.string()),
    }),
  ),
  revision: changeCountSchema,
  createdBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export type Blueprint = z.infer<typeof blueprintSchema>;

export const blueprintQuerySchema = pageQuerySchema;

export type BlueprintQuery = z.infer<typeof blueprintQuerySchema>;

/** What a use of a blueprint chooses, by name of the input. */
export const blueprintInputsSchema = z.record(
  z.string(),
  z.union([z.string().max(1000), z.number(), z.boolean()]),
);

/** First part of the names of the resources that a blueprint makes. */
export const blueprintPrefixSchema = resourceNameSchema;
