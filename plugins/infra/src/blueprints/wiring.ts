import type {
  Blueprint,
  BlueprintInput,
  BlueprintNode,
  ResourceType,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  inheritedVariables,
  propertiesOf,
  requestableVersions,
  type TypeVersion,
  type VariableProperty,
} from '../request/variableSchema';
import type { TypesByName } from './queries';

export const isRequestable = (type: ResourceType): boolean =>
  type.enabled !== false && !type.abstract && requestableVersions(type).length > 0;

/** The version that a node is made of: the one it names, or the one that a new resource gets. */
export function versionOf(
  types: TypesByName,
  { type: name, version }: Pick<BlueprintNode, 'type' | 'version'>,
): TypeVersion | undefined {
  const type = types.get(name);
  if (!type) return undefined;
  if (version !== undefined) return type.versions.find(one => one.version === version);
  return requestableVersions(type)[0];
}

/** A variable that an output of a parent fills in. */
export interface Supply {
  output: string;
  variable: string;
}

/** What a parent of that type fills in of a node. */
export function suppliesOf(
  types: TypesByName,
  node: Pick<BlueprintNode, 'type' | 'version'>,
  parentType: string,
): Supply[] {
  const version = versionOf(types, node);
  if (!version) return [];
  return inheritedVariables(version)
    .filter(inherited => inherited.parentType === parentType)
    .map(({ output, title }) => ({ output, variable: title }));
}

/** Variables that somebody has to fill in, by their names. */
export const ownVariables = (version: TypeVersion): [string, VariableProperty][] =>
  propertiesOf(version).filter(([, { from }]) => from === undefined);

const INPUT_TYPES: readonly BlueprintInput['type'][] = ['string', 'number', 'integer', 'boolean'];

/** Of which type an input has to be to fill in the variable; undefined where none can. */
export const inputTypeOf = ({
  type,
  sensitive,
}: VariableProperty): BlueprintInput['type'] | undefined =>
  sensitive ? undefined : INPUT_TYPES.find(one => one === type);

/** Whether an input can fill in the variable: whole numbers are numbers too. */
export function inputFits(property: VariableProperty, { type }: BlueprintInput): boolean {
  const wanted = inputTypeOf(property);
  return wanted === type || (wanted === 'number' && type === 'integer');
}

/** Whether one rests upon the other, over all levels. */
function restsUpon(nodes: readonly BlueprintNode[], key: string, other: string): boolean {
  const seen = new Set<string>();
  const look = (current: string): boolean => {
    if (current === other) return true;
    if (seen.has(current)) return false;
    seen.add(current);
    return (nodes.find(node => node.key === current)?.parents ?? []).some(look);
  };
  return look(key);
}

export type WhyNot = 'same' | 'type' | 'there' | 'circle';

/** Why a node cannot rest upon another; undefined where it can. */
export function whyNot(
  { nodes }: Pick<Blueprint, 'nodes'>,
  types: TypesByName,
  { parent: parentKey, child: childKey }: { parent: string; child: string },
): WhyNot | undefined {
  if (parentKey === childKey) return 'same';
  const parent = nodes.find(({ key }) => key === parentKey);
  const child = nodes.find(({ key }) => key === childKey);
  if (!parent || !child) return 'type';
  if (!types.get(child.type)?.parents.includes(parent.type)) return 'type';
  if (child.parents.includes(parentKey)) return 'there';
  return restsUpon(nodes, parentKey, childKey) ? 'circle' : undefined;
}
