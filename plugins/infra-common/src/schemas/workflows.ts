import { z } from 'zod';
import { resourceStateSchema, resourceStatusSchema } from '../lifecycle/positions';
import {
  deploymentCheckSchema,
  deploymentReportSchema,
  deploymentSourceSchema,
  deploymentStageNameSchema,
} from './deployments';
import { costSchema } from './quota';
import { budgetEffectSchema, createResourceSchema, quotaEffectSchema } from './resources';
import { blueprintInputsSchema, blueprintNameSchema, blueprintPrefixSchema } from './blueprints';
import { idSchema, pageQuerySchema, siteSchema, timeSchema } from './primitives';

export const WORKFLOW_STATUSES = ['active', 'stopped', 'cancelled', 'done'] as const;

export const workflowStatusSchema = z.enum(WORKFLOW_STATUSES);

export type WorkflowStatus = z.infer<typeof workflowStatusSchema>;

export const workflowKindSchema = z.enum(['create', 'destroy', 'deployment']);

export type WorkflowKind = z.infer<typeof workflowKindSchema>;

export const workflowStepStatusSchema = z.enum([
  'waiting',
  'approval_pending',
  'in_progress',
  'done',
  'failed',
]);

export type WorkflowStepStatus = z.infer<typeof workflowStepStatusSchema>;

export const workflowStepSchema = z.object({
  resourceId: idSchema,
  name: z.string(),
  type: z.string(),
  key: z.string().optional().describe('Of the node of the blueprint.'),
  after: z.array(idSchema).describe('Resources whose steps come first.'),
  status: workflowStepStatusSchema,
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

export const deploymentStageSchema = z.object({
  name: deploymentStageNameSchema,
  status: workflowStepStatusSchema,
  reason: z.string().optional().describe('Why it failed, or what it waits for.'),
  runId: idSchema.optional().describe('The run whose log tells of it.'),
  approvalId: idSchema.optional().describe('The approval that it waits for.'),
});

export type DeploymentStage = z.infer<typeof deploymentStageSchema>;

/** Code on its way to a service. */
export const deploymentSchema = z.object({
  resourceId: idSchema,
  name: z.string().describe('Of the resource.'),
  type: z.string(),
  source: deploymentSourceSchema.describe('With the commit that it was pinned to.'),
  check: deploymentCheckSchema,
  image: z.string().optional().describe('By digest; once it is built.'),
  stages: z.array(deploymentStageSchema).describe('In the order in which they come.'),
  report: deploymentReportSchema.optional().describe('Once all of it is done.'),
});

export type Deployment = z.infer<typeof deploymentSchema>;

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

export const WORKFLOW_ACTIONS = ['resume', 'cancel'] as const;

export const workflowActionSchema = z.enum(WORKFLOW_ACTIONS);

export type WorkflowAction = z.infer<typeof workflowActionSchema>;

export const workflowSchema = workflowSummarySchema.extend({
  steps: z
    .array(workflowStepSchema)
    .describe('Of resources that the caller may read; a deployment has stages instead.'),
  deployment: deploymentSchema
    .optional()
    .describe('Of the kind `deployment`, where the caller may read the resource.'),
  allowedActions: z.array(
    z.object({
      action: workflowActionSchema,
      allowed: z.boolean(),
      reason: z.string().optional().describe('Why it is not allowed.'),
    }),
  ),
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
  z
    .strictObject({
      kind: z.literal('deployment'),
      resourceId: idSchema.optional().describe('The service that is to run it.'),
      service: createResourceSchema
        .omit({ dryRun: true })
        .optional()
        .describe('The service, where it is to be requested first.'),
      source: deploymentSourceSchema,
      check: deploymentCheckSchema.prefault({}),
    })
    .refine(({ resourceId, service }) => (resourceId === undefined) !== (service === undefined), {
      path: ['resourceId'],
      message: 'must be given, or else service',
    }),
]);

export type CreateWorkflow = z.output<typeof createWorkflowSchema>;

/** What would become of a workflow; nothing is stored. */
export const workflowPreviewSchema = z.object({
  valid: z.boolean(),
  problems: z
    .array(z.object({ code: z.string(), message: z.string() }))
    .describe('Why it would be refused now although the input is well formed.'),
  warnings: z
    .array(z.string())
    .describe('What speaks against it without forbidding it, or will stop it on its way.'),
  steps: z
    .array(
      z.object({
        id: z.string().describe('Of the resource, or the key of the node that it is to come from.'),
        name: z.string(),
        type: z.string(),
        unitName: z.string(),
        after: z.array(z.string()).describe('Ids of steps that come first.'),
        cost: costSchema,
        approval: z.array(z.string()).describe('Who is asked, one entry for each step.'),
      }),
    )
    .describe('Of resources that the caller may read.'),
  cost: costSchema.describe('What all of it takes, or gives back.'),
  quota: z.array(quotaEffectSchema).describe('Of levels that the caller may read.'),
  budget: z.array(budgetEffectSchema).optional().describe('As `quota`; missing without money.'),
});

export type WorkflowPreview = z.infer<typeof workflowPreviewSchema>;

export const workflowQuerySchema = pageQuerySchema.extend({
  kind: workflowKindSchema.optional(),
  status: workflowStatusSchema.optional(),
  unitId: idSchema.optional().describe('The unit itself or anything beneath it.'),
  resourceId: idSchema.optional().describe('A resource that it is about.'),
  requestedBy: z.string().max(260).optional(),
});

export type WorkflowQuery = z.infer<typeof workflowQuerySchema>;
