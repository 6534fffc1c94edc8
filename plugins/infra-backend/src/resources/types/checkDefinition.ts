import type {
  ResourceTypeDefinition,
  ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import { findHeadProblems, findVersionProblems, twice } from './KnownType';
import type { TypeEntry } from './TypeEntry';
import { escapePointer, type VariableSchema } from './variableSchema';

/** What the rules between types look at. */
export interface TypeNode {
  parents: readonly string[];
  abstract: boolean;
  /** Names of outputs over all versions; undefined where no version says which it has. */
  outputs?: ReadonlySet<string>;
}

export const nodeOf = ({
  parents,
  abstract,
  versions,
}: {
  parents: readonly string[];
  abstract?: boolean;
  versions: readonly { outputs?: readonly { name: string }[] }[];
}): TypeNode => {
  const outputs = versions.flatMap(version => (version.outputs ?? []).map(({ name }) => name));
  return {
    parents,
    abstract: abstract ?? false,
    ...(outputs.length > 0 ? { outputs: new Set(outputs) } : {}),
  };
};

export const nodeOfEntry = ({ head, versions }: TypeEntry): TypeNode =>
  nodeOf({ ...head, versions });

/**
 * Everything that is wrong with a type, by itself and beside the others; pointers are within the definition.
 *
 * @param others - by name; the type itself may be among them
 */
export function checkDefinition(
  definition: ResourceTypeDefinition,
  others: ReadonlyMap<string, TypeNode>,
  provisioners: ProvisionerRegistry,
): ValidationProblem[] {
  const { versions } = definition;
  const provisioner = provisioners.find(definition.provisioner);
  return [
    ...findHeadProblems(definition, provisioners),
    ...parentProblems(definition, others),
    ...twice(versions.map(({ version }) => version)).map(index => ({
      pointer: `/versions/${index}/version`,
      message: 'is the name of another version',
    })),
    ...versions.flatMap((version, index) =>
      [
        ...findVersionProblems(version, provisioner),
        ...sourceProblems(version.schema as VariableSchema, definition.parents, others),
      ].map(({ pointer, message }) => ({ pointer: `/versions/${index}${pointer}`, message })),
    ),
  ];
}

function parentProblems(
  { name, parents, abstract }: ResourceTypeDefinition,
  others: ReadonlyMap<string, TypeNode>,
): ValidationProblem[] {
  const problems = parents.flatMap((parent, index) => {
    const pointer = `/parents/${index}`;
    if (parent === name) return [{ pointer, message: 'is the type itself' }];
    const node = others.get(parent);
    if (!node) return [{ pointer, message: `there is no resource type ${parent}` }];
    if (node.abstract) {
      return [{ pointer, message: `${parent} cannot be requested, so nothing can rest upon one` }];
    }
    const circle = pathBack(parent, name, others);
    return circle
      ? [{ pointer, message: `closes a circle: ${[name, ...circle].join(' → ')}` }]
      : [];
  });
  const children = [...others].filter(([, node]) => node.parents.includes(name));
  if (abstract && children.length > 0) {
    const names = children.map(([child]) => child).join(', ');
    problems.push({ pointer: '/abstract', message: `${names} must rest upon one` });
  }
  return problems;
}

/** The way from one type over its parents to another; undefined where there is none. */
function pathBack(
  from: string,
  to: string,
  types: ReadonlyMap<string, TypeNode>,
  seen = new Set<string>(),
): string[] | undefined {
  if (from === to) return [to];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const parent of types.get(from)?.parents ?? []) {
    const rest = pathBack(parent, to, types, seen);
    if (rest) return [from, ...rest];
  }
  return undefined;
}

/** What is wrong with `from` of variables; pointers are within the version. */
export function sourceProblems(
  schema: VariableSchema,
  parents: readonly string[],
  others: ReadonlyMap<string, TypeNode>,
): ValidationProblem[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const from = property?.from;
    const dot = typeof from === 'string' ? from.indexOf('.') : -1;
    if (typeof from !== 'string' || dot < 0) return [];
    const [parent, output] = [from.slice(0, dot), from.slice(dot + 1)];
    const pointer = `/schema/properties/${escapePointer(name)}/from`;
    if (!parents.includes(parent)) {
      return [{ pointer, message: `${parent} must be one of the parents of the type` }];
    }
    const outputs = others.get(parent)?.outputs;
    return outputs && !outputs.has(output)
      ? [{ pointer, message: `${parent} has no output ${output}` }]
      : [];
  });
}
