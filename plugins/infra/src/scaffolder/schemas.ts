import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import type { z as zod } from 'zod/v3';

const fieldName = 'Name of the field of the form that holds it';

/** Which resource type it is about: one that is named, or one that is chosen in the form. */
const typeOptions = (z: typeof zod) => ({
  type: z.string().optional().describe('Name of the resource type'),
  typeField: z.string().optional().describe(`${fieldName}, where the form lets one choose`),
});

/** A unit, by its Group in the catalog. */
export const unitPickerSchema = makeFieldSchema({
  output: z => z.string().describe('Entity reference of the Group that the unit is in the catalog'),
  uiOptions: z =>
    z.object({
      kind: z.string().optional().describe('Only units of this level; any level by default'),
      requestable: z
        .boolean()
        .optional()
        .describe('Only units for which the user may request. True by default'),
    }),
});

/** The name of a site. */
export const sitePickerSchema = makeFieldSchema({
  output: z => z.string().describe('Name of the site'),
  uiOptions: z =>
    z.object({
      unitField: z.string().optional().describe(`${fieldName}: the unit whose free quota is shown`),
    }),
});

/** The variables of a resource type. */
export const resourceFormSchema = makeFieldSchema({
  output: z => z.record(z.any()).describe('Variables of the resource type'),
  uiOptions: z =>
    z.object({
      ...typeOptions(z),
      version: z.string().optional().describe('The active one by default'),
    }),
});

/** Shows; it has no value of its own. */
export const quotaPreviewSchema = makeFieldSchema({
  output: z => z.any(),
  uiOptions: z =>
    z.object({
      ...typeOptions(z),
      version: z.string().optional().describe('The active one by default'),
      nameField: z.string().optional().describe(`${fieldName}: the name of the resource`),
      unitField: z.string().optional().describe(`${fieldName}: the unit`),
      siteField: z.string().optional().describe(`${fieldName}: the site`),
      variablesField: z.string().optional().describe(`${fieldName}: the variables`),
      integrationsField: z.string().optional().describe(`${fieldName}: the credentials`),
    }),
});

/** The id of a cloud. */
export const cloudPickerSchema = makeFieldSchema({
  output: z => z.string().describe('Id of the cloud plugin'),
  uiOptions: z =>
    z.object({
      repositoryField: z
        .string()
        .optional()
        .describe(
          `${fieldName}: the repository whose code is looked into, to compare clouds for what it needs`,
        ),
    }),
});

/** The name of a resource type that is a service of a cloud. */
export const cloudServicePickerSchema = makeFieldSchema({
  output: z => z.string().describe('Name of the resource type'),
  uiOptions: z =>
    z.object({
      cloudField: z.string().describe(`${fieldName}: the cloud`),
    }),
});

/** The ids of integrations. */
export const credentialsPickerSchema = makeFieldSchema({
  output: z => z.array(z.string()).describe('Ids of the integrations'),
  uiOptions: z =>
    z.object({
      unitField: z.string().optional().describe(`${fieldName}: the unit whose resource uses them`),
    }),
});

/** A repository on a git host. */
export const repositoryPickerSchema = makeFieldSchema({
  output: z => z.string().describe('The repository as actions take it: host?owner=…&repo=…'),
});
