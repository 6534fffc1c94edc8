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

/** Which fields of the form hold what, so that one field can look at the others. */
export interface FieldNames {
  nameField?: string;
  unitField?: string;
  siteField?: string;
  variablesField?: string;
}

/** What a template's form asks for, as far as it is well formed. */
export function wishOf(data: JsonObject, fields: FieldNames) {
  const name = resourceNameSchema.safeParse(textAt(data, fields.nameField));
  const site = siteSchema.safeParse(textAt(data, fields.siteField));
  return {
    name: name.success ? name.data : undefined,
    unitId: textAt(data, fields.unitField),
    site: site.success ? site.data : undefined,
    variables: objectAt(data, fields.variablesField),
  };
}
