import { z } from 'zod';
import {
  changeCountSchema,
  idSchema,
  pageQuerySchema,
  queryBooleanSchema,
  timeSchema,
} from './primitives';

const text = (most: number) =>
  z
    .string({ error: 'must be text' })
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters`);

const nameSchema = z
  .string({ error: 'must be text' })
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters')
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must consist of lower-case letters, digits and inner hyphens',
  );

/** What git allows in the name of a branch, without what only confuses. */
const branchSchema = text(200).regex(
  /^(?!-)(?!.*(\.\.|\/\/|@\{|\.lock$|\/$|\.$))[\w][\w./+-]*$/,
  'must be the name of a branch',
);

const addressSchema = text(500).superRefine((address, context) => {
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be an http:// or https:// address' });
  } else if (parsed.username || parsed.password) {
    context.addIssue({
      code: 'custom',
      message: 'must not contain credentials: those belong into an integration',
    });
  } else if (parsed.search || parsed.hash) {
    context.addIssue({ code: 'custom', message: 'must not contain ? or #' });
  }
});

/** What `{...}` in the path of a workspace stands for. */
export const WORKSPACE_PLACEHOLDERS = ['unit', 'team', 'type', 'name', 'site', 'id'] as const;

export const DEFAULT_WORKSPACE_PATH = '{unit}/{type}/{name}-{id}';

const pathTemplateSchema = text(300)
  .regex(
    /^[\w.{}-]+(\/[\w.{}-]+)*$/,
    'must be a path inside the repository, without a slash at either end',
  )
  .superRefine((template, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    const known: readonly string[] = WORKSPACE_PLACEHOLDERS;
    const names = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
    const unknown = names.find(name => !known.includes(name));
    const list = known.map(name => `{${name}}`).join(', ');
    if (unknown !== undefined) refuse(`has {${unknown}}, but only ${list} are known`);
    else if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, '')))
      refuse('has a brace without another');
    if (!names.includes('id')) {
      refuse('must contain {id}, so that each resource has a folder of its own');
    }
    if (template.split('/').some(part => /^\.{1,2}$|^\.git$/.test(part))) {
      refuse('must not contain the parts . or .. or .git');
    }
  });

/** A git repository that mirrors the rendered IaC of resources. */
export const workspaceSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string().optional(),
  unitId: idSchema.describe('Whose it is: it serves this unit and those beneath it.'),
  unitName: z.string(),
  integrationId: idSchema.describe('Of a git host, whose credential it uses.'),
  url: z.string().describe('Where the repository is cloned from.'),
  apiUrl: z.string().describe('Base address of the GitHub API of its host.'),
  branch: z.string().describe('Into which pull requests are merged.'),
  path: z.string().describe('Folder of a resource in the repository, with placeholders.'),
  resourceTypes: z.array(z.string()).describe('Which it serves; empty means all.'),
  units: z.array(idSchema).describe('Which it serves, with those beneath; empty means all.'),
  createdBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  validatedAt: timeSchema.optional(),
  validationError: z.string().optional(),
  mirrored: z.number().int().describe('Resources that it mirrors.'),
  failing: z.number().int().describe('Of those, how many cannot be brought up to date.'),
  revision: changeCountSchema,
  mayManage: z.boolean().describe('Whether the caller may change it.'),
});

export type Workspace = z.infer<typeof workspaceSchema>;

const workspaceFields = {
  name: nameSchema,
  description: text(500),
  integrationId: idSchema,
  url: addressSchema,
  apiUrl: addressSchema,
  branch: branchSchema,
  path: pathTemplateSchema,
  resourceTypes: z.array(text(63)).max(100),
  units: z.array(idSchema).max(100),
};

export const createWorkspaceSchema = z.strictObject({
  ...workspaceFields,
  unitId: idSchema,
  description: workspaceFields.description.optional(),
  apiUrl: workspaceFields.apiUrl
    .optional()
    .describe('Without one it follows from the address of the repository.'),
  branch: workspaceFields.branch.default('main'),
  path: workspaceFields.path.default(DEFAULT_WORKSPACE_PATH),
  resourceTypes: workspaceFields.resourceTypes.default([]),
  units: workspaceFields.units.default([]),
});

export type CreateWorkspace = z.output<typeof createWorkspaceSchema>;

/** What is left out stays. */
export const patchWorkspaceSchema = z
  .strictObject({
    ...workspaceFields,
    description: workspaceFields.description.nullable(),
    apiUrl: workspaceFields.apiUrl.nullable(),
  })
  .partial();

export type PatchWorkspace = z.output<typeof patchWorkspaceSchema>;

export const workspaceQuerySchema = pageQuerySchema.extend({
  q: z.string().max(100).optional().describe('Part of the name or of the address.'),
  unitId: idSchema.optional().describe('Those that serve resources of this unit.'),
  type: z.string().max(63).optional().describe('Those that serve this resource type.'),
});

export type WorkspaceQuery = z.output<typeof workspaceQuerySchema>;

/**
 * Where the mirror of a resource stands. `waiting`: not in git yet; `open`: a pull request waits for the approval; `merged`: the
 * branch has what was approved; `closed`: nothing came of the pull request; `removed`: the branch has nothing of it any more.
 */
export const mirrorStateSchema = z.enum(['waiting', 'open', 'merged', 'closed', 'removed']);

export type MirrorState = z.infer<typeof mirrorStateSchema>;

/** What a pull request is about. */
export const mirrorKindSchema = z.enum(['create', 'change', 'destroy']);

export type MirrorKind = z.infer<typeof mirrorKindSchema>;

export const mirrorErrorSchema = z.object({
  reason: z
    .enum(['denied', 'unreachable', 'refused', 'closed', 'unrenderable', 'unexpected'])
    .describe(
      'The credential or repository is wrong; the host does not answer; it refuses the push or merge; a person closed an approved pull request; nothing can be rendered; anything else.',
    ),
  message: z.string(),
  since: timeSchema,
  attempts: z.number().int(),
  nextAttemptAt: timeSchema.optional().describe('Missing where only a person can go on.'),
});

export type MirrorError = z.infer<typeof mirrorErrorSchema>;

/** The rendered IaC of one resource in a workspace. */
export const mirrorSchema = z.object({
  workspace: z.object({ id: idSchema, name: z.string(), url: z.string() }),
  resource: z.object({
    id: idSchema,
    name: z.string(),
    type: z.string(),
    unitId: idSchema,
    isThere: z.boolean().describe('False of one that was deleted.'),
  }),
  path: z.string().describe('Its folder in the repository.'),
  state: mirrorStateSchema,
  kind: mirrorKindSchema.optional(),
  branch: z.string().optional(),
  pullRequest: z
    .object({
      number: z.number().int(),
      url: z.string(),
      state: z.enum(['open', 'merged', 'closed']),
    })
    .optional()
    .describe('The newest.'),
  outside: z
    .enum(['merged', 'closed'])
    .optional()
    .describe('What somebody did on the git host with a pull request that waits for its approval.'),
  commit: z.string().optional().describe('What was pushed last.'),
  mergedCommit: z.string().optional(),
  mergedAt: timeSchema.optional(),
  error: mirrorErrorSchema.optional(),
  updatedAt: timeSchema,
});

export type Mirror = z.infer<typeof mirrorSchema>;

export const resourceMirrorSchema = z.object({
  mirror: mirrorSchema.optional().describe('Missing where no workspace mirrors the resource.'),
});

export type ResourceMirror = z.infer<typeof resourceMirrorSchema>;

export const mirrorQuerySchema = pageQuerySchema.extend({
  state: mirrorStateSchema.optional(),
  failing: queryBooleanSchema.optional().describe('Only those that cannot be brought up to date.'),
  q: z.string().max(100).optional().describe('Part of the name of the resource.'),
});

export type MirrorQuery = z.output<typeof mirrorQuerySchema>;

export const bindResourceSchema = z.strictObject({ resourceId: idSchema });
