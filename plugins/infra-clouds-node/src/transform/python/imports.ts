import type { Node } from 'web-tree-sitter';
import { closest, namedChildren } from '../../syntax/tree';
import { occurrencesOf } from '../../syntax/words';

/** One name that an import statement brings. */
export type ImportItem = {
  statement: Node;
  /** The part of the statement that is about this name. */
  node: Node;
  /** The dotted path that the name stands for: `infrar` after `import infrar.storage`. */
  path: string;
  /** The dotted path that is imported: `infrar.storage`. */
  imported: string;
  /** The name in the code; empty for `*`. */
  name: string;
  nameNode: Node;
  star: boolean;
  /** Written as `x as x`, the sign of a name that is passed on. */
  passedOn: boolean;
};

const STATEMENTS = new Set(['import_statement', 'import_from_statement']);
export const IDENTIFIER: ReadonlySet<string> = new Set(['identifier']);

const dotted = (node: Node) =>
  namedChildren(node)
    .filter(child => child.type === 'identifier')
    .map(child => child.text.normalize('NFKC'))
    .join('.');

/** The names that an import statement brings; relative imports bring none that an SDK could have. */
export function itemsOf(statement: Node): ImportItem[] {
  const module = statement.childForFieldName('module_name');
  if (module && module.type !== 'dotted_name') return [];
  const from = module ? dotted(module) : '';
  const star = namedChildren(statement).find(child => child.type === 'wildcard_import');
  if (star) {
    return [
      {
        ...{ statement, node: star, nameNode: star, path: from, imported: from },
        ...{ name: '', star: true, passedOn: false },
      },
    ];
  }
  return statement.childrenForFieldName('name').flatMap(node => {
    if (!node) return [];
    const named = node.type === 'aliased_import' ? node.childForFieldName('name') : node;
    const alias = node.type === 'aliased_import' ? node.childForFieldName('alias') : null;
    if (!named) return [];
    const written = dotted(named);
    const imported = from ? `${from}.${written}` : written;
    const nameNode = alias ?? named.namedChild(0)!;
    const name = nameNode.text.normalize('NFKC');
    const path = alias || from ? imported : written.split('.')[0];
    const passedOn = alias !== null && name === written;
    return [{ statement, node, path, imported, name, nameNode, star: false, passedOn }];
  });
}

/** All imports of packages with these names, in the order of the text. */
export function importsOf(root: Node, text: string, packages: readonly string[]): ImportItem[] {
  const statements = new Map<number, Node>();
  for (const nodes of occurrencesOf(root, text, packages, IDENTIFIER, true).values()) {
    for (const node of nodes) {
      const statement = node.parent?.type === 'dotted_name' ? closest(node, STATEMENTS) : null;
      if (statement) statements.set(statement.id, statement);
    }
  }
  const isOurs = (item: ImportItem) => packages.includes(item.imported.split('.')[0]);
  return [...statements.values()]
    .sort((a, b) => a.startIndex - b.startIndex)
    .flatMap(itemsOf)
    .filter(isOurs);
}
