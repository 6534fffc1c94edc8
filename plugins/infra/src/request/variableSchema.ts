import { getDefaultFormState, type RJSFSchema, type ValidatorType } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import Ajv2020 from 'ajv/dist/2020';
import type { ResourceType, Variables } from '@bailiwick/backstage-plugin-infra-common';

export type TypeVersion = ResourceType['versions'][number];

/** Variables are described in draft 2020-12, which the form's own validator does not know. */
export const variableValidator: ValidatorType = customizeValidator({ AjvClass: Ajv2020 });

const LIFECYCLES = ['active', 'preview', 'deprecated'] as const;

/** Versions that can be requested, the best first: active before preview before deprecated, and the newest of each. */
export function requestableVersions({ versions }: ResourceType): TypeVersion[] {
  const newestFirst = [...versions].reverse();
  return LIFECYCLES.flatMap(lifecycle => newestFirst.filter(one => one.lifecycle === lifecycle));
}

/** The schema as the form takes it. */
export const formSchemaOf = (version: TypeVersion): RJSFSchema => version.schema as RJSFSchema;

/** Defaults of the schema as real values, with what was chosen already on top. */
export const withDefaults = (schema: RJSFSchema, chosen: Variables = {}): Variables =>
  getDefaultFormState(variableValidator, schema, chosen, schema) as Variables;

/** True where the values are as the schema asks. */
export const isComplete = (schema: RJSFSchema, variables: Variables): boolean =>
  variableValidator.isValid(schema, variables, schema);
