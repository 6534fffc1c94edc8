import type { Node } from 'web-tree-sitter';
import { closest, namedChildren } from '../../syntax/tree';

/** One name that an import or a `require` brings. */
export type ImportItem = {
  statement: Node;
  /** The specifier, or what the name is declared in. */
  node: Node;
  nameNode: Node;
  name: string;
  /** Dotted: `infrar.storage.upload`. */
  path: string;
  /** Whether the statement can lose just this name. */
  separable: boolean;
  style: 'import' | 'require';
};

/** A mention of the SDK's module that brings no name of its own, such as `export … from`. */
export type OtherLoad = { node: Node; what: string };

export type SdkLoads = { items: ImportItem[]; others: OtherLoad[] };

const LOADS = new Set(['import_statement', 'export_statement', 'call_expression']);
const DECLARATIONS = new Set(['lexical_declaration', 'variable_declaration']);

const pathOf = (specifier: string) => specifier.replaceAll('/', '.');

function itemsOfImport(statement: Node, base: string): ImportItem[] {
  const clause = namedChildren(statement).find(child => child.type === 'import_clause');
  if (!clause) return [];
  const common = { statement, style: 'import' as const };
  return namedChildren(clause).flatMap((part): ImportItem[] => {
    if (part.type === 'namespace_import') {
      const nameNode = part.namedChild(0)!;
      const alone = clause.namedChildCount === 1;
      return [
        { ...common, node: part, nameNode, name: nameNode.text, path: base, separable: alone },
      ];
    }
    if (part.type === 'identifier') {
      const path = `${base}.default`;
      return [{ ...common, node: part, nameNode: part, name: part.text, path, separable: false }];
    }
    return namedChildren(part)
      .filter(specifier => specifier.type === 'import_specifier')
      .map(specifier => {
        const imported = specifier.childForFieldName('name')!;
        const nameNode = specifier.childForFieldName('alias') ?? imported;
        const path = `${base}.${imported.text}`;
        return { ...common, node: specifier, nameNode, name: nameNode.text, path, separable: true };
      });
  });
}

function itemsOfRequire(call: Node, base: string): ImportItem[] | undefined {
  const declarator = call.parent;
  const declaration = declarator?.parent;
  if (declarator?.type !== 'variable_declarator' || !declaration) return undefined;
  if (
    !DECLARATIONS.has(declaration.type) ||
    declarator.childForFieldName('value')?.id !== call.id
  ) {
    return undefined;
  }
  const name = declarator.childForFieldName('name')!;
  const only =
    namedChildren(declaration).filter(({ type }) => type === 'variable_declarator').length === 1;
  const common = { statement: declaration, style: 'require' as const, separable: only };
  if (name.type === 'identifier') {
    return [{ ...common, node: declarator, nameNode: name, name: name.text, path: base }];
  }
  if (name.type !== 'object_pattern') return undefined;
  const items: ImportItem[] = [];
  for (const part of namedChildren(name)) {
    const key = part.type === 'pair_pattern' ? part.childForFieldName('key') : part;
    const nameNode = part.type === 'pair_pattern' ? part.childForFieldName('value') : part;
    const plain =
      key &&
      nameNode &&
      (nameNode.type === 'identifier' || nameNode.type === 'shorthand_property_identifier_pattern');
    if (!plain) return undefined;
    items.push({
      ...common,
      node: part,
      nameNode,
      name: nameNode.text,
      path: `${base}.${key.text}`,
    });
  }
  return items;
}

/** Everything that loads modules of packages with these names. */
export function loadsOf(root: Node, text: string, packages: readonly string[]): SdkLoads {
  const loads: SdkLoads = { items: [], others: [] };
  if (packages.length === 0) return loads;
  const specifier = new RegExp(`(?<=['"\`])(?:${packages.join('|')})(?:/[\\w-]+)*(?=['"\`])`, 'g');
  for (const match of text.matchAll(specifier)) {
    const fragment = root.descendantForIndex(match.index, match.index + match[0].length);
    const string = fragment?.type === 'string_fragment' ? fragment.parent : fragment;
    const holder = string?.parent;
    if (!string || !holder || !['string', 'template_string'].includes(string.type)) continue;
    const load = closest(holder, LOADS);
    const direct =
      load?.id === holder.id ||
      holder.type === 'arguments' ||
      holder.type === 'import_require_clause';
    if (!load || !direct) continue;
    const base = pathOf(match[0]);
    if (load.type === 'import_statement' && holder.id === load.id) {
      const items = itemsOfImport(load, base);
      loads.items.push(...items);
      if (items.length === 0) loads.others.push({ node: load, what: 'An import without names' });
    } else if (load.type === 'export_statement' && load.childForFieldName('source')) {
      loads.others.push({ node: load, what: 'Exporting straight from the SDK' });
    } else if (load.type === 'call_expression') {
      const called = load.childForFieldName('function');
      if (called?.type !== 'import' && called?.text !== 'require') continue;
      const items = called.text === 'require' ? itemsOfRequire(load, base) : undefined;
      if (items) loads.items.push(...items);
      else loads.others.push({ node: load, what: 'Loading the SDK within an expression' });
    } else if (load.type === 'import_statement') {
      loads.others.push({ node: load, what: 'import = require' });
    }
  }
  return loads;
}
