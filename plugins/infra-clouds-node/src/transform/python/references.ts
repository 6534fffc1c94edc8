import type { Node } from 'web-tree-sitter';
import { isField } from '../../syntax/tree';
import { occurrencesOf } from '../../syntax/words';
import type { SdkPaths } from '../sdk';
import { bindingAt } from './flow';
import { IDENTIFIER, type ImportItem } from './imports';
import { type NameBinding, NameUsage } from './scopes';

/** A place that reads something of the SDK. */
export type Reference = {
  /** The whole of it: `upload`, or `infrar.storage.upload`. */
  node: Node;
  path: string;
  items: ImportItem[];
  /** The call whose function this is. */
  call?: Node;
  /** `stored`: something is assigned to it or it is deleted. */
  context: 'call' | 'value' | 'stored';
};

export type References = {
  references: Reference[];
  /** Imports of names that also mean something else, in a way that only a run can tell apart, and where they are read. */
  rebound: Map<ImportItem, Node[]>;
  /** Reads of names that both a star and something else of the module may have given. */
  starred: { star: ImportItem; use: Node }[];
};

/** Follows the attributes from a name for as long as they are of the SDK: `infrar` in `infrar.storage.upload(x)`. */
function follow(use: Node, start: string, sdk: SdkPaths): { node: Node; path: string } {
  let node = use;
  let path = start;
  while (sdk.modules.has(path)) {
    const above = node.parent;
    if (above?.type !== 'attribute' || !isField(above, 'object', node)) break;
    path += `.${above.childForFieldName('attribute')!.text.normalize('NFKC')}`;
    node = above;
  }
  return { node, path };
}

function contextOf(node: Node): Pick<Reference, 'context' | 'call'> {
  const above = node.parent;
  if (above?.type === 'call' && isField(above, 'function', node))
    return { context: 'call', call: above };
  const stored =
    (above?.type === 'assignment' && isField(above, 'left', node)) ||
    (above?.type === 'augmented_assignment' && isField(above, 'left', node)) ||
    above?.type === 'delete_statement';
  return { context: stored ? 'stored' : 'value' };
}

/** Finds every place that reads the SDK, by the rules of Python's scopes. */
export function referencesOf(
  root: Node,
  text: string,
  items: readonly ImportItem[],
  sdk: SdkPaths,
): References {
  const stars = items.filter(item => item.star);
  const starNames = stars.flatMap(star => sdk.namesIn(star.path));
  const names = new Set([...items.filter(item => !item.star).map(item => item.name), ...starNames]);
  const usages = new Map<string, NameUsage>();
  for (const [name, nodes] of occurrencesOf(root, text, names, IDENTIFIER, true)) {
    usages.set(name, new NameUsage(name, nodes, root));
  }
  const byNode = new Map(items.map(item => [item.nameNode.id, item]));
  const references: Reference[] = [];
  const starred: References['starred'] = [];
  const rebound = new Map<ImportItem, Node[]>();

  const add = (use: Node, start: string, from: ImportItem[]) => {
    const { node, path } = follow(use, start, sdk);
    references.push({ node, path, items: from, ...contextOf(node) });
  };
  const resolve = (use: Node, name: string, bindings: NameBinding[]) => {
    if (bindings.length === 0) {
      const from = stars.filter(star => sdk.namesIn(star.path).includes(name));
      if (from.length > 0) add(use, `${from[0].path}.${name}`, from);
      return;
    }
    const ours = bindings.map(binding => byNode.get(binding.node.id));
    const known = ours.filter(item => item !== undefined);
    if (known.length === 0) {
      const star = stars.find(one => sdk.namesIn(one.path).includes(name));
      if (star && bindings[0].scope.type === 'module') starred.push({ star, use });
      return;
    }
    const paths = new Set(ours.map(item => item?.path));
    if (paths.size === 1) {
      add(use, known[0].path, known);
      return;
    }
    const one = bindingAt(use, bindings);
    if (one === 'unknown') {
      for (const item of known) rebound.set(item, [...(rebound.get(item) ?? []), use]);
      return;
    }
    const item = one && byNode.get(one.node.id);
    if (item) add(use, item.path, [item]);
  };
  for (const [name, usage] of usages) {
    for (const use of usage.uses) resolve(use, name, usage.resolve(use));
    for (const binding of usage.all) {
      if (binding.how !== 'deletion' && binding.how !== 'augmented') continue;
      for (const other of usage.inScope(binding.scope)) {
        const item = byNode.get(other.node.id);
        if (item) rebound.set(item, rebound.get(item) ?? []);
      }
    }
  }
  return {
    references: references
      .filter(reference => !reference.items.some(item => rebound.has(item)))
      .sort((a, b) => a.node.startIndex - b.node.startIndex),
    ...{ rebound, starred },
  };
}
