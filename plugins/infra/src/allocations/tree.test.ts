import type { AllocationNode } from '@bailiwick/backstage-plugin-infra-common';
import { demoOrganisation, Organisation, type OrgUnit } from '../__testUtils__';
import { flattenTree, indexTree, matchingBranches, readableTops, unitsAbove } from './tree';

function nodeOf(org: Organisation, own: OrgUnit): AllocationNode {
  return {
    unit: own.unit,
    sites: org.entries(own),
    budget: org.budget(own),
    children: org.childrenOf(own.unit.id).map(child => nodeOf(org, child)),
  };
}

const org = demoOrganisation();
const root = nodeOf(org, org.named('Northwind'));
const id = (name: string) => org.named(name).unit.id;
const all = unitsAbove(root, Infinity);
const names = (rows: ReturnType<typeof flattenTree>) => rows.map(({ unit }) => unit.name);

describe('flattenTree', () => {
  it('shows what is open, in order, each with its place among its siblings', () => {
    const rows = flattenTree(root, {
      site: 'ams1',
      expanded: new Set([id('Northwind'), id('Commerce')]),
    });
    expect(
      rows.map(({ unit, depth, position, setSize, isExpandable, isExpanded }) =>
        [unit.name, depth, `${position}/${setSize}`, isExpandable, isExpanded].join(' '),
      ),
    ).toEqual([
      'Northwind 0 1/1 true true',
      'Commerce 1 1/2 true true',
      'Payments 2 1/2 true false',
      'Storefront 2 2/2 true false',
      'Platform 1 2/2 true false',
    ]);
    expect(rows[2].entry).toMatchObject({
      site: 'ams1',
      limit: { cpu: 120 },
      allotted: { cpu: 90 },
    });
  });

  it('shows everything where all is open', () => {
    expect(flattenTree(root, { site: 'ams1', expanded: all })).toHaveLength(org.units.size);
  });

  it('opens the branches of what a filter keeps, whatever was open', () => {
    const kept = matchingBranches(root, ({ unit }) => unit.name === 'Risk');
    expect(names(flattenTree(root, { site: 'ams1', expanded: new Set(), kept }))).toEqual([
      'Northwind',
      'Commerce',
      'Payments',
      'Risk',
    ]);
  });

  it('shows nothing where nothing matches', () => {
    const kept = matchingBranches(root, () => false);
    expect(flattenTree(root, { site: 'ams1', expanded: all, kept })).toEqual([]);
  });
});

describe('indexTree', () => {
  it('finds the parent of every unit', () => {
    const places = indexTree(root);
    expect(places.size).toBe(org.units.size);
    for (const { unit } of org.units.values()) {
      expect(places.get(unit.id)?.parent?.unit.id ?? null).toBe(unit.parentId);
    }
  });
});

describe('readableTops', () => {
  it('is the root where it may be read', () => {
    expect(readableTops(root)).toEqual([root]);
  });

  it('is the branches below where only names of what is above may be read', () => {
    const payments = nodeOf(org, org.named('Payments'));
    const chain: AllocationNode = {
      ...{ unit: root.unit, sites: [] },
      children: [{ unit: org.named('Commerce').unit, sites: [], children: [payments] }],
    };
    expect(readableTops(chain)).toEqual([payments]);
  });
});
