import type { Amounts } from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { CapacityStore, Place } from './CapacityStore';
import type { QuotaStore } from './QuotaStore';
import { tooMuchAway } from './refusals';

/**
 * Lets the limits of fields follow their servers, in the transaction that changes the servers. Row locks are taken in one order
 * everywhere: a unit, servers, then quotas from the top down; so a caller has locked its servers before it calls.
 */
export class CapacityService {
  constructor(private readonly parts: { capacities: CapacityStore; quotas: QuotaStore }) {}

  /** Locks the quotas of fields; the figures that follow are of after the lock. */
  async lock(trx: Knex.Transaction, places: readonly Place[]): Promise<void> {
    await this.parts.capacities.lock(trx, places);
  }

  /**
   * Makes sure that a field can do without a server. The caller holds the lock on the place.
   *
   * @throws InfraError QUOTA_EXCEEDED where it has allotted what the server brings
   */
  async requireSpare(
    trx: Knex.Transaction,
    { fieldId, site }: Place,
    server: { name: string; amounts: Amounts },
  ): Promise<void> {
    const { quotas } = this.parts;
    const field = await quotas.findUnit(trx, fieldId);
    if (!field) throw notFound('unit', fieldId);
    const figures = await quotas.at(field, site, trx);
    const refusal = tooMuchAway(field, figures, server.amounts, server.name);
    if (refusal) throw refusal;
  }

  /** Sets the limits to what the online servers have now; what is too little shows as overcommitted. Answers what changed. */
  async follow(trx: Knex.Transaction, places: readonly Place[]): Promise<Place[]> {
    if (places.length === 0) return [];
    await this.parts.capacities.lock(trx, places);
    return this.parts.capacities.recount(trx, places);
  }

  /** Sets what every site has in all. */
  async followSites(trx: Knex.Transaction): Promise<void> {
    await this.parts.capacities.recountSites(trx);
  }
}
