import type { IntegrationField } from '@bailiwick/backstage-plugin-infra-common';
import type {
  IntegrationTypeDefinition,
  IntegrationValues,
} from '@bailiwick/backstage-plugin-infra-node';
import {
  checkCredentials,
  type CloudAuthMethod,
  type CloudPlugin,
  credentialEnvironment,
  credentialFiles,
  extractMetadata,
  isFileField,
} from '@bailiwick/backstage-plugin-infra-clouds-node';

/** The type of the integrations that hold credentials of a method of a cloud. */
export const integrationTypeName = (cloud: string, method: string): string => `${cloud}-${method}`;

/** Plain fields that say where calls go: with another one, the secrets must be entered anew. */
const destinationsOf = ({ schema }: CloudAuthMethod): string[] =>
  (schema?.fields ?? [])
    .filter(({ name, sensitive }) => !sensitive && /(^|_)(url|endpoint|host)(_|$)/.test(name))
    .map(({ name }) => name);

/** A method's schema and handler, as a kind of integration. */
export function integrationTypeOf(
  { id: cloud, provider }: CloudPlugin,
  method: CloudAuthMethod,
): IntegrationTypeDefinition {
  return {
    type: integrationTypeName(cloud, method.id),
    title: `${provider.display_name}: ${method.method.display_name}`,
    description: method.method.description,
    fields: (method.schema?.fields ?? []).map(toField),
    destinations: destinationsOf(method),
    check: values =>
      checkCredentials(method, values).map(({ field, message }) => ({
        pointer: `/${field}`,
        message,
      })),
    files: values => credentialFiles(method, values),
    environment: (values, paths) => ({
      ...credentialEnvironment(method, values, paths),
      ...exposedVariables(method, values),
    }),
  };
}

/** What credentials tell of themselves, as values of a module's variables of that name. */
function exposedVariables(
  method: CloudAuthMethod,
  values: IntegrationValues,
): Record<string, string> {
  const metadata = extractMetadata(method, values);
  return Object.fromEntries(
    (method.schema?.metadata_extraction ?? []).flatMap(
      ({ field, expose_as_variable: isExposed, variable_name: name }) =>
        isExposed && name && metadata[field] !== undefined
          ? [[`TF_VAR_${name}`, metadata[field]]]
          : [],
    ),
  );
}

type Field = NonNullable<CloudAuthMethod['schema']>['fields'][number];

function toField(field: Field): IntegrationField {
  return {
    name: field.name,
    title: field.label ?? field.name,
    description: field.description,
    secret: field.sensitive ?? false,
    required: field.required ?? false,
    ...(isFileField(field) ? { multiline: true } : {}),
  };
}
