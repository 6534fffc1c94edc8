import type { CredentialField } from './fieldRules';

/** `{{ .credentials.account_id }}`: what a message would have there of the credentials in question. */
const REFERENCE = /\{\{-?\s*(?:\.\w+)*\.(\w+)\s*-?\}\}/g;

/** The text of a template as one reads it before there are credentials: by the labels of the fields. */
export const templateWords = (text: string, fields: readonly CredentialField[]): string =>
  text.replace(REFERENCE, (_, name: string) => {
    const label = fields.find(field => field.name === name)?.label;
    return `(${label ?? name.replaceAll('_', ' ')})`;
  });
