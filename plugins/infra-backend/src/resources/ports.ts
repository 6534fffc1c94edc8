import type { Amounts, QuotaEffect } from '@bailiwick/backstage-plugin-infra-common';
import type { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';

/** What this room asks of the others; their services fit. */

export interface Wish {
  resourceId: string;
  unitId: string;
  site: string;
  amounts: Amounts;
}

export interface Reservations {
  /** @throws InfraError QUOTA_EXCEEDED */
  hold(trx: Knex.Transaction, wish: Wish): Promise<void>;
  /** Answers whether it changed anything, as {@link release} does. */
  commit(trx: Knex.Transaction, resourceId: string): Promise<boolean>;
  release(trx: Knex.Transaction, resourceId: string): Promise<boolean>;
  /**
   * Changes what a resource holds.
   *
   * @throws InfraError QUOTA_EXCEEDED
   */
  resize(trx: Knex.Transaction, wish: Wish): Promise<void>;
  /** Why {@link hold} would refuse right now; undefined where it would not. */
  refusal(wish: Omit<Wish, 'resourceId'>): Promise<InfraError | undefined>;
}

/** Locks of tools' states, which a lost run leaves behind. */
export interface StateLocks {
  /** Of those that are locked although nothing goes on with them. */
  abandonedLocks(
    resourceIds: readonly string[],
    knex?: Knex,
  ): Promise<ReadonlyMap<string, unknown>>;
  unlock(trx: Knex.Transaction, resourceId: string): Promise<unknown>;
}

/** Secrets that variables name. */
export interface Secrets {
  /** @throws Error that names a secret which is missing */
  resolve(
    unitId: string,
    names: readonly string[],
    use: { runId: string; requestedBy: string },
  ): Promise<ReadonlyMap<string, string>>;
  /** Which of the names a resource of the unit may use. */
  exists(unitId: string, names: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface QuotaForecast {
  /** What is free of every level before and after. */
  effect(unitId: string, site: string, amounts: Amounts): Promise<QuotaEffect[]>;
}

export interface Sites {
  names(): Promise<string[]>;
  /** The field has servers of the tier, online and at the site. */
  hasTier(fieldId: string, site: string, tier: string): Promise<boolean>;
}
