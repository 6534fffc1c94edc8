import type {
  AllocationNode,
  Budget,
  QuotaEntry,
  Unit,
} from '@bailiwick/backstage-plugin-infra-common';

/** One line of the tree table. */
export interface TreeRow {
  unit: Unit;
  entry: QuotaEntry | undefined;
  /** Undefined where its figures may not be read. */
  budget: Budget | undefined;
  /** From 0 at the root. */
  depth: number;
  /** 1-based place among its siblings that are shown, and their number. */
  position: number;
  setSize: number;
  isExpandable: boolean;
  isExpanded: boolean;
}

/** Where a unit is in the tree. */
export interface TreePlace {
  node: AllocationNode;
  parent: AllocationNode | undefined;
}

export const entryAt = (node: AllocationNode, site: string | undefined): QuotaEntry | undefined =>
  node.sites.find(entry => entry.site === site);

/** Whether any unit of the tree meets a condition. */
export const isAny = (
  node: AllocationNode,
  condition: (node: AllocationNode) => boolean,
): boolean => condition(node) || node.children.some(child => isAny(child, condition));

/** Every unit by id with its parent, so that a row finds what it is granted from. */
export function indexTree(root: AllocationNode): Map<string, TreePlace> {
  const places = new Map<string, TreePlace>();
  const queue: TreePlace[] = [{ node: root, parent: undefined }];
  for (let place = queue.pop(); place; place = queue.pop()) {
    const { node } = place;
    places.set(node.unit.id, place);
    for (const child of node.children) queue.push({ node: child, parent: node });
  }
  return places;
}

/** The topmost units whose figures may be read: the root or, where that is not one's own to see, the branches below that are. */
export const readableTops = (root: AllocationNode): AllocationNode[] =>
  root.budget ? [root] : root.children.flatMap(readableTops);

/** Ids of the units that are open to begin with: what leads to the topmost readable units, and their first levels. */
export function unitsAbove(root: AllocationNode, depth: number): Set<string> {
  const ids = new Set<string>();
  const visit = (node: AllocationNode, level: number) => {
    if (level >= depth || node.children.length === 0) return;
    ids.add(node.unit.id);
    const below = node.budget ? level + 1 : level;
    node.children.forEach(child => visit(child, below));
  };
  visit(root, 0);
  return ids;
}

/** Ids of the units that match, and of all above them. */
export function matchingBranches(
  root: AllocationNode,
  matches: (node: AllocationNode) => boolean,
): Set<string> {
  const kept = new Set<string>();
  const visit = (node: AllocationNode): boolean => {
    // Every child is visited, whether or not one before it matched.
    const below = node.children.map(visit).includes(true);
    const isKept = below || matches(node);
    if (isKept) kept.add(node.unit.id);
    return isKept;
  };
  visit(root);
  return kept;
}

interface FlattenOptions {
  /** Undefined where there is none yet. */
  site: string | undefined;
  expanded: ReadonlySet<string>;
  /** Only these; their branches are open. */
  kept?: ReadonlySet<string>;
}

/** The rows of the table, from the top down. */
export function flattenTree(
  root: AllocationNode,
  { site, expanded, kept }: FlattenOptions,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (siblings: readonly AllocationNode[], depth: number) => {
    const shown = kept ? siblings.filter(({ unit }) => kept.has(unit.id)) : siblings;
    shown.forEach((node, index) => {
      const children = kept ? node.children.filter(({ unit }) => kept.has(unit.id)) : node.children;
      const isExpandable = children.length > 0;
      const isExpanded = isExpandable && (kept !== undefined || expanded.has(node.unit.id));
      rows.push({
        unit: node.unit,
        entry: entryAt(node, site),
        budget: node.budget,
        depth,
        position: index + 1,
        setSize: shown.length,
        isExpandable,
        isExpanded,
      });
      if (isExpanded) visit(node.children, depth + 1);
    });
  };
  visit([root], 0);
  return rows;
}
