import {
  HclSyntaxError,
  ModuleVariable,
  hclBody,
  hclLiteral,
  hclString,
  moduleInterface,
  referencesOf,
} from '../hcl';
import type { HclValue } from '../hcl';
import { TextFile } from '../model';
import { Context } from './context';
import { renderFile } from './render';
import { Problems } from './request';
import { typeMismatch } from './types';

/** A variable of the configuration itself, with its value as an expression. */
export interface RootVariable {
  name: string;
  type: string;
  description?: string;
  /** As an expression; the variable may then stay unset. */
  default?: string;
  sensitive?: boolean;
  value?: string;
}

/** What all services share: the provider, the state, and variables such as the region. */
export interface RootFrame {
  provider: string;
  backend: string;
  /** Declarations that the plugin's own template makes, as they stand. */
  declarations: string;
  variables: Map<string, RootVariable>;
}

export function rootFrame(context: Context, problems: Problems): RootFrame {
  const { templates } = context.plugin;
  const provider = rendered(templates.providerBlock, context, problems) ?? providerBlock(context);
  const backend = backendOf(context, problems);
  const declarations = rendered(templates.variables, context, problems) ?? '';
  const variables = new Map<string, RootVariable>();
  for (const variable of declaredIn(declarations, templates.variables, problems)) {
    variables.set(variable.name, variable);
  }
  const frame = { provider, backend, declarations, variables };
  addUsual(frame, context, problems);
  setFromTemplate(frame, context, problems);
  setFromRequest(frame, context, problems);
  return frame;
}

function rendered(file: TextFile | undefined, context: Context, problems: Problems) {
  return file && renderFile(file, context.data, 'hcl', problems);
}

function backendOf({ plugin, data }: Context, problems: Problems): string {
  const file = plugin.templates.backend;
  const text = file && renderFile(file, data, 'hcl', problems, 'the state is kept in a local file');
  return text ?? 'terraform {\n  backend "local" {}\n}\n';
}

function providerBlock({ plugin }: Context): string {
  const { terraform = {}, id } = plugin.provider;
  const source = terraform.provider_source ?? `hashicorp/${id}`;
  const name = source.split('/').at(-1)!;
  const version = terraform.provider_version;
  return [
    'terraform {',
    `required_version = ${hclString(terraform.required_version ?? '>= 1.5.0')}`,
    '',
    'required_providers {',
    `${name} = {`,
    `source = ${hclString(source)}`,
    ...(version ? [`version = ${hclString(version)}`] : []),
    '}',
    '}',
    '}',
    '',
    terraform.provider_block?.trim() ?? `provider ${hclString(name)} {}`,
    '',
  ].join('\n');
}

/** Reads text that came from a plugin; what is no HCL is a diagnostic with the file. */
export function attempt<T>(
  read: () => T,
  file: string | undefined,
  problems: Problems,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HclSyntaxError)) throw error;
    problems.error('terraform/syntax', `gives no valid HCL: ${error.message}`, { file });
    return undefined;
  }
}

function declaredIn(
  text: string,
  file: TextFile | undefined,
  problems: Problems,
): ModuleVariable[] {
  const found = attempt(() => moduleInterface({ variables: text }), file?.path, problems);
  return found?.variables ?? [];
}

/** Variables that any plugin may use without declaring them, as far as something does. */
function addUsual(frame: RootFrame, context: Context, problems: Problems) {
  const file = context.plugin.templates.providerBlock?.path;
  const used = new Set(attempt(() => referencesOf(frame.provider, 'var'), file, problems) ?? []);
  for (const { module } of context.services) {
    const names = module?.variables.map(variable => variable.name) ?? [];
    names.forEach(name => used.add(name));
    for (const text of Object.values(module?.files ?? {})) {
      referencesOf(text, 'var').forEach(name => used.add(name));
    }
  }
  const usual: RootVariable[] = [
    { name: 'project_name', type: 'string', description: 'Begins the names of resources' },
    { name: 'environment', type: 'string', description: 'What this is for, such as production' },
    { name: 'region', type: 'string', description: 'Where resources are' },
    { name: context.labelKey, type: 'map(string)', description: 'Given to every resource' },
  ];
  for (const variable of usual) {
    if (used.has(variable.name) && !frame.variables.has(variable.name)) {
      frame.variables.set(variable.name, variable);
    }
  }
  for (const name of attempt(() => referencesOf(frame.provider, 'var'), file, problems) ?? []) {
    if (frame.variables.has(name)) continue;
    const description = 'Of the provider; null where it finds out by itself';
    frame.variables.set(name, { name, type: 'string', description, default: 'null' });
  }
}

function setFromTemplate(frame: RootFrame, context: Context, problems: Problems) {
  const file = context.plugin.templates.tfvars;
  const text = rendered(file, context, problems);
  if (text === undefined) return;
  const body = attempt(() => hclBody(text), file?.path, problems);
  for (const attribute of body?.attributes ?? []) {
    const variable = frame.variables.get(attribute.name);
    if (variable) variable.value = attribute.text;
    else {
      const message = `sets ${attribute.name}, which is declared nowhere`;
      problems.warning('terraform/variable', message, { file: file?.path });
    }
  }
}

function setFromRequest(frame: RootFrame, context: Context, problems: Problems) {
  const own: Record<string, unknown> = {
    project_name: context.name,
    environment: context.environment,
    region: context.region,
    [context.labelKey]: context.labels,
  };
  for (const variable of frame.variables.values()) {
    const { name } = variable;
    const isOwn = Object.hasOwn(own, name);
    const given = isOwn ? undefined : context.parameters[name];
    if (given !== undefined) {
      const mismatch = typeMismatch(variable.type, given);
      if (mismatch) problems.error('request/parameters', `parameter ${name} ${mismatch}`);
      else if (variable.sensitive) problems.error('request/secret', secretRefused(name));
      else variable.value = hclLiteral(given as HclValue);
    } else if (variable.value === undefined) {
      const found = isOwn ? own[name] : context.metadata[name];
      const fits = found !== undefined && typeMismatch(variable.type, found) === undefined;
      if (fits) variable.value = hclLiteral(found as HclValue);
    }
  }
}

export function secretRefused(name: string): string {
  return `${name} is secret and no parameter: set TF_VAR_${name} in the environment of the run`;
}
