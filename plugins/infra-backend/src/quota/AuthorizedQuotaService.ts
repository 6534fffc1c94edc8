import {
  type AllocationNode,
  type Amounts,
  type QuotaEffect,
  type QuotaEntry,
  quotaGrantPermission,
  type UnitQuota,
  unitReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { UnitRecord, UnitService } from '../organisation';
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
    private readonly quotas: QuotaService,
    private readonly units: UnitService,
    private readonly gate: PermissionGate,
  ) {}

  /** @throws InfraError NOT_FOUND, also for a unit of which only the name may be read */
  async entries(actor: Actor, unitId: string): Promise<UnitQuota> {
    const unit = await this.units.find(unitId);
    if (!unit || !(await this.#mayRead(actor, unit))) throw notFound('unit', unitId);
    return { unitId, sites: await this.quotas.entries(unit) };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, and what {@link QuotaService.grant} throws */
  async grant(actor: Actor, grant: Grant): Promise<QuotaEntry> {
    const unit = await this.units.find(grant.unitId);
    if (!unit || !(await this.#mayRead(actor, unit))) throw notFound('unit', grant.unitId);
    if (!new Authority(actor).mayGrant(unit)) {
      throw forbidden(
        `You may not grant quota to ${called(unit)}: that is for administrators and for whoever administers the unit above it`,
      );
    }
    await this.gate.requireOn(actor, quotaGrantPermission, unit);
    return this.quotas.grant(actor, grant);
  }

  /** The tree with everything of it that the actor may read; the chain of names above comes without figures. */
  async tree(actor: Actor, query: TreeQuery): Promise<AllocationNode> {
    const tree = await this.quotas.tree({
      ...query,
      roots: new Authority(actor).readableRoots,
      filter: await this.gate.rows(actor, unitReadPermission),
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
    const chain = await this.units.chain(unitId);
    const readable = await Promise.all(chain.map(unit => this.#mayRead(actor, unit)));
    const effects = await this.quotas.effect(unitId, site, amounts);
    const shown = new Set(chain.filter((_, index) => readable[index]).map(({ id }) => id));
    return effects.filter(effect => shown.has(effect.unitId));
  }

  async #mayRead(actor: Actor, unit: UnitRecord): Promise<boolean> {
    return new Authority(actor).mayRead(unit) && this.gate.allows(actor, unitReadPermission, unit);
  }
}
