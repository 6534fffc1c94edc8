import { z } from 'zod';
import { anyMap, filled, flag, identifier, listOf, text, texts, whole } from './fields';

export const methodSchema = z.looseObject({
  id: identifier,
  name: filled,
  display_name: filled,
  provider: filled,
  description: text,
  recommended: flag.optional(),
  complexity: text.optional(),
  maturity: text.optional(),
  security: anyMap.optional(),
  supported_environments: texts.optional(),
  use_cases: listOf(text),
  prerequisites: listOf(text),
  required_permissions: z
    .looseObject({ description: text.optional(), roles: z.record(z.string(), texts).optional() })
    .optional(),
  alternatives: listOf(anyMap),
  documentation: anyMap.optional(),
  version: text.optional(),
  since: text.optional(),
  deprecated: flag.optional(),
});

export type AuthenticationMethod = z.output<typeof methodSchema>;

const fieldSchema = z.looseObject({
  name: filled,
  type: filled,
  display_type: text.optional(),
  required: flag.optional(),
  sensitive: flag.optional(),
  label: text.optional(),
  description: text.optional(),
  placeholder: text.nullish(),
  help_text: text.nullish(),
  validation: anyMap.nullish(),
});

export const credentialSchema = z.looseObject({
  id: text.optional(),
  version: text.optional(),
  fields: z.array(fieldSchema, { error: 'must be a list of fields' }),
  metadata_extraction: listOf(
    z.looseObject({
      field: filled,
      source: filled,
      method: text,
      json_path: text.optional(),
      transform: text.optional(),
      required: flag.optional(),
      expose_as_variable: flag.optional(),
      variable_name: text.optional(),
    }),
  ),
  security: anyMap.optional(),
});

export type CredentialSchema = z.output<typeof credentialSchema>;

export const handlerSchema = z.looseObject({
  id: filled,
  version: text,
  method_id: filled,
  file_outputs: listOf(
    z.looseObject({
      name: filled,
      path: filled,
      permissions: z
        .string({
          error: 'must be a text such as "0600"; YAML reads it as a number without quotes',
        })
        .optional(),
      content_source: anyMap.optional(),
      cleanup_after_use: flag.optional(),
    }),
  ),
  environment_variables: listOf(
    z.looseObject({ name: filled, value_template: text, required: flag.optional() }),
  ),
  validation: z
    .looseObject({
      enabled: flag.optional(),
      steps: listOf(
        z.looseObject({
          name: filled,
          type: text,
          error_message: text,
          field: text.optional(),
          schema_ref: text.optional(),
          enabled: flag.optional(),
          command: text.optional(),
          timeout_seconds: whole.optional(),
        }),
      ),
    })
    .optional(),
  troubleshooting: z
    .looseObject({ common_errors: listOf(z.looseObject({ error_pattern: text, solution: text })) })
    .optional(),
  cleanup: anyMap.optional(),
});

export type CredentialHandler = z.output<typeof handlerSchema>;

export const uiInstructionsSchema = z.looseObject({
  title: text,
  subtitle: text.optional(),
  estimated_time_minutes: whole.optional(),
  difficulty: text.optional(),
  steps: listOf(
    z.looseObject({
      number: whole,
      title: text,
      description: text.optional(),
      action: anyMap.optional(),
    }),
  ),
  form: anyMap.optional(),
  resources: anyMap.optional(),
  faq: listOf(z.looseObject({ question: text, answer: text })),
  advanced: anyMap.optional(),
});

export type UiInstructions = z.output<typeof uiInstructionsSchema>;
