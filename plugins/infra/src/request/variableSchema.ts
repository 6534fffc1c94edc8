import {
  getDefaultFormState,
  type RJSFSchema,
  type UiSchema,
  type ValidatorType,
} from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import Ajv2020 from 'ajv/dist/2020';
import type { ResourceType, Variables } from '@bailiwick/backstage-plugin-infra-common';

export type TypeVersion = ResourceType['versions'][number];

/** One variable, as far as screens look at it themselves. */
export interface VariableProperty {
  title?: string;
  description?: string;
  type?: unknown;
  default?: unknown;
  /** Its value is the name of a secret. */
  sensitive?: boolean;
  /** Only an administrator sets it. */
  restricted?: boolean;
  /** It stays what it is once the resource is provisioned. */
  frozen?: boolean;
  unique?: boolean;
  /** `<parent type>.<output>`: nobody sets it, it is filled in when the resource is run. */
  from?: string;
}

/** Variables are described in draft 2020-12, which the form's own validator does not know. */
export const variableValidator: ValidatorType = customizeValidator({ AjvClass: Ajv2020 });

const LIFECYCLES = ['active', 'preview', 'deprecated'] as const;

/** Versions that can be requested, the best first: active before preview before deprecated, and the newest of each. */
export function requestableVersions({ versions }: ResourceType): TypeVersion[] {
  const newestFirst = [...versions].reverse();
  return LIFECYCLES.flatMap(lifecycle => newestFirst.filter(one => one.lifecycle === lifecycle));
}

export const propertiesOf = ({
  schema,
}: Pick<TypeVersion, 'schema'>): [string, VariableProperty][] =>
  Object.entries((schema.properties ?? {}) as Record<string, VariableProperty>);

/** The schema as the form takes it: without what comes from parents, and with the choice of a secret for what is sensitive. */
export function formSchemaOf(version: Pick<TypeVersion, 'schema'>): RJSFSchema {
  const schema = version.schema as RJSFSchema;
  const all = propertiesOf(version);
  const own = all.filter(([, { from }]) => from === undefined);
  if (own.length === all.length && own.every(([, { sensitive }]) => !sensitive)) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      own.map(([name, property]) => [
        name,
        property.sensitive
          ? { title: property.title, description: property.description }
          : (property as RJSFSchema),
      ]),
    ),
    required: schema.required?.filter(name => own.some(([one]) => one === name)),
  };
}

/** A variable that nobody sets, because an output of a parent is it. */
export interface InheritedVariable {
  name: string;
  title: string;
  parentType: string;
  output: string;
}

export const inheritedVariables = (version: Pick<TypeVersion, 'schema'>): InheritedVariable[] =>
  propertiesOf(version).flatMap(([name, { from, title }]) => {
    if (from === undefined) return [];
    const dot = from.indexOf('.');
    return {
      name,
      title: title ?? name,
      parentType: from.slice(0, dot),
      output: from.slice(dot + 1),
    };
  });

/** Names of the fields of the form that are made here. */
export const SECRET_FIELD = 'InfraSecret';

/** How the fields are shown: those that cannot be set say why, and secrets are chosen by their name. */
export function formUiOf(
  version: Pick<TypeVersion, 'schema'>,
  refusalOf: (property: VariableProperty) => string | undefined,
): UiSchema {
  return Object.fromEntries(
    propertiesOf(version).flatMap(([name, property]) => {
      const reason = refusalOf(property);
      const ui = {
        ...(property.sensitive ? { 'ui:field': SECRET_FIELD } : {}),
        ...(reason === undefined ? {} : { 'ui:disabled': true, 'ui:help': reason }),
      };
      return Object.keys(ui).length > 0 ? [[name, ui]] : [];
    }),
  );
}

/** Defaults of the schema as real values, with what was chosen already on top. */
export const withDefaults = (schema: RJSFSchema, chosen: Variables = {}): Variables =>
  getDefaultFormState(variableValidator, schema, chosen, schema) as Variables;

/** True where the values are as the schema asks. */
export const isComplete = (schema: RJSFSchema, variables: Variables): boolean =>
  variableValidator.isValid(schema, variables, schema);
