import { z } from 'zod';
import { resourceStateSchema, resourceStatusSchema } from '../lifecycle/positions';
import { blueprintInputsSchema, blueprintNameSchema, blueprintPrefixSchema } from './blueprints';
import { idSchema, pageQuerySchema, siteSchema, timeSchema } from './primitives';

export const WORKFLOW_STATUSES = ['active', 'stopped', 'cancelled', 'done'] as const;

export const workflowStatusSchema = z.enum(WORKFLOW_STATUSES);

export type WorkflowStatus = z.infer<typeof workflowStatusSchema>;

export const workflowKindSchema = z.enum(['create', 'destroy']);

export type WorkflowKind = z.infer<typeof workflowKindSchema>;

export const workflowStepSchema = z.object({
  resourceId: idSchema,
  name: z.string(),
  type: z.string(),
  key: z.string().optional().describe('Of the node of the blueprint.'),
  after: z.array(idSchema).describe('Resources whose steps come first.'),
  status: z.enum(['waiting', 'approval_pending', 'in_progress', 'done', 'failed']),
  reason: z.string().optional().describe('Why it failed.'),
  resource: z
    .object({
      state: resourceStateSchema,
      status: resourceStatusSchema,
      statusReason: z.string().optional(),
    })
    .optional()
    .describe('Where the resource stands; missing where its record was removed.'),
});

export type WorkflowStep = z.infer<typeof workflowStepSchema>;

export const workflowSummarySchema = z.object({
  id: idSchema,
  kind: workflowKindSchema,
  status: workflowStatusSchema,
  reason: z.string().optional().describe('Why it is stopped.'),
  title: z.string().describe('Name of what it is about.'),
  unitId: idSchema,
  blueprint: z.string().optional(),
  requestedBy: z.string(),
  createdAt: timeSchema,
  finishedAt: timeSchema.optional(),
});

export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

export const workflowSchema = workflowSummarySchema.extend({
  steps: z.array(workflowStepSchema).describe('Of resources that the caller may read.'),
});

export type Workflow = z.infer<typeof workflowSchema>;

export const createWorkflowSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('destroy'),
    resourceId: idSchema.describe('It goes last, after everything that rests upon it.'),
  }),
  z.strictObject({
    kind: z.literal('create'),
    blueprint: blueprintNameSchema,
    name: blueprintPrefixSchema.describe('The resources are called `<name>-<key of the node>`.'),
    unitId: idSchema.describe('The team.'),
    site: siteSchema.optional(),
    inputs: blueprintInputsSchema.default({}),
  }),
]);

export type CreateWorkflow = z.output<typeof createWorkflowSchema>;

export const workflowQuerySchema = pageQuerySchema.extend({
  kind: workflowKindSchema.optional(),
  status: workflowStatusSchema.optional(),
});

export type WorkflowQuery = z.infer<typeof workflowQuerySchema>;
