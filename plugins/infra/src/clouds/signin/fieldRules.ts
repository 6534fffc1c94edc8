import type { CloudAuthMethod } from '@bailiwick/backstage-plugin-infra-common';

export type CredentialField = CloudAuthMethod['fields'][number];

/** A field that holds the text of a file. */
export const holdsFile = ({ type, accept }: CredentialField): boolean =>
  type.includes('file') || (accept?.length ?? 0) > 0;

/** True where the text has the form of the field. A pattern that this browser cannot read is left to the backend, which checks again. */
export function hasForm({ pattern }: CredentialField, text: string): boolean {
  if (pattern === undefined) return true;
  let form: RegExp;
  try {
    form = new RegExp(`^(?:${pattern})$`);
  } catch {
    return true;
  }
  return form.test(text);
}

/** True where a file of this name is one of those that the field takes. */
export const takesFile = ({ accept = [] }: CredentialField, name: string): boolean =>
  accept.length === 0 || accept.some(ending => name.toLowerCase().endsWith(ending.toLowerCase()));

export type FieldFault = 'required' | 'pattern';

/** What the browser can tell to be wrong with a value. */
export function faultOf(field: CredentialField, value: string): FieldFault | undefined {
  if (value === '') return field.required ? 'required' : undefined;
  return hasForm(field, value) ? undefined : 'pattern';
}
