import type { Unit } from '@bailiwick/backstage-plugin-infra-common';

/** One line of the tree of units. */
export interface UnitRow {
  unit: Unit;
  depth: number;
  position: number;
  setSize: number;
  isExpandable: boolean;
  isExpanded: boolean;
}

interface UnitRowOptions {
  top: readonly Unit[];
  /** What is beneath a unit, where it has been read. */
  children: ReadonlyMap<string, readonly Unit[]>;
  expanded: ReadonlySet<string>;
  /** Depth of the lowest level, beneath which nothing can be. */
  lowest: number;
}

/** The rows of the tree, as far as it is open and has been read. */
export function unitRows({ top, children, expanded, lowest }: UnitRowOptions): UnitRow[] {
  const rows: UnitRow[] = [];
  const visit = (siblings: readonly Unit[], depth: number) => {
    siblings.forEach((unit, index) => {
      const below = children.get(unit.id);
      const isExpandable = depth < lowest && below?.length !== 0;
      const isExpanded = isExpandable && expanded.has(unit.id);
      rows.push({
        unit,
        depth,
        position: index + 1,
        setSize: siblings.length,
        isExpandable,
        isExpanded,
      });
      if (isExpanded && below) visit(below, depth + 1);
    });
  };
  visit(top, 0);
  return rows;
}
