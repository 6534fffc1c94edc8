import { pathProblem } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { templateProblem } from './template';

const pathSchema = z.string({ error: 'must be text' }).superRefine((path, context) => {
  const problem = templateProblem(path) ?? pathProblem(path);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

/** What a resource type may say to this provisioner. */
export const typeSettingsSchema = z
  .strictObject({
    layout: z
      .enum(['list', 'files'], { error: 'must be list or files' })
      .default('list')
      .describe('One list in the values file for all resources, or one file per resource.'),
    path: pathSchema
      .optional()
      .describe('The values file, or the file of one resource; instead of the configured one.'),
    key: z
      .string({ error: 'must be text' })
      .min(1, 'must not be empty')
      .max(100)
      .optional()
      .describe('The key of the list, instead of the configured one.'),
    variables: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .describe("Whether the entry carries the resource's variables, under the key variables."),
  })
  .refine(({ layout, path }) => layout === 'list' || !path || path.includes('{name}'), {
    path: ['path'],
    error: 'must contain {name} where the layout is files, so that each resource has its own',
  })
  .prefault({});

export type TypeSettings = z.output<typeof typeSettingsSchema>;
