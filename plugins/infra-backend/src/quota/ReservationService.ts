import type { Cost } from '@bailiwick/backstage-plugin-infra-common';
import { conflict, type InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { BudgetService } from './BudgetService';
import type { QuotaStore } from './QuotaStore';
import { shortOf } from './refusals';
import type { ReservationStore } from './ReservationStore';
import { missing } from './amounts';
import type { Wish } from './types';

/** Quota can be given back between a refusal and the look at its figures; then it is tried again. */
const ATTEMPTS = 3;

const changing = ({ site }: Wish) =>
  conflict(
    site === undefined
      ? 'The budget is changing at the moment; try again'
      : `The quota at ${site} is changing at the moment; try again`,
  );

/**
 * Quota that resources take: `held`, then `committed`, then `released`. The counter of the team follows when the transaction commits;
 * if somebody else took the last of it by then, `inTransaction` starts over and {@link hold} refuses.
 */
export class ReservationService {
  constructor(
    private readonly parts: {
      knex: Knex;
      reservations: ReservationStore;
      quotas: QuotaStore;
      budgets: Pick<BudgetService, 'refusal'>;
    },
  ) {}

  /**
   * Takes quota for a resource that holds none yet, or none any more. At most one for a team and site in a transaction, which must be
   * of `inTransaction`.
   *
   * @throws InfraError QUOTA_EXCEEDED; CONFLICT where the resource holds quota already
   */
  async hold(trx: Knex.Transaction, wish: Wish): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      if (await this.parts.reservations.hold(trx, wish)) return;
      if (await this.parts.reservations.live(trx, wish.resourceId)) {
        throw conflict(`Resource ${wish.resourceId} holds quota already`);
      }
      const refusal = await this.refusal(wish, trx);
      if (refusal) throw refusal;
      if (attempt === ATTEMPTS) throw changing(wish);
    }
  }

  /**
   * Changes what a resource holds. In a transaction of `inTransaction`, and as late as {@link hold}. What is at no site and has cost
   * nothing yet begins to hold.
   *
   * @throws InfraError QUOTA_EXCEEDED; CONFLICT where a resource at a site holds nothing
   */
  async resize(trx: Knex.Transaction, wish: Wish): Promise<void> {
    const { reservations } = this.parts;
    for (let attempt = 1; ; attempt++) {
      if (await reservations.resize(trx, wish)) return;
      const held = await reservations.live(trx, wish.resourceId);
      if (!held && wish.site === undefined) {
        if (wish.amounts.monthlyCost) await this.hold(trx, wish);
        return;
      }
      if (!held) throw conflict(`Resource ${wish.resourceId} holds no quota`);
      const refusal = await this.refusal({ ...wish, amounts: missing(wish.amounts, held) }, trx);
      if (refusal) throw refusal;
      if (attempt === ATTEMPTS) throw changing(wish);
    }
  }

  /** The resource is there: what it holds stays until it is gone. Answers whether it changed anything. */
  async commit(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.parts.reservations.commit(trx, resourceId);
  }

  /** Gives back what the resource holds. Answers whether it changed anything: a second release does not. */
  async release(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.parts.reservations.release(trx, resourceId);
  }

  /** What the resource holds now; undefined where it holds nothing. */
  async held(resourceId: string): Promise<Cost | undefined> {
    return this.parts.reservations.live(this.parts.knex, resourceId);
  }

  /** Why {@link hold} would refuse right now, for a dry run; undefined where it would not. */
  async refusal(
    { unitId, site, amounts }: Omit<Wish, 'resourceId'>,
    knex: Knex = this.parts.knex,
  ): Promise<InfraError | undefined> {
    const unit = await this.parts.quotas.findUnit(knex, unitId);
    if (!unit) throw notFound('unit', unitId);
    const atSite =
      site === undefined
        ? undefined
        : shortOf(unit, await this.parts.quotas.at(unit, site, knex), amounts);
    return atSite ?? this.parts.budgets.refusal(unit, amounts.monthlyCost ?? 0, knex);
  }
}
