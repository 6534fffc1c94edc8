import {
  isSecretReference,
  MODULE_VARIABLES,
  type ModuleOfRequest as ShownModule,
  type ValidationProblem,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { type ModuleOfRequest, validationError } from '@bailiwick/backstage-plugin-infra-node';
import { toPointer } from '../../lib/http';
import type { KnownType } from './KnownType';
import { readingModule } from './moduleReading';
import { VariableRules } from './variables';
import { findSchemaProblems, type VariableSchema } from './variableSchema';

const { commit: COMMIT, values: VALUES } = MODULE_VARIABLES;

type Reading = Pick<KnownType, 'provisioner' | 'settings'>;

const modulesOf = ({ provisioner, settings }: Reading) =>
  provisioner.modules?.appliesTo(settings) ? provisioner.modules : undefined;

/** Whether the resources of a type say themselves which module they are made of. */
export const readsModules = (type: Reading): boolean => modulesOf(type) !== undefined;

async function readModule(
  type: Reading,
  variables: Variables,
  { previous, signal }: { previous?: Variables; signal?: AbortSignal },
): Promise<ModuleOfRequest | undefined> {
  const modules = modulesOf(type);
  if (!modules) return undefined;
  return readingModule(
    within => modules.read({ settings: type.settings, variables, previous }, within),
    signal,
  );
}

/** What is wrong with values for the variables of a module. */
function valueProblems(schema: VariableSchema, values: Variables): ValidationProblem[] {
  const [odd] = findSchemaProblems(schema);
  if (odd) {
    const message = `has a module whose variables cannot be checked: ${odd.pointer} ${odd.message}`;
    return [{ pointer: '/variables/folder', message }];
  }
  // Who may set what is a matter of the type; a module has no such rules.
  const { problems } = new VariableRules(schema).check(values, { isAdministrator: true });
  const open = Object.keys(values).filter(
    name => isSecretReference(values[name]) && !schema.properties?.[name]?.sensitive,
  );
  return [
    ...problems
      .filter(({ pointer }) => !open.some(name => pointer === toPointer(['variables', name])))
      .map(({ pointer, message }) => ({
        pointer: pointer.replace(/^\/variables/, `/variables/${VALUES}`),
        message: message === 'is not known' ? 'is no variable of the module' : message,
      })),
    ...open
      .filter(name => schema.properties?.[name])
      .map(name => ({
        pointer: toPointer(['variables', VALUES, name]),
        message: 'is not sensitive in the module, so a secret would show',
      })),
  ];
}

/**
 * The variables with the module pinned that they name, where the type leaves that to them; other variables as they are.
 *
 * @param previous - what the resource is made of so far
 * @throws InfraError VALIDATION_ERROR, UPSTREAM_FAILED
 */
export async function pinModule(
  type: Reading,
  variables: Variables,
  previous?: Variables,
): Promise<Variables> {
  const module = await readModule(type, variables, { previous });
  if (!module) return variables;
  if (!('schema' in module.found)) throw validationError([module.found]);
  const values = (module.variables[VALUES] ?? {}) as Variables;
  const problems = valueProblems(module.found.schema as VariableSchema, values);
  if (problems.length > 0) throw validationError(problems);
  return module.variables;
}

/**
 * A module for somebody who still chooses.
 *
 * @throws InfraError VALIDATION_ERROR where the type names its modules itself, or where this one cannot be read; UPSTREAM_FAILED
 */
export async function showModule(
  type: Reading,
  variables: Variables,
  previous: Variables | undefined,
  signal: AbortSignal,
): Promise<ShownModule> {
  const module = await readModule(type, variables, { previous, signal });
  if (!module) {
    throw validationError([{ pointer: '/params/name', message: 'names its module itself' }]);
  }
  const { found, folders } = module;
  const shown = { commit: `${module.variables[COMMIT]}`, folders };
  if (!('schema' in found)) return { ...shown, problem: found, notes: [] };
  const { schema, outputs, documentation, notes } = found;
  return {
    ...shown,
    schema: schema as Variables,
    outputs,
    ...(documentation ? { documentation } : {}),
    notes,
  };
}
