import type { Node } from 'web-tree-sitter';
import { isField } from '../../syntax/tree';
import { occurrencesOf } from '../../syntax/words';
import type { ImportItem } from './imports';
import { NAMES, roleOf, scopeOf } from './roles';

export type Reference = {
  /** The whole of it: `upload`, or `storage.upload`. */
  node: Node;
  path: string;
  item: ImportItem;
  call?: Node;
  context: 'call' | 'value' | 'shorthand' | 'exported' | 'type';
};

export type References = {
  references: Reference[];
  /** Imports whose name is given another meaning somewhere, and where. */
  stored: Map<ImportItem, Node>;
};

/** What is asked of an SDK to follow names through it. */
export type ModulePaths = { has(path: string): boolean };

function follow(use: Node, start: string, modules: ModulePaths): { node: Node; path: string } {
  let node = use;
  let path = start;
  while (modules.has(path)) {
    const above = node.parent;
    if (above?.type !== 'member_expression' && above?.type !== 'nested_type_identifier') break;
    const last = above.childForFieldName('property') ?? above.childForFieldName('name');
    if (!last || last.id === node.id) break;
    path += `.${last.text}`;
    node = above;
  }
  return { node, path };
}

function contextOf(node: Node): Pick<Reference, 'context' | 'call'> {
  if (node.type === 'shorthand_property_identifier') return { context: 'shorthand' };
  if (node.type === 'type_identifier' || node.type === 'nested_type_identifier')
    return { context: 'type' };
  const above = node.parent;
  if (above?.type === 'export_specifier') return { context: 'exported' };
  if (above?.type === 'call_expression' && isField(above, 'function', node)) {
    const plain = above.childForFieldName('arguments')?.type === 'arguments';
    if (plain) return { context: 'call', call: above };
  }
  return { context: 'value' };
}

/** Finds every place that reads what the SDK's imports bring, by the scopes of JavaScript. */
export function referencesOf(
  root: Node,
  text: string,
  items: readonly ImportItem[],
  modules: ModulePaths,
): References {
  const references: Reference[] = [];
  const stored = new Map<ImportItem, Node>();
  const byNode = new Map(items.map(item => [item.nameNode.id, item]));
  for (const [, nodes] of occurrencesOf(
    root,
    text,
    items.map(item => item.name),
    NAMES,
  )) {
    const roles = nodes.map(node => ({ node, role: roleOf(node) }));
    const scopes = new Map<number, Node[]>();
    for (const { node, role } of roles) {
      if (role.kind !== 'binding') continue;
      scopes.set(role.scope.id, [...(scopes.get(role.scope.id) ?? []), node]);
    }
    const resolve = (use: Node): Node[] => {
      for (let scope = scopeOf(use); ; scope = scopeOf(scope)) {
        const found = scopes.get(scope.id);
        if (found || scope.type === 'program') return found ?? [];
      }
    };
    for (const { node, role } of roles) {
      if (role.kind === 'ignored') continue;
      const bindings = role.kind === 'binding' ? scopes.get(role.scope.id)! : resolve(node);
      const ours = bindings.flatMap(binding => byNode.get(binding.id) ?? []);
      if (ours.length === 0) continue;
      if (role.kind === 'stored') stored.set(ours[0], node);
      else if (bindings.length > 1) for (const item of ours) stored.set(item, node);
      if (role.kind !== 'use') continue;
      const followed = follow(node, ours[0].path, modules);
      references.push({ ...followed, item: ours[0], ...contextOf(followed.node) });
    }
  }
  references.sort((a, b) => a.node.startIndex - b.node.startIndex);
  return { references, stored };
}
