import type {
  Blueprint,
  BlueprintNode,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { TypeRegistry } from '../../resources/types/TypeRegistry';
import { escapePointer } from '../../resources/types/variableSchema';
import { fits, inputOf } from './inputs';
import { inOrder } from './order';

type Parts = Pick<Blueprint, 'inputs' | 'nodes'>;
type Types = Pick<TypeRegistry, 'entry' | 'find' | 'unusable' | 'names'>;

/** What is wrong with a blueprint, one problem per rule that it breaks. */
export function findBlueprintProblems({ inputs, nodes }: Parts, types: Types): ValidationProblem[] {
  return [
    ...inputProblems(inputs),
    ...nodes.flatMap((node, index) => nodeProblems(node, index, { inputs, nodes }, types)),
    ...circleProblems(nodes),
  ];
}

function inputProblems(inputs: Blueprint['inputs']): ValidationProblem[] {
  return inputs.flatMap((input, index) => {
    const problems: ValidationProblem[] = [];
    const at = `/inputs/${index}`;
    if (inputs.findIndex(({ name }) => name === input.name) < index) {
      problems.push({ pointer: `${at}/name`, message: 'is there twice' });
    }
    if (input.default !== undefined && !fits(input, input.default)) {
      problems.push({ pointer: `${at}/default`, message: `must be of type ${input.type}` });
    }
    return problems;
  });
}

function nodeProblems(
  node: BlueprintNode,
  index: number,
  { inputs, nodes }: Parts,
  types: Types,
): ValidationProblem[] {
  const at = `/nodes/${index}`;
  const twice = nodes.findIndex(({ key }) => key === node.key) < index;
  const ofKey = twice ? [{ pointer: `${at}/key`, message: 'is there twice' }] : [];
  const type = types.find(node.type, node.version);
  if (!types.entry(node.type)) {
    const message = `is not a resource type; known are ${types.names.join(', ')}`;
    return [...ofKey, { pointer: `${at}/type`, message }];
  }
  const unusable = type
    ? types.unusable(node.type, type.definition.version)
    : `There is no version of ${node.type} that could be used`;
  if (!type || unusable) {
    const pointer = node.version === undefined ? `${at}/type` : `${at}/version`;
    return [...ofKey, { pointer, message: unusable ?? 'cannot be used' }];
  }

  const { properties = {} } = type.definition.schema as { properties?: Record<string, unknown> };
  const literals: Variables = {};
  const ofInputs: ValidationProblem[] = [];
  for (const [name, value] of Object.entries(node.variables)) {
    const input = inputOf(value);
    const pointer = `${at}/variables/${escapePointer(name)}`;
    if (input === undefined) literals[name] = value;
    else if (!inputs.some(known => known.name === input)) {
      ofInputs.push({ pointer, message: `names the input ${input}, which there is not` });
    } else if (!(name in properties)) ofInputs.push({ pointer, message: 'is not known' });
  }
  const { problems } = type.check(literals, { isAdministrator: true });
  // A variable that an input fills is not missing.
  const ofLiterals = problems.filter(
    ({ pointer }) =>
      !Object.keys(node.variables).some(
        name => !(name in literals) && pointer === `/variables/${escapePointer(name)}`,
      ),
  );
  return [
    ...ofKey,
    ...ofInputs,
    ...ofLiterals.map(({ pointer, message }) => ({ pointer: `${at}${pointer}`, message })),
    ...parentProblems(node, at, nodes, type.definition.parents),
  ];
}

function parentProblems(
  node: BlueprintNode,
  at: string,
  nodes: readonly BlueprintNode[],
  types: readonly string[],
): ValidationProblem[] {
  const problems = node.parents.flatMap((key, index) => {
    const pointer = `${at}/parents/${index}`;
    const parent = nodes.find(other => other.key === key);
    if (!parent) return [{ pointer, message: `there is no node ${key}` }];
    if (node.parents.indexOf(key) < index) return [{ pointer, message: 'is named twice' }];
    return types.includes(parent.type)
      ? []
      : [{ pointer, message: `a ${node.type} does not rest upon a ${parent.type}` }];
  });
  const given = nodes.filter(({ key }) => node.parents.includes(key)).map(({ type }) => type);
  const missing = types.filter(type => !given.includes(type));
  if (missing.length > 0 && problems.length === 0) {
    const message = `must name a ${missing.join(' and a ')}`;
    problems.push({ pointer: `${at}/parents`, message });
  }
  return problems;
}

function circleProblems(nodes: readonly BlueprintNode[]): ValidationProblem[] {
  const { circular } = inOrder(nodes);
  if (circular.length === 0) return [];
  const message = `rest upon each other in a circle: ${circular.join(', ')}`;
  return [{ pointer: '/nodes', message }];
}
