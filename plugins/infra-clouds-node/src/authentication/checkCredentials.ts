import type { CloudAuthMethod, CredentialSchema } from '../model';
import { asMap, isOwn, parseJsonObject, textAt } from './json';
import { findUntold } from './metadata';

/** What somebody entered, by field. Fields that were left empty are absent. */
export type CredentialValues = Readonly<Record<string, string>>;

/** A rule that a value breaks; the message never repeats the value. */
export interface CredentialProblem {
  field: string;
  message: string;
}

type Field = CredentialSchema['fields'][number];

/** Fields that hold a whole file; all others are a single line. */
export const isFileField = ({ type }: Pick<Field, 'type'>): boolean => /(^|_)file$/.test(type);

const controls = /\p{Cc}/u;

const messageOf = ({ error_message: message }: Record<string, unknown>, otherwise: string) =>
  typeof message === 'string' && message !== '' ? message : `${otherwise} that it must have`;

/** What is wrong with values by the schema of the method: missing fields, forms, and what must be in a file. */
export function checkCredentials(
  method: Pick<CloudAuthMethod, 'schema'>,
  values: CredentialValues,
): CredentialProblem[] {
  const problems = (method.schema?.fields ?? []).flatMap(field => {
    const value = isOwn(values, field.name) ? values[field.name] : '';
    if (value === '') {
      return field.required ? [{ field: field.name, message: 'is required' }] : [];
    }
    return checkField(field, value).map(message => ({ field: field.name, message }));
  });
  return problems.length > 0 ? problems : findUntold(method, values);
}

function checkField(field: Field, value: string): string[] {
  const rules = field.validation ?? {};
  // A line break could begin an entry of its own in a file that is written from the value.
  if (!isFileField(field) && controls.test(value)) return ['must be a single line of text'];
  const options = rules.options;
  if (Array.isArray(options) && !options.map(String).includes(value)) {
    return [`must be one of ${options.join(', ')}`];
  }
  const kilobytes = rules.file_size_max_kb;
  if (typeof kilobytes === 'number' && Buffer.byteLength(value) > kilobytes * 1024) {
    return [`must be at most ${kilobytes} KiB`];
  }
  const message = matches(rules.pattern, value) ? undefined : messageOf(rules, 'has not the form');
  if (message) return [message];
  return field.type === 'json_file' ? checkJson(value, asMap(rules.json_schema)) : [];
}

function checkJson(value: string, rules: Record<string, unknown>): string[] {
  const content = parseJsonObject(value);
  if (!content) return ['must be a JSON object: choose the file as it was downloaded'];
  const required = Array.isArray(rules.required_fields) ? rules.required_fields.map(String) : [];
  const missing = required.filter(name => textAt(content, name) === undefined);
  if (missing.length > 0) return [`lacks ${missing.join(', ')}: is it the right file?`];
  return Object.entries(asMap(rules.field_validators)).flatMap(([name, given]) => {
    const rule = asMap(given);
    const found = textAt(content, name) ?? '';
    const isRight =
      (rule.equals === undefined || found === String(rule.equals)) && matches(rule.pattern, found);
    return isRight ? [] : [messageOf(rule, `has another ${name} than it must have`)];
  });
}

function matches(pattern: unknown, value: string): boolean {
  return typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value);
}
