import { z } from 'zod';
import { roleSchema } from './organisation';
import { policyResultSchema } from './plans';
import {
  entityRefSchema,
  idSchema,
  pageQuerySchema,
  queryBooleanSchema,
  timeSchema,
} from './primitives';
import { costSchema } from './quota';
import { variablesSchema } from './resources';

const expressionSchema = z.string().min(1, 'must not be empty').max(2000);

/** Who may decide one step. One of the rules is enough; administrators always may, the requester never. */
export const approverRuleSchema = z
  .strictObject({
    role: roleSchema
      .optional()
      .describe('In scope: a dept_admin of the team’s department, a field_admin of its field.'),
    groups: z.array(entityRefSchema).max(20).optional().describe('Members of these groups.'),
    users: z.array(entityRefSchema).max(50).optional(),
  })
  .refine(rule => rule.role || rule.groups?.length || rule.users?.length, {
    error: 'must name a role, groups or users',
  });

export type ApproverRule = z.infer<typeof approverRuleSchema>;

export const approvalPolicyStepSchema = z.strictObject({
  title: z.string().min(1).max(100),
  approvers: approverRuleSchema,
  needed: z.number().int().min(1).max(10).default(1).describe('How many different people.'),
  when: expressionSchema.optional().describe('CEL; the step is left out where it is false.'),
});

/** What a resource type asks before its runs. */
export const approvalPolicySchema = z.strictObject({
  steps: z.array(approvalPolicyStepSchema).min(1).max(10),
  order: z
    .enum(['sequential', 'parallel'])
    .default('sequential')
    .describe('Whether a step waits for the one before.'),
  autoApprove: expressionSchema
    .optional()
    .describe('CEL over cost, variables, unit, site, kind; where true nobody is asked.'),
  escalateAfterHours: z
    .number()
    .int()
    .min(1)
    .max(8760)
    .optional()
    .describe('After this time administrators are told, and the queue marks it.'),
  kinds: z
    .array(z.enum(['create', 'change', 'destroy']))
    .min(1)
    .default(['create', 'change', 'destroy'])
    .describe('What asks for an approval at all.'),
});

export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;

export const approvalKindSchema = z.enum(['create', 'change', 'destroy']);

export type ApprovalKind = z.infer<typeof approvalKindSchema>;

export const APPROVAL_STATUSES = ['open', 'approved', 'rejected', 'withdrawn'] as const;

export const approvalStatusSchema = z.enum(APPROVAL_STATUSES);

export const approvalDecisionSchema = z.object({
  by: z.string(),
  decision: z.enum(['approved', 'rejected']),
  comment: z.string().optional(),
  digest: z
    .string()
    .describe('Of what was decided upon. Decisions on anything older do not count.'),
  at: timeSchema,
});

export const approvalStepSchema = z.object({
  title: z.string(),
  approvers: z.string().describe('Who may decide, in words.'),
  needed: z.number().int(),
  status: z.enum(['waiting', 'open', 'approved', 'rejected']),
  decisions: z.array(approvalDecisionSchema),
});

export type ApprovalStep = z.infer<typeof approvalStepSchema>;

export const approvalMessageSchema = z.object({
  by: z.string(),
  text: z.string(),
  asks: z.boolean().describe('A question that the requester is to answer first.'),
  at: timeSchema,
});

/** Something that waits, or waited, for a decision. */
export const approvalSchema = z.object({
  id: idSchema,
  kind: approvalKindSchema,
  status: approvalStatusSchema,
  resource: z.object({
    id: idSchema,
    name: z.string(),
    type: z.string(),
    version: z.string(),
    unitId: idSchema,
    unitName: z.string(),
    site: z.string().optional(),
  }),
  requestedBy: z.string(),
  openedAt: timeSchema,
  decidedAt: timeSchema.optional(),
  escalated: z.boolean(),
  needsInformation: z.boolean().describe('A question waits for its answer.'),
  digest: z
    .string()
    .optional()
    .describe(
      'What `approve` must send. Missing while the plan is being made, or after it failed.',
    ),
  planRunId: idSchema.optional().describe('The run that made the plan, or is making it.'),
  planStatus: z
    .enum(['none', 'running', 'ready', 'failed', 'outdated'])
    .describe('`none` where the provisioner cannot plan.'),
  policies: z.array(policyResultSchema),
  /** What it would be, beside what it is; `before` only of what is provisioned. */
  variables: variablesSchema,
  before: variablesSchema.optional(),
  cost: costSchema,
  costBefore: costSchema.optional(),
  steps: z.array(approvalStepSchema),
  messages: z.array(approvalMessageSchema),
  mayDecide: z.boolean(),
  reason: z.string().optional().describe('Why the caller may not decide.'),
});

export type Approval = z.infer<typeof approvalSchema>;

export const approvalQuerySchema = pageQuerySchema.extend({
  mine: queryBooleanSchema.optional().describe('Only what the caller may decide now.'),
  status: approvalStatusSchema.optional(),
  resourceId: idSchema.optional(),
});

export type ApprovalQuery = z.infer<typeof approvalQuerySchema>;

export const approvalMessageRequestSchema = z.strictObject({
  text: z.string().min(1, 'must not be empty').max(4000),
  asks: z.boolean().default(false),
});
