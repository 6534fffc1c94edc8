import {
  addAmounts,
  type Amounts,
  type Budget,
  DEFAULT_LEVELS,
  NOTHING,
  type QuotaEntry,
  subtractAmounts,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';

/** A unit and, by site, what it was granted and what its resources use. */
export interface OrgUnit {
  unit: Unit;
  limits: Map<string, Amounts>;
  used: Map<string, Amounts>;
  /** A month, in cents. */
  money: { limit: number | null; spent: number };
  revision: number;
}

/** An organisation in memory, with the sums that the backend would answer. */
export class Organisation {
  readonly units = new Map<string, OrgUnit>();
  readonly #children = new Map<string | null, OrgUnit[]>();

  add(name: string, parent?: OrgUnit): OrgUnit {
    const depth = parent ? parent.unit.path.length : 0;
    const created: OrgUnit = {
      unit: {
        id: idOf(1, this.units.size + 1),
        kind: DEFAULT_LEVELS[Math.min(depth, DEFAULT_LEVELS.length - 1)],
        slug: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
        name,
        parentId: parent?.unit.id ?? null,
        path: [...(parent?.unit.path ?? []), name],
        entityRef: `group:default/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
        revision: 1,
      },
      limits: new Map(),
      used: new Map(),
      money: { limit: null, spent: 0 },
      revision: 1,
    };
    this.units.set(created.unit.id, created);
    this.#children.set(created.unit.parentId, [...this.childrenOf(created.unit.parentId), created]);
    return created;
  }

  remove(id: string): void {
    const gone = this.get(id);
    this.units.delete(id);
    this.#children.set(
      gone.unit.parentId,
      this.childrenOf(gone.unit.parentId).filter(one => one !== gone),
    );
  }

  get(id: string): OrgUnit {
    const found = this.units.get(id);
    if (!found) throw new Error(`No unit ${id}`);
    return found;
  }

  named(name: string): OrgUnit {
    const found = [...this.units.values()].find(({ unit }) => unit.name === name);
    if (!found) throw new Error(`No unit ${name}`);
    return found;
  }

  childrenOf(id: string | null): OrgUnit[] {
    return this.#children.get(id) ?? [];
  }

  /** The unit itself and what is above it, from the bottom up. */
  chainOf(id: string): OrgUnit[] {
    const own = this.get(id);
    return own.unit.parentId ? [own, ...this.chainOf(own.unit.parentId)] : [own];
  }

  entry(org: OrgUnit, site: string): QuotaEntry | undefined {
    const limit = org.limits.get(site);
    if (!limit) return undefined;
    const children = this.childrenOf(org.unit.id);
    const allotted = children.reduce(
      (sum, child) => addAmounts(sum, child.limits.get(site) ?? NOTHING),
      NOTHING,
    );
    const used = this.#usedAt(org, site);
    const available = subtractAmounts(limit, children.length > 0 ? allotted : used);
    return {
      site,
      limit,
      allotted,
      used,
      available,
      overcommitted: available.cpu < 0 || available.ramGb < 0,
      etag: `"${org.revision}"`,
    };
  }

  entries(org: OrgUnit): QuotaEntry[] {
    return [...org.limits.keys()].flatMap(site => this.entry(org, site) ?? []);
  }

  budget(org: OrgUnit): Budget {
    const { limit } = org.money;
    const children = this.childrenOf(org.unit.id);
    const allotted = children.reduce((sum, child) => sum + (child.money.limit ?? 0), 0);
    const available = limit === null ? null : limit - allotted - org.money.spent;
    const used = this.#spentBy(org);
    return { currency: 'USD', limit, allotted, used, available, etag: `"${org.revision}"` };
  }

  #spentBy(org: OrgUnit): number {
    const { spent } = org.money;
    return this.childrenOf(org.unit.id).reduce((sum, child) => sum + this.#spentBy(child), spent);
  }

  #usedAt(org: OrgUnit, site: string): Amounts {
    return this.childrenOf(org.unit.id).reduce(
      (sum, child) => addAmounts(sum, this.#usedAt(child, site)),
      org.used.get(site) ?? NOTHING,
    );
  }
}

const amounts = (cpu: number): Amounts => ({ cpu, ramGb: cpu * 4 });

/** Northwind: two fields, two departments in each, two teams in each of those, all with quota at two sites. */
export function demoOrganisation(): Organisation {
  const org = new Organisation();
  const grant = (unit: OrgUnit, cpu: number) => {
    unit.limits.set('ams1', amounts(cpu));
    unit.limits.set('fra2', amounts(cpu / 2));
    return unit;
  };
  const northwind = grant(org.add('Northwind'), 800);
  const commerce = grant(org.add('Commerce', northwind), 400);
  const payments = grant(org.add('Payments', commerce), 120);
  const checkout = grant(org.add('Checkout', payments), 50);
  checkout.used.set('ams1', amounts(22));
  const risk = grant(org.add('Risk', payments), 40);
  risk.used.set('ams1', amounts(40));
  const storefront = grant(org.add('Storefront', commerce), 200);
  grant(org.add('Catalogue', storefront), 60);
  grant(org.add('Search', storefront), 40);
  const platform = grant(org.add('Platform', northwind), 200);
  const data = grant(org.add('Data', platform), 260);
  grant(org.add('Streams', data), 100);
  return org;
}

/** A tree of about the given size in four levels, for looking at how much of it is drawn. */
export function largeOrganisation(size: number): Organisation {
  const org = new Organisation();
  const grant = (unit: OrgUnit, cpu: number) => {
    unit.limits.set('ams1', amounts(cpu));
    return unit;
  };
  const fields = 10;
  const departments = 20;
  const teams = Math.ceil(size / (fields * departments));
  const root = grant(org.add('Northwind'), fields * departments * teams * 10);
  for (let f = 0; f < fields; f++) {
    const field = grant(org.add(`Field ${f + 1}`, root), departments * teams * 10);
    for (let d = 0; d < departments; d++) {
      const department = grant(org.add(`Department ${f + 1}.${d + 1}`, field), teams * 10);
      for (let t = 0; t < teams; t++) {
        const team = grant(org.add(`Team ${f + 1}.${d + 1}.${t + 1}`, department), 8);
        team.used.set('ams1', amounts((f + d + t) % 9));
      }
    }
  }
  return org;
}
