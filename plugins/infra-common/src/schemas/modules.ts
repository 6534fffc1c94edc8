import { z } from 'zod';
import { idSchema } from './primitives';
import { variablesSchema } from './resources';
import { variableSchemaSchema } from './resourceTypes';

/** Names of the variables by which a resource says itself which module it is made of. */
export const MODULE_VARIABLES = {
  repository: 'repository',
  /** Branch or tag. */
  ref: 'ref',
  /** Where in the repository the module is. */
  folder: 'folder',
  /** What the branch or tag stood for when it was asked for; nothing else is ever carried out. */
  commit: 'commit',
  /** Of the module's own variables; what is sensitive names a secret. */
  values: 'values',
} as const;

export const readModuleSchema = z.strictObject({
  version: z
    .string()
    .max(63)
    .optional()
    .describe('Of the type; that of a new resource if left out.'),
  resourceId: idSchema.optional().describe('Of the resource that is to change.'),
  variables: variablesSchema.describe('As in a request, as far as they are filled in.'),
});

export type ReadModule = z.infer<typeof readModuleSchema>;

/** A module that a request names, as it is at the commit. */
export const moduleOfRequestSchema = z.object({
  commit: z.string().describe('What the branch or tag stands for now; put it into the request.'),
  folders: z.array(z.string()).describe('Where else there are modules; an empty name is the top.'),
  problem: z
    .object({ pointer: z.string(), message: z.string() })
    .optional()
    .describe('Why there is nothing in the folder that could be carried out.'),
  schema: variableSchemaSchema
    .optional()
    .describe('Of the values; missing where there is a problem.'),
  outputs: z
    .array(
      z.object({ name: z.string(), description: z.string().optional(), sensitive: z.boolean() }),
    )
    .optional(),
  documentation: z.string().optional().describe('Markdown.'),
  notes: z.array(z.string()).describe('What could not be carried over, and what to look at.'),
});

export type ModuleOfRequest = z.infer<typeof moduleOfRequestSchema>;
