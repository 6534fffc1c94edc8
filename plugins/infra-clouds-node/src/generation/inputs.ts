import { HclValue, ModuleVariable, hclBody, hclLiteral, referencesOf } from '../hcl';
import { CloudService, reservedDefaults, truthOf } from '../model';
import { sanitize } from '../template';
import { Context } from './context';
import { labelsFor } from './labels';
import { terraformName } from './names';
import { renderFile } from './render';
import { Problems } from './request';
import { RootFrame, RootVariable, attempt, secretRefused } from './root';
import { limitMismatch, shapeOf, typeMismatch } from './types';
import { type Wire, wiresOf, withWires } from './wiring';

/** How one service is called: what its module gets, and the variables that this needs. */
export interface ServiceCall {
  service: CloudService;
  /** In Terraform: `storage_s3`. */
  label: string;
  inputs: { name: string; expression: string }[];
  variables: RootVariable[];
  /** Variables that the module uses and does not declare, which the configuration has. */
  undeclared: RootVariable[];
}

type Found = { expression: string } | { value: unknown; from: string } | { input: string };

export function serviceCall(
  service: CloudService,
  frame: RootFrame,
  context: Context,
  problems: Problems,
): ServiceCall {
  const label = terraformName(service.category, service.id);
  const call: ServiceCall = { service, label, inputs: [], variables: [], undeclared: [] };
  const { module } = service;
  if (!module) {
    problems.error(
      'generation/module',
      `${service.category}/${service.id} has no Terraform module`,
    );
    return call;
  }
  const fromTemplate = templateValues(service, context, problems);
  const declared = new Set(module.variables.map(variable => variable.name));
  const wires = wiresOf(service, context, problems);
  for (const variable of module.variables) {
    const found = findValue(variable, service, frame, context, fromTemplate, wires);
    addInput(call, variable, found, context, problems);
    wireMap(call, variable, wires);
  }
  for (const text of Object.values(module.files)) {
    for (const name of referencesOf(text, 'var').filter(candidate => !declared.has(candidate))) {
      declared.add(name);
      const variable = frame.variables.get(name);
      if (variable) {
        call.undeclared.push(variable);
        call.inputs.push({ name, expression: sharedExpression(name, service, context, problems) });
      } else {
        problems.error(
          'terraform/variable',
          `${service.category}/${service.id} uses var.${name}, which is declared nowhere`,
        );
      }
    }
  }
  call.inputs.sort((a, b) => (a.name < b.name ? -1 : 1));
  return call;
}

function wireMap(call: ServiceCall, { name, default: usual }: ModuleVariable, wires: Wire[]) {
  const own = wires.filter(({ variable, key }) => variable === name && key !== undefined);
  if (own.length === 0) return;
  const input = call.inputs.find(one => one.name === name);
  if (input) input.expression = withWires(own, input.expression);
  else call.inputs.push({ name, expression: withWires(own, usual) });
}

function addInput(
  target: ServiceCall,
  variable: ModuleVariable,
  found: Found | undefined,
  context: Context,
  sink: Problems,
) {
  const { name } = variable;
  const { service } = target;
  if (found && 'input' in found) {
    target.inputs.push({ name, expression: found.input });
    return;
  }
  if (found && 'expression' in found) {
    const isShared = found.expression === `var.${name}`;
    const expression = isShared ? sharedExpression(name, service, context, sink) : found.expression;
    if (isShared) target.inputs.push({ name, expression });
    else pushVariable(target, variable, expression);
    return;
  }
  if (!found) {
    if (variable.hasDefault) return;
    if (variable.sensitive) pushVariable(target, variable, undefined);
    else {
      const message = `${service.category}/${service.id} needs the parameter ${service.id}.${name}${variable.description ? `: ${variable.description}` : ''}`;
      sink.error('request/parameter-missing', message);
    }
    return;
  }
  if (variable.sensitive && found.from === 'request') {
    sink.error('request/secret', secretRefused(`${target.label}_${name}`));
    return;
  }
  const isWord = found.from !== 'request' && shapeOf(variable.type) === 'bool';
  const value = isWord ? truthOf(found.value) : found.value;
  const custom = service.defaults.customizable_variables.find(candidate => candidate.name === name);
  const mismatch = typeMismatch(variable.type, value) ?? limitMismatch(custom, value);
  if (mismatch) {
    const what =
      found.from === 'request'
        ? `parameter ${name} of ${service.id}`
        : `${service.category}/${service.id}: the default of ${name} from ${found.from}`;
    sink.error(
      found.from === 'request' ? 'request/parameters' : 'generation/default',
      `${what} ${mismatch}`,
    );
    return;
  }
  pushVariable(target, variable, hclLiteral(value as HclValue));
}

function pushVariable(target: ServiceCall, variable: ModuleVariable, value: string | undefined) {
  const name = `${target.label}_${variable.name}`;
  const { type, description, sensitive } = variable;
  target.variables.push({ name, type, description, sensitive, value });
  target.inputs.push({ name: variable.name, expression: `var.${name}` });
}

/** Labels of the service itself join those of the request. */
function sharedExpression(
  name: string,
  service: CloudService,
  context: Context,
  problems: Problems,
): string {
  const own = service.defaults.labels ?? {};
  if (name !== context.labelKey || Object.keys(own).length === 0) return `var.${name}`;
  const checked = new Problems();
  const labels = labelsFor(context.plugin, own, checked);
  problems.diagnostics.push(...checked.diagnostics.filter(({ severity }) => severity === 'error'));
  return `merge(var.${name}, ${hclLiteral(labels, '  ')})`;
}

/** In this order: the request, what all services share, other services, the service, the provider. */
function findValue(
  { name }: ModuleVariable,
  service: CloudService,
  frame: RootFrame,
  context: Context,
  fromTemplate: Map<string, string>,
  wires: readonly Wire[],
): Found | undefined {
  const { parameters, plugin, metadata } = context;
  const own = ownValue(parameters, `${service.id}.${name}`);
  if (own !== undefined) return { value: own, from: 'request' };
  if (frame.variables.has(name)) return { expression: `var.${name}` };
  const shared = ownValue(parameters, name);
  if (shared !== undefined) return { value: shared, from: 'request' };
  const wired = wires.find(({ variable, key }) => variable === name && key === undefined);
  if (wired) return { input: wired.expression };

  const written = reservedDefaults.has(name) ? undefined : ownValue(service.defaults, name);
  if (written !== undefined && written !== null) return { value: written, from: 'defaults.yaml' };
  const custom = service.defaults.customizable_variables.find(candidate => candidate.name === name);
  if (custom?.default !== undefined && custom.default !== null) {
    return { value: custom.default, from: 'customizable_variables' };
  }
  const extracted = extractedValue(name, service, context);
  if (extracted !== undefined) return { value: extracted, from: 'variable_extraction' };
  const expression = fromTemplate.get(name);
  if (expression !== undefined) return { expression };

  const ofCategory = ownValue(plugin.defaults, service.category);
  if (typeof ofCategory === 'object' && ofCategory !== null) {
    const value = ownValue(ofCategory as Record<string, unknown>, name);
    if (value !== undefined && value !== null) return { value, from: 'provider-defaults.yaml' };
  }
  const known = ownValue(metadata, name);
  return known === undefined ? undefined : { value: known, from: 'credentials' };
}

function ownValue(map: object, key: string): unknown {
  return Object.hasOwn(map, key) ? (map as Record<string, unknown>)[key] : undefined;
}

/** What `variable_extraction` takes from the project's name or from the credentials. */
function extractedValue(name: string, service: CloudService, context: Context): unknown {
  const rule = service.defaults.variable_extraction.find(candidate => candidate.to === name);
  if (!rule) return undefined;
  if (rule.from.startsWith('credentials.')) {
    return ownValue(context.metadata, rule.from.slice('credentials.'.length));
  }
  if (rule.from !== 'project_name') return undefined;
  const convention = service.defaults.naming_convention;
  return convention ? conventionalName(convention, service, context) : context.name;
}

/** `${project_name}-files`, with what is known in place of the names; undefined when one is not known. */
function conventionalName(
  convention: string,
  service: CloudService,
  { name, environment, region, metadata, plugin }: Context,
): string | undefined {
  const values: Record<string, unknown> = {
    ...metadata,
    project_name: name,
    environment,
    region,
    capability: service.info.capability,
    service: service.id,
  };
  let isKnown = true;
  const text = convention.replace(/\$\{([\w.]+)\}/g, (_, key: string) => {
    const value = ownValue(values, key);
    if (typeof value !== 'string' && typeof value !== 'number') isKnown = false;
    return String(value);
  });
  if (!isKnown) return undefined;
  return sanitize(text)
    .slice(0, plugin.provider.naming?.max_length ?? 63)
    .replace(/-+$/, '');
}

/** What the service's own template sees as `.Variables`: its defaults, and what the request says. */
function serviceVariables(service: CloudService, context: Context): Record<string, unknown> {
  const prefix = `${service.id}.`;
  const own = Object.entries(context.parameters).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries([
    ...service.defaults.customizable_variables.map(({ name, default: value }) => [name, value]),
    ...Object.entries(service.defaults).filter(([key]) => !reservedDefaults.has(key)),
    ...Object.entries(context.data.Variables),
    ...own.map(([key, value]) => [key.slice(prefix.length), value]),
  ]);
}

/** Values of `terraform/tfvars.tmpl`, as expressions. */
function templateValues(
  service: CloudService,
  context: Context,
  problems: Problems,
): Map<string, string> {
  const file = service.tfvars;
  if (!file) return new Map();
  const data = { ...context.data, Variables: serviceVariables(service, context) };
  const text = renderFile(file, data, 'hcl', problems);
  const body = text === undefined ? undefined : attempt(() => hclBody(text), file.path, problems);
  return new Map(body?.attributes.map(attribute => [attribute.name, attribute.text]));
}
