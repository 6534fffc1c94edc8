import { formatHcl, hclString, moduleInterface } from '../hcl';
import { CloudService } from '../model';
import { Context } from './context';
import { ServiceCall } from './inputs';
import { renderFile } from './render';
import { Problems } from './request';
import { RootFrame, RootVariable } from './root';

/** The files of a configuration, before they are formatted and checked. */
export function configurationFiles(
  context: Context,
  frame: RootFrame,
  calls: ServiceCall[],
  problems: Problems,
): Record<string, string> {
  const { plugin } = context;
  const usual = [...frame.variables.values()].filter(({ name }) => !declares(frame, name));
  const own = calls.flatMap(call => call.variables);
  const files: Record<string, string> = {
    'provider.tf': frame.provider,
    'backend.tf': frame.backend,
    'variables.tf': joined([frame.declarations.trim(), ...[...usual, ...own].map(declaration)]),
    'main.tf': joined(calls.map(moduleCall)),
    'outputs.tf': joined(calls.flatMap(outputs)),
    'terraform.tfvars': values(frame, calls),
  };
  const template = plugin.templates.bootstrap;
  const bootstrap =
    template &&
    renderFile(template, context.data, 'shell', problems, 'bootstrap.sh only says what is needed');
  files['bootstrap.sh'] = bootstrap ?? usualBootstrap(context);
  for (const call of calls) Object.assign(files, moduleFiles(call, frame));
  return files;
}

function declares(frame: RootFrame, name: string): boolean {
  return moduleInterface({ variables: frame.declarations }).variables.some(
    variable => variable.name === name,
  );
}

function joined(parts: string[]): string {
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function declaration({
  name,
  description,
  type,
  sensitive,
  default: fallback,
}: RootVariable): string {
  return [
    `variable ${hclString(name)} {`,
    ...(description ? [`description = ${hclString(description)}`] : []),
    `type = ${type}`,
    ...(fallback === undefined ? [] : [`default = ${fallback}`]),
    ...(sensitive ? ['sensitive = true'] : []),
    '}',
  ].join('\n');
}

export function moduleFolder({ category, id }: CloudService): string {
  return `modules/${category}-${id}`;
}

function moduleCall({ service, label, inputs }: ServiceCall): string {
  return [
    `module ${hclString(label)} {`,
    `source = ${hclString(`./${moduleFolder(service)}`)}`,
    '',
    ...inputs.map(({ name, expression }) => `${name} = ${expression}`),
    '}',
  ].join('\n');
}

function outputs({ service, label }: ServiceCall): string[] {
  return (service.module?.outputs ?? []).map(output =>
    [
      `output ${hclString(`${label}_${output.name}`)} {`,
      ...(output.description ? [`description = ${hclString(output.description)}`] : []),
      `value = module.${label}.${output.name}`,
      ...(output.sensitive ? ['sensitive = true'] : []),
      '}',
    ].join('\n'),
  );
}

function values(frame: RootFrame, calls: ServiceCall[]): string {
  const assigned = (variables: Iterable<RootVariable>) =>
    [...variables].flatMap(({ name, value }) =>
      value === undefined ? [] : [`${name} = ${value}`],
    );
  return joined([
    assigned(frame.variables.values()).join('\n'),
    ...calls.map(({ service, variables }) => {
      const lines = assigned(variables);
      return lines.length > 0 ? [`# ${service.category}/${service.id}`, ...lines].join('\n') : '';
    }),
  ]);
}

/** The module as it is in the plugin, with what it needs to stand in a folder of its own. */
function moduleFiles(call: ServiceCall, frame: RootFrame): Record<string, string> {
  const { service, undeclared } = call;
  const folder = moduleFolder(service);
  const files = Object.fromEntries(
    Object.entries(service.module?.files ?? {}).map(([name, text]) => [`${folder}/${name}`, text]),
  );
  if (undeclared.length > 0) {
    const variables = undeclared.map(({ name, type, description, sensitive }) =>
      declaration({ name, type, description, sensitive }),
    );
    files[`${folder}/shared-variables.tf`] = joined(variables);
  }
  const needsSource = (service.module?.providers.length ?? 0) === 0;
  const providers = needsSource ? requiredProviders(frame) : [];
  if (providers.length > 0) {
    const entries = providers.map(
      ({ name, source }) => `${name} = {\nsource = ${hclString(source)}\n}`,
    );
    files[`${folder}/versions.tf`] =
      `terraform {\nrequired_providers {\n${entries.join('\n')}\n}\n}\n`;
  }
  return files;
}

export function requiredProviders(
  frame: RootFrame,
): { name: string; source: string; version?: string }[] {
  return moduleInterface({ provider: frame.provider }).providers.map(({ name, text }) => {
    const part = (key: string) => new RegExp(`\\b${key}\\s*=\\s*"([^"]*)"`).exec(text)?.[1];
    return { name, source: part('source') ?? `hashicorp/${name}`, version: part('version') };
  });
}

function usualBootstrap({ plugin, data }: Context): string {
  const lines = data.APIs.map(({ Name }) => `# - ${Name.replace(/[^\w.:/-]/g, ' ')}`);
  return [
    '#!/bin/sh',
    '# Run once, before the first `terraform init`.',
    'set -eu',
    '',
    ...(lines.length > 0
      ? [`# ${plugin.id} needs these APIs to be enabled:`, ...lines]
      : ['# This provider needs no preparation.']),
    '',
  ].join('\n');
}

/** Everything in HCL as `terraform fmt` would leave it. */
export function formatted(files: Record<string, string>): Record<string, string> {
  const isHcl = (path: string) => path.endsWith('.tf') || path.endsWith('.tfvars');
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, isHcl(path) ? formatHcl(text) : text]),
  );
}
