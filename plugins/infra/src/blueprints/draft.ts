import type {
  Blueprint,
  BlueprintInput,
  BlueprintNode,
  CreateBlueprint,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { formSchemaOf, type VariableProperty, withDefaults } from '../request/variableSchema';
import type { TypesByName } from './queries';
import { inputTypeOf, versionOf, whyNot } from './wiring';

/** A blueprint as it is being written. */
export type Draft = CreateBlueprint;

/** One step of the writing. None changes what it is given. */
export type Change = (draft: Draft) => Draft;

export const EMPTY: Draft = { name: '', title: '', inputs: [], nodes: [] };

export const draftOf = ({ name, title, description, inputs, nodes }: Blueprint): Draft => ({
  ...{ name, title, inputs, nodes },
  ...(description === undefined ? {} : { description }),
});

const LONGEST_KEY = 30;

/** `stem`, or with the first number that makes it different from all that is there. */
function unused(stem: string, taken: readonly string[]): string {
  if (!taken.includes(stem)) return stem;
  let number = 2;
  while (taken.includes(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

const keysOf = ({ nodes }: Draft) => nodes.map(({ key }) => key);

const changeNode =
  (key: string, change: (node: BlueprintNode) => BlueprintNode): Change =>
  draft => ({
    ...draft,
    nodes: draft.nodes.map(node => (node.key === key ? change(node) : node)),
  });

/** The key that a new node of the type gets. */
export const newKeyOf = (draft: Draft, type: string): string =>
  unused(type.slice(0, LONGEST_KEY - 2).replace(/-+$/, ''), keysOf(draft));

/** Adds a node with the defaults of its type as real values; where there is just one of what it needs, it rests upon that. */
export const addNode =
  (types: TypesByName, type: string): Change =>
  draft => {
    const needed = types.get(type)?.parents ?? [];
    const parents = needed.flatMap(parentType => {
      const found = draft.nodes.filter(node => node.type === parentType);
      return found.length === 1 ? found[0].key : [];
    });
    const version = versionOf(types, { type });
    const variables = version ? withDefaults(formSchemaOf(version)) : {};
    const node = { key: newKeyOf(draft, type), type, variables, parents };
    return { ...draft, nodes: [...draft.nodes, node] };
  };

export const removeNode =
  (key: string): Change =>
  draft => ({
    ...draft,
    nodes: draft.nodes
      .filter(node => node.key !== key)
      .map(node => ({ ...node, parents: node.parents.filter(parent => parent !== key) })),
  });

/** Gives a node another key; what rests upon it follows. */
export const renameNode =
  (key: string, next: string): Change =>
  draft =>
    keysOf(draft).includes(next)
      ? draft
      : {
          ...draft,
          nodes: draft.nodes.map(node => ({
            ...node,
            key: node.key === key ? next : node.key,
            parents: node.parents.map(parent => (parent === key ? next : parent)),
          })),
        };

/** Has a node rest upon another, where that fits. */
export const connect =
  (types: TypesByName, ends: { parent: string; child: string }): Change =>
  draft =>
    whyNot(draft, types, ends) === undefined
      ? changeNode(ends.child, node => ({ ...node, parents: [...node.parents, ends.parent] }))(
          draft,
        )
      : draft;

export const disconnect = ({ parent, child }: { parent: string; child: string }): Change =>
  changeNode(child, node => ({ ...node, parents: node.parents.filter(key => key !== parent) }));

export const setVersion = (key: string, version: string | undefined): Change =>
  changeNode(key, ({ version: _, ...node }) => (version ? { ...node, version } : node));

/** The name of the input that a variable takes its value from. */
export function inputOf(value: Variables[string] | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return typeof value.$input === 'string' ? value.$input : undefined;
}

/** The values of a node that are written down in it. */
export const literalsOf = ({ variables }: BlueprintNode): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => inputOf(value) === undefined));

/** Sets all values that are written down in a node; what inputs fill in stays. */
export const setLiterals = (key: string, literals: Variables): Change =>
  changeNode(key, node => {
    const ofInputs = Object.entries(node.variables).filter(([, value]) => inputOf(value));
    const given = Object.entries(literals).filter(([, value]) => value !== undefined);
    return { ...node, variables: Object.fromEntries([...given, ...ofInputs]) };
  });

const setVariable = (key: string, name: string, value: Variables[string] | undefined): Change =>
  changeNode(key, node => {
    const { [name]: _, ...others } = node.variables;
    return { ...node, variables: value === undefined ? others : { ...others, [name]: value } };
  });

/** Has an input fill in a variable, or nobody but the node itself. */
export const bind = (key: string, variable: string, input: string | undefined): Change =>
  setVariable(key, variable, input === undefined ? undefined : { $input: input });

const asDefault = (value: unknown): Pick<BlueprintInput, 'default'> =>
  ['string', 'number', 'boolean'].includes(typeof value)
    ? { default: value as BlueprintInput['default'] }
    : {};

/** Adds an input that fills in the variable, called and typed as the variable is. */
export const bindNew =
  (key: string, variable: string, property: VariableProperty): Change =>
  draft => {
    const name = unused(
      variable,
      draft.inputs.map(input => input.name),
    );
    const input: BlueprintInput = {
      ...{ name, title: property.title ?? variable, type: inputTypeOf(property) ?? 'string' },
      ...(property.description ? { description: property.description } : {}),
      ...asDefault(property.default),
    };
    return bind(key, variable, name)({ ...draft, inputs: [...draft.inputs, input] });
  };

export const addInput = (): Change => draft => ({
  ...draft,
  inputs: [
    ...draft.inputs,
    {
      name: unused(
        'choice',
        draft.inputs.map(({ name }) => name),
      ),
      ...{ title: 'Choice', type: 'string' },
    },
  ],
});

/** Changes an input; variables that it fills in follow its name. */
export const changeInput =
  (name: string, changes: Partial<BlueprintInput>): Change =>
  draft => {
    const isTaken =
      changes.name !== undefined &&
      changes.name !== name &&
      draft.inputs.some(input => input.name === changes.name);
    if (isTaken) return draft;
    const inputs = draft.inputs.map(input => {
      if (input.name !== name) return input;
      const { default: value, description, ...rest } = { ...input, ...changes };
      return {
        ...rest,
        ...(description ? { description } : {}),
        ...(value === undefined ? {} : { default: value }),
      };
    });
    if (changes.name === undefined) return { ...draft, inputs };
    const renamed = { $input: changes.name };
    const nodes = draft.nodes.map(node => ({
      ...node,
      variables: Object.fromEntries(
        Object.entries(node.variables).map(([variable, value]) => [
          variable,
          inputOf(value) === name ? renamed : value,
        ]),
      ),
    }));
    return { ...draft, inputs, nodes };
  };

/** Takes an input away, and with it what it filled in. */
export const removeInput =
  (name: string): Change =>
  draft => ({
    ...draft,
    inputs: draft.inputs.filter(input => input.name !== name),
    nodes: draft.nodes.map(node => ({
      ...node,
      variables: Object.fromEntries(
        Object.entries(node.variables).filter(([, value]) => inputOf(value) !== name),
      ),
    })),
  });

/** Nodes and variables that an input fills in, as `vm.cpu`. */
export const usesOf = ({ nodes }: Pick<Draft, 'nodes'>, name: string): string[] =>
  nodes.flatMap(({ key, variables }) =>
    Object.entries(variables).flatMap(([variable, value]) =>
      inputOf(value) === name ? `${key}.${variable}` : [],
    ),
  );
