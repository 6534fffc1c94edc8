import type { Node } from 'web-tree-sitter';
import { namedChildren } from '../../syntax/tree';

export type GoImport = {
  declaration: Node;
  spec: Node;
  /** As it is written between the quotes: `infrar/storage`. */
  path: string;
  /** What the file calls it; without it, whatever the package calls itself. `_` and `.` are kept. */
  alias?: string;
};

/** The name by which a package is usually known: the last part of its path that is no version. */
export function usualName(path: string): string {
  const parts = path.split('/');
  const last = parts.length > 1 && /^v\d+$/.test(parts.at(-1)!) ? parts.at(-2)! : parts.at(-1)!;
  return last.replace(/\.v\d+$/, '').replace(/[^\p{L}\p{Nd}_]/gu, '_');
}

const importOf = (declaration: Node, spec: Node): GoImport => {
  const alias = spec.childForFieldName('name')?.text;
  const path = spec.childForFieldName('path')!.text.slice(1, -1);
  return { declaration, spec, path, ...(alias && { alias }) };
};

/** Every import of a file, in order. */
export function importsOf(root: Node): GoImport[] {
  return namedChildren(root)
    .filter(({ type }) => type === 'import_declaration')
    .flatMap(declaration => {
      const specs = namedChildren(declaration).flatMap(child =>
        child.type === 'import_spec_list' ? namedChildren(child) : [child],
      );
      return specs
        .filter(({ type }) => type === 'import_spec')
        .map(spec => importOf(declaration, spec));
    });
}

/** The name that an import has in its file. */
export const nameOf = ({ alias, path }: GoImport) => alias ?? usualName(path);
