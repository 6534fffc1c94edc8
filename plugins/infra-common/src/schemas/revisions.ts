import { z } from 'zod';
import { idSchema, timeSchema } from './primitives';
import { amountsSchema } from './quota';
import { jsonSchema, resourceSummarySchema, variablesSchema } from './resources';

/** What a resource was at one time: written when a change is decided upon. */
export const revisionSchema = z.object({
  revision: z.number().int(),
  version: z.string().describe('Of the resource type.'),
  variables: variablesSchema,
  cost: amountsSchema,
  parents: z.array(resourceSummarySchema),
  integrations: z.array(idSchema),
  requestedBy: z.string(),
  approvalId: idSchema.optional(),
  restoredFrom: z.number().int().optional(),
  createdAt: timeSchema,
});

export type Revision = z.infer<typeof revisionSchema>;

export const revisionDiffSchema = z.object({
  a: z.number().int(),
  b: z.number().int(),
  changes: z.array(
    z.object({
      pointer: z.string().describe('JSON pointer, such as `/variables/size`.'),
      before: jsonSchema.optional(),
      after: jsonSchema.optional(),
    }),
  ),
});

export type RevisionDiff = z.infer<typeof revisionDiffSchema>;

/** What a resource rests upon and what rests upon it, over all levels that the caller may read. */
export const resourceTreeSchema = z.object({
  nodes: z.array(
    resourceSummarySchema.extend({
      state: z.string(),
      status: z.string(),
      stale: z.boolean().describe('An output that it uses has changed since it was applied.'),
    }),
  ),
  edges: z.array(z.object({ parentId: idSchema, childId: idSchema })),
});

export type ResourceTree = z.infer<typeof resourceTreeSchema>;
