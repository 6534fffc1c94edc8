import {
  type AllocationNode,
  type Amounts,
  type Budget,
  type QuotaEffect,
  type QuotaEntry,
  quotaGrantPermission,
  type QuotaHistoryQuery,
  type UnitQuota,
  type UnitQuotaHistory,
  unitReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { UnitRecord, UnitService } from '../organisation';
import type { BudgetGrant, BudgetService } from './BudgetService';
import type { QuotaHistory } from './QuotaHistory';
import type { Grant, QuotaService } from './QuotaService';
import { called } from './refusals';

export interface TreeQuery {
  site?: string;
  depth?: number;
  root?: string;
}

/** Quota for an actor: figures of one's own units and what is beneath them, grants to the children of what one administers. */
export class AuthorizedQuotaService {
  constructor(
    private readonly parts: {
      quotas: QuotaService;
      budgets: BudgetService;
      units: UnitService;
      gate: PermissionGate;
      past: QuotaHistory;
    },
  ) {}

  /** @throws InfraError NOT_FOUND, also for a unit of which only the name may be read */
  async entries(actor: Actor, unitId: string): Promise<UnitQuota> {
    const { quotas, budgets } = this.parts;
    const unit = await this.#readable(actor, unitId);
    return { unitId, sites: await quotas.entries(unit), budget: await budgets.get(unitId) };
  }

  /** @throws InfraError NOT_FOUND as {@link entries}, VALIDATION_ERROR */
  async history(actor: Actor, unitId: string, query: QuotaHistoryQuery): Promise<UnitQuotaHistory> {
    return this.parts.past.of(await this.#readable(actor, unitId), query);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, and what {@link QuotaService.grant} throws */
  async grant(actor: Actor, grant: Grant): Promise<QuotaEntry> {
    await this.#requireGranter(actor, grant.unitId, 'quota');
    return this.parts.quotas.grant(actor, grant);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, and what {@link BudgetService.grant} throws */
  async grantBudget(actor: Actor, grant: BudgetGrant): Promise<Budget> {
    await this.#requireGranter(actor, grant.unitId, 'a budget');
    return this.parts.budgets.grant(actor, grant);
  }

  /** The tree with everything of it that the actor may read; the chain of names above comes without figures. */
  async tree(actor: Actor, query: TreeQuery): Promise<AllocationNode> {
    const tree = await this.parts.quotas.tree({
      ...query,
      roots: new Authority(actor).readableRoots,
      filter: await this.parts.gate.rows(actor, unitReadPermission),
    });
    if (!tree) {
      throw query.root ? notFound('unit', query.root) : notFound('unit', 'that you may read');
    }
    return tree;
  }

  /** What a request would leave free, of those levels whose figures the actor may read. */
  async effect(
    actor: Actor,
    unitId: string,
    site: string,
    amounts: Amounts,
  ): Promise<QuotaEffect[]> {
    const chain = await this.parts.units.chain(unitId);
    const readable = await Promise.all(chain.map(unit => this.#mayRead(actor, unit)));
    const effects = await this.parts.quotas.effect(unitId, site, amounts);
    const shown = new Set(chain.filter((_, index) => readable[index]).map(({ id }) => id));
    return effects.filter(effect => shown.has(effect.unitId));
  }

  async #readable(actor: Actor, unitId: string): Promise<UnitRecord> {
    const unit = await this.parts.units.find(unitId);
    if (!unit || !(await this.#mayRead(actor, unit))) throw notFound('unit', unitId);
    return unit;
  }

  async #requireGranter(actor: Actor, unitId: string, what: string): Promise<void> {
    const unit = await this.#readable(actor, unitId);
    if (!new Authority(actor).mayGrant(unit)) {
      throw forbidden(
        `You may not grant ${what} to ${called(unit)}: that is for administrators and for whoever administers the unit above it`,
      );
    }
    await this.parts.gate.requireOn(actor, quotaGrantPermission, unit);
  }

  async #mayRead(actor: Actor, unit: UnitRecord): Promise<boolean> {
    return (
      new Authority(actor).mayRead(unit) && this.parts.gate.allows(actor, unitReadPermission, unit)
    );
  }
}
