import { hierarchy, type HierarchyRectangularNode, partition } from 'd3-hierarchy';
import type { AllocationNode, Dimension } from '@bailiwick/backstage-plugin-infra-common';
import { type QuotaFigures, figuresOf, takenOf } from '../shared';
import { entryAt } from './tree';

const NO_FIGURES: QuotaFigures = { limit: 0, allotted: 0, used: 0, free: 0 };

/** One unit of the picture; `x0` and `x1` are its edges within the whole, from 0 to 1. */
export interface IcicleCell {
  node: AllocationNode;
  parentId: string | undefined;
  depth: number;
  x0: number;
  x1: number;
  figures: QuotaFigures;
}

const figuresAt = (node: AllocationNode, site: string, dimension: Dimension): QuotaFigures => {
  const entry = entryAt(node, site);
  return entry ? figuresOf(entry, dimension) : NO_FIGURES;
};

/**
 * Lays the tree out level by level: a unit is as wide as its limit, its children stand beneath it from the left, and what it
 * has not handed down stays free at its right. Where children have more than the unit itself, it is as wide as they are.
 */
export function layOutIcicle(
  root: AllocationNode,
  site: string,
  dimension: Dimension,
): IcicleCell[] {
  const tree = hierarchy(root).sum(node => {
    const { limit } = figuresAt(node, site, dimension);
    const handedDown = node.children.reduce(
      (sum, child) => sum + figuresAt(child, site, dimension).limit,
      0,
    );
    return Math.max(0, limit - handedDown);
  });
  if (!tree.value) return [];
  return partition<AllocationNode>()(tree)
    .descendants()
    .map((cell: HierarchyRectangularNode<AllocationNode>) => ({
      node: cell.data,
      parentId: cell.parent?.data.unit.id,
      depth: cell.depth,
      x0: cell.x0,
      x1: cell.x1,
      figures: figuresAt(cell.data, site, dimension),
    }));
}

/** What a unit has not handed down, beneath it; a team hands nothing down. */
export interface FreeCell {
  ownerId: string;
  depth: number;
  x0: number;
  x1: number;
}

export function freeCells(cells: readonly IcicleCell[]): FreeCell[] {
  const handedDown = new Map<string, number>();
  for (const { parentId, x1 } of cells) {
    if (parentId) handedDown.set(parentId, Math.max(handedDown.get(parentId) ?? 0, x1));
  }
  return cells.flatMap(({ node, depth, x0, x1 }) => {
    const from = handedDown.get(node.unit.id) ?? x0;
    const isFree = node.children.length > 0 && x1 > from;
    return isFree ? [{ ownerId: node.unit.id, depth: depth + 1, x0: from, x1 }] : [];
  });
}

/** Edges within what is looked at, in percent. */
interface Edges {
  left: number;
  width: number;
}

export type Visible<Cell> = Cell & Edges;
export type VisibleCell = Visible<IcicleCell>;

/** The cells that can be seen when one looks at a part of the whole, and how many are too narrow to be drawn. */
export function cellsInSight<Cell extends { x0: number; x1: number }>(
  cells: readonly Cell[],
  [from, to]: readonly [number, number],
  widthInPixels: number,
): { visible: Visible<Cell>[]; hidden: number } {
  const scale = 100 / (to - from);
  const visible: Visible<Cell>[] = [];
  let hidden = 0;
  for (const cell of cells) {
    const left = Math.max(cell.x0, from);
    const right = Math.min(cell.x1, to);
    if (right <= left) continue;
    const width = (right - left) * scale;
    if ((width / 100) * widthInPixels < 2) hidden++;
    else visible.push({ ...cell, left: (left - from) * scale, width });
  }
  return { visible, hidden };
}

/** How much of a limit is taken, from 0 to 1; above 1 while overcommitted. */
export const utilisation = (figures: QuotaFigures): number =>
  figures.limit === 0 ? 0 : takenOf(figures) / figures.limit;
