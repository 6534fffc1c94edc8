import type { Node } from 'web-tree-sitter';

/** The nearest ancestor of one of these types, the node itself included. */
export function closest(node: Node, types: ReadonlySet<string>): Node | null {
  for (let at: Node | null = node; at; at = at.parent) if (types.has(at.type)) return at;
  return null;
}

/** The children without the punctuation, and without null. */
export function namedChildren(node: Node): Node[] {
  return node.namedChildren.filter(child => child !== null);
}

export function isField(parent: Node, field: string, child: Node): boolean {
  return parent.childrenForFieldName(field).some(one => one?.id === child.id);
}

/** The first place where the code is not of its language, or undefined. */
export function firstError(root: Node): Node | undefined {
  if (!root.hasError) return undefined;
  for (let at = root; ;) {
    const next = at.children.find(child => child?.hasError || child?.isError || child?.isMissing);
    if (!next) return at;
    at = next;
    if (at.isError || at.isMissing) return at;
  }
}

/** Calls `visit` for a node and all below it, in the order of the text; `false` leaves out what is below. */
export function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of node.namedChildren) if (child) walk(child, visit);
}
