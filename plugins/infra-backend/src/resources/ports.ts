import type {
  Amounts,
  BudgetEffect,
  Cost,
  QuotaEffect,
} from '@bailiwick/backstage-plugin-infra-common';
import type { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor } from '../access';
import type { MirrorChoice, MirrorPlace, MirrorWish } from '../workspaces';

/** What this room asks of the others; their services fit. */

export interface Wish {
  resourceId: string;
  unitId: string;
  /** Without one it takes money only. */
  site?: string;
  amounts: Cost;
}

export interface Reservations {
  /** @throws InfraError QUOTA_EXCEEDED */
  hold(trx: Knex.Transaction, wish: Wish): Promise<void>;
  /** Answers whether it changed anything, as {@link release} does. */
  commit(trx: Knex.Transaction, resourceId: string): Promise<boolean>;
  release(trx: Knex.Transaction, resourceId: string): Promise<boolean>;
  /**
   * Changes what a resource holds; what is at no site and has cost nothing yet begins to hold.
   *
   * @throws InfraError QUOTA_EXCEEDED
   */
  resize(trx: Knex.Transaction, wish: Wish): Promise<void>;
  /** What the resource holds now; undefined where it holds nothing. */
  held(resourceId: string): Promise<Cost | undefined>;
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

/** Which workspace mirrors which resource. */
export interface Mirrors {
  /** @throws InfraError FORBIDDEN where the permission policy shows the actor no workspaces */
  choose(actor: Actor, wish: MirrorWish): Promise<MirrorChoice>;
  /** @throws InfraError VALIDATION_ERROR where the workspace was deleted meanwhile */
  begin(
    trx: Knex.Transaction,
    by: { ref: string; requestId?: string },
    place: MirrorPlace,
    resource: { id: string; name: string; type: string; unit: { id: string } },
  ): Promise<void>;
}

export interface QuotaForecast {
  /** What is free of every level before and after. */
  effect(unitId: string, site: string, amounts: Amounts): Promise<QuotaEffect[]>;
}

export interface BudgetForecast {
  /** What is left of every level before and after. */
  effect(unitId: string, monthlyCost: number): Promise<BudgetEffect[]>;
}

export interface Sites {
  names(): Promise<string[]>;
  /** The field has servers of the tier, online and at the site. */
  hasTier(fieldId: string, site: string, tier: string): Promise<boolean>;
}
