import { z } from 'zod';
import { anyMap, filled, flag, identifier, listOf, number, text } from './fields';

export const serviceSchema = z.looseObject({
  id: identifier,
  name: filled,
  display_name: filled,
  capability: identifier,
  provider: filled,
  description: text,
  tagline: text.optional(),
  icon: text.optional(),
  documentation: text.optional(),
  use_cases: listOf(text),
  features: listOf(text),
  pricing: anyMap.optional(),
  limitations: anyMap.optional(),
  alternatives: anyMap.optional(),
  defaults_file: text.optional(),
  terraform_module: text.optional(),
  transform_rules: text.optional(),
  operations: listOf(text),
  provider_apis: listOf(
    z.looseObject({
      name: filled,
      display_name: text.optional(),
      description: text.optional(),
      bootstrap: flag.optional(),
    }),
  ),
  /** Looked at by itself, so that a service with a mistake in it can still be made. */
  deployment: z.unknown().optional(),
});

export type ServiceInfo = z.output<typeof serviceSchema>;

const terraformName = z
  .string({ error: 'must be a text' })
  .regex(/^[A-Za-z_][\w-]*$/, 'must be a name in Terraform');

/** How code gets to run in a service. */
export const deploymentSchema = z.strictObject({
  /** The output that says where images are pushed to. */
  repository_output: terraformName,
  /** Below the repository, where the registry wants a name there. */
  image_path: z
    .string({ error: 'must be a text' })
    .regex(
      /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
      'must be of lower-case letters and digits, with . _ - or / between them',
    )
    .optional(),
  /** The variable that takes the image by its digest. */
  image_variable: terraformName,
  /** The output that is the address of the service. */
  url_output: terraformName.optional(),
  /** A folder with a module that changes nothing and has the sensitive outputs `username` and `password`. */
  registry_login: filled.optional(),
});

export type DeploymentInfo = z.output<typeof deploymentSchema>;

const customizableSchema = z.looseObject({
  name: filled,
  type: z.enum(['string', 'number', 'boolean', 'map', 'array'], {
    error: 'must be string, number, boolean, map or array',
  }),
  description: text.optional(),
  default: z.unknown().optional(),
  required: flag.optional(),
  options: z.array(z.unknown()).optional(),
  minimum: number.optional(),
  maximum: number.optional(),
  example: z.unknown().optional(),
  warning: text.optional(),
});

export type CustomizableVariable = z.output<typeof customizableSchema>;

/** Keys of `defaults.yaml` that are no variables. */
export const reservedDefaults = new Set([
  'naming_convention',
  'labels',
  'variable_extraction',
  'customizable_variables',
  'wiring',
]);

export const serviceDefaultsSchema = z.looseObject({
  naming_convention: text.optional(),
  labels: z.record(z.string(), z.union([text, z.boolean().transform(String)])).nullish(),
  variable_extraction: listOf(
    z.looseObject({
      from: filled,
      to: filled,
      required: flag.optional(),
      method: text,
      json_path: text.optional(),
      transformation: text.optional(),
      description: text.optional(),
    }),
  ),
  customizable_variables: listOf(customizableSchema),
  /** What the module takes from others of the same configuration. */
  wiring: listOf(
    z.looseObject({
      /** `<capability or service>.<output>` */
      from: z.string().regex(/^[\w-]+\.\w+$/, 'must be an output such as storage.bucket_name'),
      /** A variable, or a key of one that is a map: `environment_variables.BUCKET`. */
      to: z.string().regex(/^\w+(\.\w+)?$/, 'must be a variable, or a key of one that is a map'),
    }),
  ),
});

export type ServiceDefaults = z.output<typeof serviceDefaultsSchema>;
