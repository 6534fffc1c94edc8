import type { CloudAuthMethod } from '../model';
import { parseTemplate } from '../template';
import type { CredentialValues } from './checkCredentials';
import { asMap, isOwn } from './json';
import { extractMetadata } from './metadata';

/** A file that the tools of a run read. */
export interface CredentialOutput {
  name: string;
  /** Relative, in a folder of the method's own. */
  path: string;
  content: string;
}

/** @throws Error for a template that misses a value */
export function credentialFiles(
  method: CloudAuthMethod,
  values: CredentialValues,
): CredentialOutput[] {
  const data = { credentials: filled(method, values), metadata: extractMetadata(method, values) };
  return (method.handler?.file_outputs ?? []).map(({ name, path, content_source: source }) => {
    const { field, template } = asMap(source);
    const content =
      typeof template === 'string'
        ? render(template, `${method.id} ${name}`, data)
        : (data.credentials[String(field)] ?? '');
    return { name, path: render(path, `${method.id} ${name}`, data).replace(/^\/+/, ''), content };
  });
}

/**
 * The environment of the tools of a run; a variable that is not required and has no value is left out.
 *
 * @param paths - where the files are, by name
 * @throws Error for a template that misses a value
 */
export function credentialEnvironment(
  method: CloudAuthMethod,
  values: CredentialValues,
  paths: Readonly<Record<string, string>>,
): Record<string, string> {
  const data = {
    credentials: filled(method, values),
    metadata: extractMetadata(method, values),
    files: paths,
    file_outputs: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, { path }])),
  };
  const variables: Record<string, string> = {};
  for (const variable of method.handler?.environment_variables ?? []) {
    const value = render(variable.value_template, `${method.id} ${variable.name}`, data);
    if (value !== '') variables[variable.name] = value;
    else if (variable.required) throw new Error(`${method.id}: ${variable.name} has no value`);
  }
  return variables;
}

/** Every field of the schema: one that was left empty is an empty text, so that templates can ask for it. */
function filled({ schema }: CloudAuthMethod, values: CredentialValues): Record<string, string> {
  const names = (schema?.fields ?? []).map(({ name }) => name);
  return Object.fromEntries(names.map(name => [name, isOwn(values, name) ? values[name] : '']));
}

function render(text: string, name: string, data: object): string {
  return parseTemplate(text, { name }).render(data, { mode: 'strict', language: 'text' });
}
