import type {
  Blueprint,
  BlueprintInput,
  BlueprintNode,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';

export type InputValues = Record<string, string | number | boolean>;

/** The name of the input that a variable takes its value from. */
export function inputOf(value: Variables[string]): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { $input: name } = value;
  return typeof name === 'string' && Object.keys(value).length === 1 ? name : undefined;
}

/** Whether a value is of the type of an input. */
export const fits = ({ type }: BlueprintInput, value: unknown): boolean =>
  type === 'integer' ? Number.isInteger(value) : typeof value === type;

/** Values with defaults filled in, or one problem per rule that they break. */
export function chosen(
  { inputs }: Pick<Blueprint, 'inputs'>,
  given: InputValues,
): { values: InputValues; problems: ValidationProblem[] } {
  const values: InputValues = {};
  const problems = Object.keys(given)
    .filter(name => !inputs.some(input => input.name === name))
    .map(name => ({ pointer: `/inputs/${name}`, message: 'is not an input of the blueprint' }));
  for (const input of inputs) {
    const value = given[input.name] ?? input.default;
    const pointer = `/inputs/${input.name}`;
    if (value === undefined) problems.push({ pointer, message: 'is required' });
    else if (!fits(input, value))
      problems.push({ pointer, message: `must be of type ${input.type}` });
    else values[input.name] = value;
  }
  return { values, problems };
}

/** The variables of a node with inputs in their places. */
export const variablesOf = ({ variables }: BlueprintNode, values: InputValues): Variables =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const input = inputOf(value);
      return [name, input === undefined ? value : values[input]];
    }),
  );
