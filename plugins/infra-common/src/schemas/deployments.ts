import { z } from 'zod';
import { timeSchema } from './primitives';

/** Names of the actions that a provisioner offers for resources that run an image. */
export const DEPLOYMENT_ACTIONS = { build: 'build', validate: 'validate' } as const;

const text = (most: number) =>
  z
    .string({ error: 'must be text' })
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters`);

/** A path that stays inside of the repository, whatever it is put behind. */
const insidePath = text(500).refine(
  path =>
    !path.startsWith('/') &&
    !path.startsWith('-') &&
    !path.includes('\\') &&
    !path.split('/').includes('..') &&
    // eslint-disable-next-line no-control-regex
    !/[\u0000-\u001f\u007f]/.test(path),
  'must be a path inside the repository',
);

const repositoryUrlSchema = text(2000).superRefine((url, context) => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be an http:// or https:// address' });
  } else if (parsed.username || parsed.password) {
    const message = 'must not contain credentials: give the resource an integration of a git host';
    context.addIssue({ code: 'custom', message });
  }
});

const commitIdSchema = text(64).regex(
  /^([0-9a-f]{40}|[0-9a-f]{64})$/,
  'must be a whole commit id of 40 or 64 digits',
);

/** Where the code of an image is. */
export const deploymentSourceSchema = z.strictObject({
  repository: repositoryUrlSchema.describe('As git fetches it, over http or https.'),
  ref: text(200)
    .regex(/^(?!-)(?!.*\.\.)[\w][\w./+-]*$/, 'must be the name of a branch or tag')
    .optional()
    .describe('Branch or tag; the default branch if left out.'),
  commit: commitIdSchema
    .optional()
    .describe('What is built; what the branch or tag stands for now, if left out.'),
  folder: insidePath.optional().describe('What the image is built from; the whole repository.'),
  dockerfile: insidePath.default('Dockerfile').describe('Where it is in the folder.'),
});

export type DeploymentSource = z.output<typeof deploymentSourceSchema>;

const statusCode = z
  .int({ error: 'must be a whole number' })
  .min(100, 'must be at least 100')
  .max(599, 'must be at most 599');

/** How a service is looked at once it runs a new image. */
export const deploymentCheckSchema = z
  .strictObject({
    path: text(1000)
      .regex(
        /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/,
        'must begin with one slash and have no spaces or backslashes',
      )
      .default('/'),
    statusFrom: statusCode.default(200).describe('The lowest status that is an answer.'),
    statusTo: statusCode.default(399).describe('The highest status that is an answer.'),
    timeoutSeconds: z
      .int({ error: 'must be a whole number' })
      .min(1, 'must be at least 1')
      .max(1800, 'must be at most 1800')
      .default(180)
      .describe('How long it may take until it answers so.'),
  })
  .refine(({ statusFrom, statusTo }) => statusFrom <= statusTo, {
    path: ['statusTo'],
    message: 'must not be less than statusFrom',
  });

export type DeploymentCheck = z.output<typeof deploymentCheckSchema>;

/** What the summary of a run of the action `build` says. */
export const builtImageSchema = z.object({
  image: z.string().describe('By digest, as the resource takes it.'),
  commit: z.string(),
});

export type BuiltImage = z.infer<typeof builtImageSchema>;

export const DEPLOYMENT_STAGES = ['request', 'build', 'deploy', 'validate', 'report'] as const;

export const deploymentStageNameSchema = z.enum(DEPLOYMENT_STAGES);

export type DeploymentStageName = z.infer<typeof deploymentStageNameSchema>;

export const deploymentReportSchema = z.object({
  commit: z.string(),
  image: z.string(),
  address: z.string().optional().describe('Of the service, as it was looked at.'),
  revision: z.number().int().describe('Of the resource that runs the image.'),
  deployedBy: z.string(),
  seconds: z.number().int().describe('From when it was asked for.'),
  time: timeSchema,
});

export type DeploymentReport = z.infer<typeof deploymentReportSchema>;
