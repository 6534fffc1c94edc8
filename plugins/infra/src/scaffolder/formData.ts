import {
  resourceNameSchema,
  siteSchema,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';

/** What was filled in so far in all steps of a template's form, as the scaffolder hands it to fields. */
export const formDataOf = (context: unknown): JsonObject => {
  const data = (context as { formData?: unknown } | undefined)?.formData;
  return typeof data === 'object' && data !== null ? (data as JsonObject) : {};
};

export const textAt = (data: JsonObject, field: string | undefined): string | undefined => {
  const value = field === undefined ? undefined : data[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const objectAt = (data: JsonObject, field: string | undefined): Variables => {
  const value = field === undefined ? undefined : data[field];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Variables)
    : {};
};

const idsAt = (data: JsonObject, field: string | undefined): string[] | undefined => {
  const value = field === undefined ? undefined : data[field];
  return Array.isArray(value) && value.length > 0
    ? value.filter(id => typeof id === 'string')
    : undefined;
};

/** The resource type that a field is about: the one that its template names, or that was chosen in the form. */
export const typeOf = (
  data: JsonObject,
  { type, typeField }: { type?: string; typeField?: string },
): string | undefined => type ?? textAt(data, typeField);

/** Which fields of the form hold what, so that one field can look at the others. */
export interface FieldNames {
  nameField?: string;
  unitField?: string;
  siteField?: string;
  variablesField?: string;
  integrationsField?: string;
}

/** What a template's form asks for, as far as it is well formed. */
export function wishOf(data: JsonObject, fields: FieldNames) {
  const name = resourceNameSchema.safeParse(textAt(data, fields.nameField));
  const site = siteSchema.safeParse(textAt(data, fields.siteField));
  return {
    name: name.success ? name.data : undefined,
    unit: textAt(data, fields.unitField),
    site: site.success ? site.data : undefined,
    variables: objectAt(data, fields.variablesField),
    integrations: idsAt(data, fields.integrationsField),
  };
}
