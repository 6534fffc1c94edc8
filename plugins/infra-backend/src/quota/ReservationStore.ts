import type { Cost } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { runPrepared } from '../lib/database';
import { type StoredAmounts, toCost } from './amounts';
import type { Wish } from './types';

/** SQL that is true where a unit can spend so much more; the budget is not even looked at where that is nothing. */
const canSpend = (unitId: string, more: string) => `(${more} <= 0 OR EXISTS (
      SELECT FROM budgets WHERE budgets.unit_id = ${unitId} AND (budgets.monthly_limit IS NULL
        OR budgets.allotted + budgets.spent + ${more} <= budgets.monthly_limit)))`;

const HOLD_ANEW = `ON CONFLICT (resource_id) DO UPDATE
    SET unit_id = excluded.unit_id, site = excluded.site, amounts = excluded.amounts,
      monthly_cost = excluded.monthly_cost, state = 'held', updated_at = now()
    WHERE reservations.state = 'released'`;

// A resource whose reservation was released may hold again; the triggers of the table move the counters at commit.
const HOLD = `
  INSERT INTO reservations (resource_id, unit_id, site, amounts, monthly_cost, state)
  SELECT :resourceId::uuid, quotas.unit_id, quotas.site, :amounts::jsonb, :monthlyCost::bigint, 'held'
  FROM quotas
  WHERE quotas.unit_id = :unitId AND quotas.site = :site
    AND quota_fits(:amounts::jsonb, quotas.limit_amounts, quotas.allotted_amounts, quotas.used_amounts)
    AND ${canSpend('quotas.unit_id', ':monthlyCost::bigint')}
  ${HOLD_ANEW}`;

const HOLD_MONEY = `
  INSERT INTO reservations (resource_id, unit_id, site, amounts, monthly_cost, state)
  SELECT :resourceId::uuid, :unitId::uuid, NULL, '{}', :monthlyCost::bigint, 'held'
  WHERE ${canSpend(':unitId::uuid', ':monthlyCost::bigint')}
  ${HOLD_ANEW}`;

const MORE_MONEY = '(:monthlyCost::bigint - reservations.monthly_cost)';

// Less always fits; of more it is the difference that must.
const RESIZE = `
  UPDATE reservations SET amounts = :amounts::jsonb, monthly_cost = :monthlyCost::bigint, updated_at = now()
  FROM quotas
  WHERE reservations.resource_id = :resourceId AND reservations.state <> 'released'
    AND quotas.unit_id = reservations.unit_id AND quotas.site = reservations.site
    AND quota_fits(amounts_subtract(:amounts::jsonb, reservations.amounts),
      quotas.limit_amounts, quotas.allotted_amounts, quotas.used_amounts)
    AND ${canSpend('reservations.unit_id', MORE_MONEY)}`;

const RESIZE_MONEY = `
  UPDATE reservations SET monthly_cost = :monthlyCost::bigint, updated_at = now()
  WHERE resource_id = :resourceId AND state <> 'released' AND site IS NULL
    AND ${canSpend('reservations.unit_id', MORE_MONEY)}`;

const COMMIT = `
  UPDATE reservations SET state = 'committed', updated_at = now()
  WHERE resource_id = :resourceId AND state = 'held'`;

const RELEASE = `
  UPDATE reservations SET state = 'released', updated_at = now()
  WHERE resource_id = :resourceId AND state <> 'released'`;

interface ReservationRow {
  resource_id: string;
  amounts: StoredAmounts;
  /** A bigint, which the driver answers as text. */
  monthly_cost: string;
  state: string;
}

/** What goes to the quota at a site, and what to the budget. */
const partsOf = ({ monthlyCost = 0, ...amounts }: Cost) => ({
  atSite: JSON.stringify(amounts),
  monthlyCost,
});

/** The rows of reservations. Every change is a compare-and-set that answers whether it changed anything. */
export class ReservationStore {
  async hold(trx: Knex.Transaction, { resourceId, unitId, site, amounts }: Wish): Promise<boolean> {
    const { atSite, monthlyCost } = partsOf(amounts);
    const bindings = { resourceId, unitId, monthlyCost };
    if (site === undefined) return this.#run(trx, 'quota-hold-money', HOLD_MONEY, bindings);
    return this.#run(trx, 'quota-hold', HOLD, { ...bindings, site, amounts: atSite });
  }

  async resize(
    trx: Knex.Transaction,
    { resourceId, site, amounts }: Omit<Wish, 'unitId'>,
  ): Promise<boolean> {
    const { atSite, monthlyCost } = partsOf(amounts);
    const bindings = { resourceId, monthlyCost };
    if (site === undefined) return this.#run(trx, 'quota-resize-money', RESIZE_MONEY, bindings);
    return this.#run(trx, 'quota-resize', RESIZE, { ...bindings, amounts: atSite });
  }

  async commit(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.#run(trx, 'quota-commit', COMMIT, { resourceId });
  }

  async release(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.#run(trx, 'quota-release', RELEASE, { resourceId });
  }

  /** What the resource holds now; undefined where it holds nothing. */
  async live(trx: Knex, resourceId: string): Promise<Cost | undefined> {
    const row = await trx<ReservationRow>('reservations')
      .select('amounts', 'monthly_cost')
      .where({ resource_id: resourceId })
      .whereNot({ state: 'released' })
      .first();
    return row && toCost(row.amounts, Number(row.monthly_cost));
  }

  async #run(
    trx: Knex.Transaction,
    name: string,
    text: string,
    bindings: Record<string, string | number>,
  ): Promise<boolean> {
    const { rowCount } = await runPrepared(trx, name, text, bindings);
    return rowCount > 0;
  }
}
