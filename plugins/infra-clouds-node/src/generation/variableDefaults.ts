import type { ModuleVariable } from '../hcl';
import { type CloudModule, type CloudService, reservedDefaults, truthOf } from '../model';
import { shapeOf, typeMismatch } from './types';

type Defaults = Pick<CloudService, 'defaults'>;

/** The service's default where it fits, or else the variable's own when it is plain data. */
export function defaultOf(
  { name, type, ...variable }: ModuleVariable,
  { defaults }: Defaults,
): unknown {
  const custom = defaults.customizable_variables.find(candidate => candidate.name === name);
  const isOwn = !reservedDefaults.has(name) && Object.hasOwn(defaults, name);
  const given = isOwn ? defaults[name] : custom?.default;
  const value = shapeOf(type) === 'bool' ? truthOf(given) : given;
  if (value !== undefined && value !== null && !typeMismatch(type, value)) return value;
  if (variable.default === undefined || variable.default.includes('${')) return undefined;
  try {
    return JSON.parse(variable.default) ?? undefined;
  } catch {
    // An expression: Terraform knows its value, the form shows none.
    return undefined;
  }
}

/** The defaults of all variables of a service's module that have one. */
export function variableDefaults(
  service: Defaults & { module?: CloudModule },
): Record<string, unknown> {
  return Object.fromEntries(
    (service.module?.variables ?? [])
      .map(variable => [variable.name, defaultOf(variable, service)] as const)
      .filter(([, value]) => value !== undefined),
  );
}
