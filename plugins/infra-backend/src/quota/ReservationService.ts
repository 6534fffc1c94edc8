import { conflict, type InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { QuotaStore } from './QuotaStore';
import { shortOf } from './refusals';
import type { ReservationStore } from './ReservationStore';
import { missing } from './amounts';
import type { Wish } from './types';

/** Quota can be given back between a refusal and the look at its figures; then it is tried again. */
const ATTEMPTS = 3;

/**
 * Quota that resources take: `held`, then `committed`, then `released`. The counter of the team follows when the transaction commits;
 * if somebody else took the last of it by then, `inTransaction` starts over and {@link hold} refuses.
 */
export class ReservationService {
  constructor(
    private readonly parts: { knex: Knex; reservations: ReservationStore; quotas: QuotaStore },
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
      if (attempt === ATTEMPTS) {
        throw conflict(`The quota at ${wish.site} is changing at the moment; try again`);
      }
    }
  }

  /**
   * Changes what a resource holds. In a transaction of `inTransaction`, and as late as {@link hold}.
   *
   * @throws InfraError QUOTA_EXCEEDED; CONFLICT where the resource holds nothing
   */
  async resize(trx: Knex.Transaction, wish: Wish): Promise<void> {
    const { reservations } = this.parts;
    for (let attempt = 1; ; attempt++) {
      if (await reservations.resize(trx, wish.resourceId, wish.amounts)) return;
      const held = await reservations.live(trx, wish.resourceId);
      if (!held) throw conflict(`Resource ${wish.resourceId} holds no quota`);
      const refusal = await this.refusal({ ...wish, amounts: missing(wish.amounts, held) }, trx);
      if (refusal) throw refusal;
      if (attempt === ATTEMPTS) {
        throw conflict(`The quota at ${wish.site} is changing at the moment; try again`);
      }
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

  /** Why {@link hold} would refuse right now, for a dry run; undefined where it would not. */
  async refusal(
    { unitId, site, amounts }: Omit<Wish, 'resourceId'>,
    knex: Knex = this.parts.knex,
  ): Promise<InfraError | undefined> {
    const unit = await this.parts.quotas.findUnit(knex, unitId);
    if (!unit) throw notFound('unit', unitId);
    return shortOf(unit, await this.parts.quotas.at(unit, site, knex), amounts);
  }
}
