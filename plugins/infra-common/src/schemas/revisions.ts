import { z } from 'zod';
import { idSchema, timeSchema } from './primitives';
import { costSchema, signedCostSchema } from './quota';
import { forecastSchema, jsonSchema, resourceSummarySchema, variablesSchema } from './resources';

/** What a resource was at one time: written when a change is decided upon. */
export const revisionSchema = z.object({
  revision: z.number().int(),
  version: z.string().describe('Of the resource type.'),
  variables: variablesSchema,
  cost: costSchema,
  parents: z.array(resourceSummarySchema),
  integrations: z.array(idSchema),
  requestedBy: z.string(),
  approvalId: idSchema.optional(),
  restoredFrom: z.number().int().optional(),
  createdAt: timeSchema,
});

export type Revision = z.infer<typeof revisionSchema>;

export const differenceSchema = z.object({
  pointer: z.string().describe('JSON pointer, such as `/variables/size`.'),
  before: jsonSchema.optional(),
  after: jsonSchema.optional(),
});

export type Difference = z.infer<typeof differenceSchema>;

export const revisionDiffSchema = z.object({
  a: z.number().int(),
  b: z.number().int(),
  changes: z.array(differenceSchema),
});

export type RevisionDiff = z.infer<typeof revisionDiffSchema>;

/** What would come of a change, or of another lifetime, if it were sent now. */
export const changeForecastSchema = forecastSchema.extend({
  cost: z.object({
    before: costSchema,
    after: costSchema,
    delta: signedCostSchema,
  }),
  differences: z.array(differenceSchema),
});

export type ChangeForecast = z.infer<typeof changeForecastSchema>;

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
