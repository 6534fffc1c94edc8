import type { AllocationNode } from '@bailiwick/backstage-plugin-infra-common';
import { demoOrganisation, largeOrganisation, Organisation, type OrgUnit } from '../__testUtils__';
import { cellsInSight, freeCells, layOutIcicle, utilisation } from './icicle';

function nodeOf(org: Organisation, own: OrgUnit): AllocationNode {
  return {
    unit: own.unit,
    sites: org.entries(own),
    children: org.childrenOf(own.unit.id).map(child => nodeOf(org, child)),
  };
}

const treeOf = (org: Organisation) => nodeOf(org, org.named('Northwind'));
const org = demoOrganisation();
const cells = layOutIcicle(treeOf(org), 'ams1', 'cpu');
const cell = (name: string) => cells.find(({ node }) => node.unit.name === name)!;
const width = (name: string) => cell(name).x1 - cell(name).x0;

describe('layOutIcicle', () => {
  it('makes a unit as wide as its limit', () => {
    expect(width('Northwind')).toBeCloseTo(1);
    expect(width('Payments') / width('Commerce')).toBeCloseTo(120 / 400);
    expect(width('Checkout') / width('Risk')).toBeCloseTo(50 / 40);
  });

  it('is as wide as its children where they have more than it has itself', () => {
    // Platform lost servers: it has 200, and Data was granted 260 of them.
    expect(width('Platform')).toBeCloseTo(width('Data'));
    expect(utilisation(cell('Platform').figures)).toBeCloseTo(260 / 200);
  });

  it('keeps children within their parent, side by side', () => {
    for (const child of cells) {
      const parent = cells.find(({ node }) => node.unit.id === child.parentId);
      if (!parent) continue;
      expect(child.x0).toBeGreaterThanOrEqual(parent.x0 - 1e-9);
      expect(child.x1).toBeLessThanOrEqual(parent.x1 + 1e-9);
    }
  });

  it('is empty where nothing was granted', () => {
    expect(layOutIcicle(treeOf(org), 'nowhere', 'cpu')).toEqual([]);
  });
});

describe('freeCells', () => {
  it('fills what is not handed down, and nothing of a team', () => {
    const free = freeCells(cells);
    const commerce = free.find(({ ownerId }) => ownerId === cell('Commerce').node.unit.id);
    expect((commerce!.x1 - commerce!.x0) / width('Commerce')).toBeCloseTo(80 / 400);
    expect(commerce!.depth).toBe(cell('Commerce').depth + 1);
    expect(free.some(({ ownerId }) => ownerId === cell('Risk').node.unit.id)).toBe(false);
    expect(free.some(({ ownerId }) => ownerId === cell('Platform').node.unit.id)).toBe(false);
  });
});

describe('cellsInSight', () => {
  it('shows what is looked at as wide as the picture', () => {
    const { x0, x1 } = cell('Payments');
    const { visible } = cellsInSight(cells, [x0, x1], 1000);
    expect(visible.map(({ node }) => node.unit.name)).toEqual([
      'Northwind',
      'Commerce',
      'Payments',
      'Checkout',
      'Risk',
    ]);
    expect(visible[2]).toMatchObject({ left: 0, width: 100 });
    expect(visible[4].left).toBeCloseTo((50 / 120) * 100);
  });

  it('draws a bounded number of cells of ten thousand units, and counts the others', () => {
    const many = layOutIcicle(treeOf(largeOrganisation(10_000)), 'ams1', 'cpu');
    const { visible, hidden } = cellsInSight(many, [0, 1], 1000);
    expect(many.length).toBeGreaterThan(10_000);
    expect(visible.length).toBeLessThan(2_000);
    expect(visible.length + hidden).toBe(many.length);
  });
});
