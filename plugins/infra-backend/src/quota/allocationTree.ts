import {
  type AllocationNode,
  type Amounts,
  type Budget,
  NOTHING,
  unitEntityRef,
} from '@bailiwick/backstage-plugin-infra-common';
import type {
  TreeQuotaRow,
  TreeRows,
  TreeSiteRow,
  TreeSumRow,
  TreeUnitRow,
} from './AllocationStore';
import { toAmounts } from './amounts';
import type { WholeBudget } from './BudgetStore';
import { toEntry } from './entry';
import { CAPACITY_LEVEL, type Figures } from './types';

/** Rows by unit and site. */
class ByPlace<Row extends { unit_id: string; site: string }> {
  readonly #rows: Map<string, Row>;

  constructor(rows: readonly Row[]) {
    this.#rows = new Map(rows.map(row => [`${row.unit_id} ${row.site}`, row]));
  }

  get(unitId: string, site: string): Row | undefined {
    return this.#rows.get(`${unitId} ${site}`);
  }
}

const amountsOf = (row: TreeSumRow | undefined): Amounts =>
  row ? toAmounts(row.amounts) : NOTHING;

/** Puts the rows together, from the topmost unit down; undefined where there is none. */
export function buildTree(
  rows: TreeRows,
  showBudget: (figures: WholeBudget) => Budget,
): AllocationNode | undefined {
  const quotas = new ByPlace<TreeQuotaRow>(rows.quotas);
  const used = new ByPlace<TreeSumRow>(rows.used);
  const offline = new ByPlace<TreeSumRow>(rows.offline);
  const budgets = new Map(rows.budgets.map(one => [one.unitId, showBudget(one)]));

  const figuresOf = (unit: TreeUnitRow, place: TreeSiteRow): Figures => {
    const { site } = place;
    const row = quotas.get(unit.id, site);
    const held = row ? toAmounts(row.used_amounts) : NOTHING;
    const beneath = used.get(unit.id, site);
    return {
      site,
      limit: toAmounts(unit.level === 0 ? place.online_amounts : (row?.limit_amounts ?? null)),
      allotted: toAmounts(unit.level === 0 ? place.of_fields : (row?.allotted_amounts ?? null)),
      held,
      used: beneath ? amountsOf(beneath) : held,
      ...(unit.level === 0 ? { offline: toAmounts(place.offline_amounts) } : {}),
      ...(unit.level === CAPACITY_LEVEL ? { offline: amountsOf(offline.get(unit.id, site)) } : {}),
      ...(row ? { revision: row.revision } : {}),
    };
  };

  const nodes = new Map<string, AllocationNode>();
  for (const unit of rows.units) {
    const budget = budgets.get(unit.id);
    const parent = unit.parent_id === null ? undefined : nodes.get(unit.parent_id);
    const node: AllocationNode = {
      unit: {
        id: unit.id,
        kind: unit.kind,
        slug: unit.slug,
        name: unit.name,
        parentId: unit.parent_id,
        path: [...(parent?.unit.path ?? unit.above ?? []), unit.name],
        ...(unit.ldap_group === null ? {} : { ldapGroup: unit.ldap_group }),
        entityRef: unitEntityRef(unit),
        revision: unit.revision,
      },
      sites: unit.readable ? rows.sites.map(place => toEntry(figuresOf(unit, place))) : [],
      ...(budget ? { budget } : {}),
      children: [],
    };
    nodes.set(unit.id, node);
    parent?.children.push(node);
  }
  const [top] = rows.units;
  return top && nodes.get(top.id);
}
