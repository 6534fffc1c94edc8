import type { BlueprintNode } from '@bailiwick/backstage-plugin-infra-common';

type Linked = Pick<BlueprintNode, 'key' | 'parents'>;

/** Nodes so that each comes after its parents, and keys of those that rest upon themselves in a circle. */
export function inOrder<Node extends Linked>(
  nodes: readonly Node[],
): { ordered: Node[]; circular: string[] } {
  const ordered: Node[] = [];
  let rest = [...nodes];
  for (;;) {
    const open = new Set(rest.map(({ key }) => key));
    const free = rest.filter(({ parents }) => !parents.some(key => open.has(key)));
    if (free.length === 0) return { ordered, circular: rest.map(({ key }) => key) };
    ordered.push(...free);
    rest = rest.filter(node => !free.includes(node));
  }
}
