import { type ServiceCost, serviceCost, usualCostOf } from '../cost';
import { ModuleVariable, formatHcl, hclBody, hclString, referencesOf } from '../hcl';
import {
  CloudPlugin,
  CloudService,
  CloudModule,
  CustomizableVariable,
  DeploymentInfo,
} from '../model';
import { Raw } from '../template';
import { Problems } from './request';
import { attempt } from './root';
import { TemplateData, renderFile } from './render';
import { shapeOf } from './types';
import { defaultOf } from './variableDefaults';

export interface JsonSchemaProperty {
  type?: string;
  title: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  items?: { type?: string };
  additionalProperties?: { type?: string };
  sensitive?: true;
}

/** One service of a provider as something that can be requested by itself. */
export interface CloudResourceType {
  /** `aws-s3`. */
  name: string;
  title: string;
  description: string;
  /** Markdown. */
  documentation: string;
  labels: { cloud: string; capability: string; service: string };
  schema: {
    type: 'object';
    additionalProperties: false;
    required: string[];
    properties: Record<string, JsonSchemaProperty>;
  };
  outputs: { name: string; description?: string; sensitive: boolean }[];
  /** A root module for OpenTofu or Terraform: its variables are those of the schema. */
  files: Record<string, string>;
  /** How code gets to run in it; the login of the registry is a root module as well. */
  deployment?: DeploymentInfo & { loginFiles?: Record<string, string> };
  /** With the defaults; null without a price. */
  monthlyCost: number | null;
  /** How it follows the variables, where it does. */
  cost?: ServiceCost;
  currency: string;
  /** What keeps the service from being requested; empty when nothing does. */
  problems: Problems['diagnostics'];
}

/** The services of a plugin that have a module, as resource types. */
export function resourceTypesOf(plugin: CloudPlugin): CloudResourceType[] {
  return plugin.services
    .filter(service => service.module !== undefined)
    .map(service => resourceTypeOf(plugin, service));
}

export function resourceTypeOf(plugin: CloudPlugin, service: CloudService): CloudResourceType {
  const problems = new Problems();
  const { info } = service;
  const variables = [...(service.module?.variables ?? [])];
  const root = (module: CloudModule, declared: ModuleVariable[]) =>
    attempt(() => rootModule(plugin, module, declared, problems), undefined, problems) ?? {};
  const files = service.module ? root(service.module, variables) : {};
  const { deployment } = service;
  const login = deployment?.registryLogin;
  const properties: Record<string, JsonSchemaProperty> = {};
  const required: string[] = [];
  for (const variable of variables) {
    const property = propertyOf(variable, plugin, service);
    properties[variable.name] = property;
    if (!variable.hasDefault && property.default === undefined) required.push(variable.name);
  }
  const cost = serviceCost(plugin, service);
  return {
    name: `${plugin.id}-${service.id}`.toLowerCase().replace(/_/g, '-'),
    title: info.display_name,
    description: info.description,
    documentation: documentationOf(service),
    labels: { cloud: plugin.id, capability: info.capability, service: service.id },
    schema: { type: 'object', additionalProperties: false, required, properties },
    outputs: service.module?.outputs ?? [],
    files,
    ...(deployment && {
      deployment: {
        ...deployment.info,
        ...(login && { loginFiles: root(login, [...login.variables]) }),
      },
    }),
    monthlyCost: usualCostOf(plugin, service),
    ...(cost && { cost }),
    currency: plugin.pricing?.currency ?? 'USD',
    problems: problems.diagnostics,
  };
}

/** The module itself with the provider beside it; variables that only the provider needs are added to `variables`. */
function rootModule(
  plugin: CloudPlugin,
  module: CloudModule,
  variables: ModuleVariable[],
  problems: Problems,
): Record<string, string> {
  const provider = providerFile(plugin, module.providers.length > 0, problems);
  const declared = new Set(variables.map(({ name }) => name));
  const missing = [provider, ...Object.values(module.files)]
    .flatMap(text => referencesOf(text, 'var'))
    .filter((name, index, all) => !declared.has(name) && all.indexOf(name) === index);
  const isNeeded = new Set(Object.values(module.files).flatMap(text => referencesOf(text, 'var')));
  const added = missing.map(name => sharedVariable(name, plugin, isNeeded.has(name)));
  variables.push(...added);
  const shared = added.map(({ name, type, hasDefault }) =>
    [
      `variable ${hclString(name)} {`,
      `type = ${type}`,
      ...(hasDefault ? ['default = null'] : []),
      '}',
    ].join('\n'),
  );
  const files: Record<string, string> = { ...module.files, 'provider.tf': provider };
  if (shared.length > 0) files['shared-variables.tf'] = shared.join('\n\n');
  return Object.fromEntries(
    Object.entries(files)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => [path, formatHcl(text)]),
  );
}

function sharedVariable(name: string, plugin: CloudPlugin, isNeeded: boolean): ModuleVariable {
  const type = name === 'tags' || name === 'labels' ? 'map(string)' : 'string';
  const hasDefault = !isNeeded && name !== 'region';
  const description = name === 'region' ? `A region of ${plugin.provider.display_name}` : undefined;
  return {
    name,
    type,
    description,
    hasDefault,
    sensitive: false,
    file: 'shared-variables.tf',
    offset: 0,
  };
}

/** The provider's configuration; the module's own `terraform` block, where it has one, says which version. */
function providerFile(plugin: CloudPlugin, hasVersions: boolean, problems: Problems): string {
  const { terraform } = plugin.provider;
  if (terraform?.provider_block && hasVersions) return terraform.provider_block;
  const file = plugin.templates.providerBlock;
  const text = file && renderFile(file, variablesAsData(plugin), 'hcl', problems);
  if (text !== undefined) return hasVersions ? withoutTerraformBlocks(text) : text;
  const source = terraform?.provider_source ?? `hashicorp/${plugin.id}`;
  const name = source.split('/').at(-1)!;
  const version = terraform?.provider_version;
  const versions = `terraform {\nrequired_providers {\n${name} = {\nsource = ${hclString(source)}\n${version ? `version = ${hclString(version)}\n` : ''}}\n}\n}\n\n`;
  const block = terraform?.provider_block ?? `provider ${hclString(name)} {}\n`;
  return hasVersions ? block : versions + block;
}

/** What a template would write as a value is a variable here. */
function variablesAsData(plugin: CloudPlugin): TemplateData {
  const region = new Raw('var.region', 'hcl');
  return {
    ProjectName: '',
    Environment: '',
    Provider: plugin.id,
    Region: 'var.region',
    Metadata: {},
    Variables: { region },
    Capabilities: [],
    APIs: [],
  };
}

function withoutTerraformBlocks(text: string): string {
  const blocks = hclBody(text).blocks.filter(({ type }) => type === 'terraform');
  return blocks
    .reverse()
    .reduce((rest, { offset, end }) => rest.slice(0, offset) + rest.slice(end), text)
    .replace(/^\s+/, '');
}

const jsonTypes: Record<string, string | undefined> = {
  string: 'string',
  number: 'number',
  bool: 'boolean',
  list: 'array',
  map: 'object',
};

function propertyOf(
  variable: ModuleVariable,
  plugin: CloudPlugin,
  service: CloudService,
): JsonSchemaProperty {
  const { name } = variable;
  const custom = service.defaults.customizable_variables.find(candidate => candidate.name === name);
  const ui = plugin.variablesUi?.variables.find(candidate => candidate.name === name);
  const type = jsonTypes[shapeOf(variable.type)];
  const inner = /^\s*(?:list|set|map)\s*\(\s*(string|number|bool)\s*\)/.exec(variable.type)?.[1];
  const fallback = defaultOf(variable, service);
  return {
    ...(type && { type }),
    title: ui?.label ?? titleOf(name),
    ...textOf(custom, variable),
    ...(fallback !== undefined && { default: fallback }),
    ...limitsOf(name, plugin, custom),
    ...(inner && type === 'array' && { items: { type: jsonTypes[inner] } }),
    ...(inner && type === 'object' && { additionalProperties: { type: jsonTypes[inner] } }),
    ...(variable.sensitive && { sensitive: true as const }),
  };
}

function titleOf(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(custom: CustomizableVariable | undefined, variable: ModuleVariable) {
  const sentences = [custom?.description ?? variable.description, custom?.warning].filter(Boolean);
  return sentences.length > 0 ? { description: sentences.join(' ') } : {};
}

function limitsOf(name: string, plugin: CloudPlugin, custom: CustomizableVariable | undefined) {
  if (name === 'region' && plugin.regions.available.length > 0) {
    return {
      enum: plugin.regions.available.map(({ id }) => id),
      default: plugin.defaults.default_region ?? plugin.regions.default,
    };
  }
  const { options, minimum, maximum } = custom ?? {};
  return {
    ...(options && { enum: options }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  };
}

function documentationOf({ info, readme }: CloudService): string {
  if (readme) return readme;
  const list = (title: string, items: string[]) =>
    items.length > 0 ? `\n## ${title}\n\n${items.map(item => `- ${item}`).join('\n')}\n` : '';
  return `${info.description}\n${list('Good for', info.use_cases)}${list('What it does', info.features)}`;
}
