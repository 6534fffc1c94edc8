import type { ResourceTree } from '@bailiwick/backstage-plugin-infra-common';

export type TreeNode = ResourceTree['nodes'][number];

/** A resource below another one, in a list that is indented. */
export interface Relative {
  node: TreeNode;
  /** 1 for what is next to the resource itself. */
  level: number;
}

/**
 * Everything that is reached from a resource in one direction, the way down first. What is reached on several ways is listed once,
 * where it is met first.
 */
export function relativesOf(tree: ResourceTree, id: string, direction: 'up' | 'down'): Relative[] {
  const nodes = new Map(tree.nodes.map(node => [node.id, node]));
  const seen = new Set([id]);
  const next = (from: string): string[] =>
    tree.edges.flatMap(({ parentId, childId }) => {
      const [here, there] = direction === 'up' ? [childId, parentId] : [parentId, childId];
      return here === from ? there : [];
    });
  const walk = (from: string, level: number): Relative[] =>
    next(from).flatMap(to => {
      const node = nodes.get(to);
      if (!node || seen.has(to)) return [];
      seen.add(to);
      return [{ node, level }, ...walk(to, level + 1)];
    });
  return walk(id, 1);
}
