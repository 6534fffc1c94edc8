import type { Node } from 'web-tree-sitter';
import { isField } from '../../syntax/tree';
import type { SdkPaths } from '../sdk';
import { type GoImport, importsOf, nameOf } from './imports';
import { GoScopes } from './scopes';

/** An import of the SDK; `path` is dotted: `infrar.storage`. */
export type SdkImport = GoImport & { module: string };

export type GoReference = {
  /** The whole of it: `storage.Upload`, or `Upload` after an import with a dot. */
  node: Node;
  path: string;
  item: SdkImport;
  call?: Node;
  context: 'call' | 'value' | 'type' | 'module' | 'key';
};

export type GoReferences = {
  items: SdkImport[];
  references: GoReference[];
  /** Imports whose name the package declares as well, and where. */
  redeclared: Map<SdkImport, Node>;
};

export function sdkImportsOf(root: Node, roots: readonly string[]): SdkImport[] {
  return importsOf(root)
    .filter(({ path }) => roots.includes(path.split('/')[0]))
    .map(item => ({ ...item, module: item.path.replaceAll('/', '.') }));
}

function contextOf(node: Node): Pick<GoReference, 'context' | 'call'> {
  const above = node.parent!;
  if (node.type === 'qualified_type' || node.type === 'type_identifier') return { context: 'type' };
  const isCall = above.type === 'call_expression' && isField(above, 'function', node);
  return isCall ? { context: 'call', call: above } : { context: 'value' };
}

/** What follows the name of a package: `Upload` of `storage.Upload`. */
function memberAfter(use: Node): Node | null {
  const above = use.parent!;
  if (above.type === 'qualified_type') return above.childForFieldName('name');
  const isOperand = above.type === 'selector_expression' && isField(above, 'operand', use);
  return isOperand ? above.childForFieldName('field') : null;
}

function referenceTo(use: Node, item: SdkImport): Omit<GoReference, 'item'> {
  const member = memberAfter(use);
  if (!member) return { node: use, path: item.module, context: 'module' };
  const node = use.parent!;
  return { node, path: `${item.module}.${member.text}`, ...contextOf(node) };
}

/** Finds every place that uses what the SDK's imports bring, by the scopes of Go. */
export function referencesOf(
  root: Node,
  text: string,
  roots: readonly string[],
  sdk: SdkPaths,
  scopes = new GoScopes(root, text),
): GoReferences {
  const items = sdkImportsOf(root, roots);
  const references: GoReference[] = [];
  const redeclared = new Map<SdkImport, Node>();
  for (const item of items) {
    if (item.alias === '_') continue;
    const isDot = item.alias === '.';
    for (const name of isDot ? sdk.namesIn(item.module) : [nameOf(item)]) {
      const mentions = scopes.outerMentions(name);
      const other = mentions.find(({ role }) => role.kind === 'package');
      if (other) redeclared.set(item, other.node);
      for (const { node, role } of other ? [] : mentions) {
        if (role.kind === 'import' || (role.kind === 'key' && !isDot)) continue;
        const reference = isDot
          ? { node, path: `${item.module}.${name}`, ...contextOf(node) }
          : referenceTo(node, item);
        references.push({ ...reference, item, ...(role.kind === 'key' && { context: 'key' }) });
      }
    }
  }
  references.sort((a, b) => a.node.startIndex - b.node.startIndex);
  return { items, references, redeclared };
}
