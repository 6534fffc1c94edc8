import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

const fieldName = 'Name of the field of the form that holds it';

/** The id of a unit. */
export const unitPickerSchema = makeFieldSchema({
  output: z => z.string().describe('Id of the unit'),
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
      type: z.string().describe('Name of the resource type'),
      version: z.string().optional().describe('The active one by default'),
    }),
});

/** Shows; it has no value of its own. */
export const quotaPreviewSchema = makeFieldSchema({
  output: z => z.any(),
  uiOptions: z =>
    z.object({
      type: z.string().describe('Name of the resource type'),
      version: z.string().optional().describe('The active one by default'),
      nameField: z.string().optional().describe(`${fieldName}: the name of the resource`),
      unitField: z.string().optional().describe(`${fieldName}: the unit`),
      siteField: z.string().optional().describe(`${fieldName}: the site`),
      variablesField: z.string().optional().describe(`${fieldName}: the variables`),
    }),
});
