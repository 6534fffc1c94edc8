import type { Amounts } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { runPrepared } from '../lib/database';
import type { Wish } from './types';

// A resource whose reservation was released may hold again; the trigger of the table moves the counter at commit.
const HOLD = `
  INSERT INTO reservations (resource_id, unit_id, site, amounts, state)
  SELECT :resourceId::uuid, quotas.unit_id, quotas.site, :amounts::jsonb, 'held'
  FROM quotas
  WHERE quotas.unit_id = :unitId AND quotas.site = :site
    AND quota_fits(:amounts::jsonb, quotas.limit_amounts, quotas.allotted_amounts, quotas.used_amounts)
  ON CONFLICT (resource_id) DO UPDATE
    SET unit_id = excluded.unit_id, site = excluded.site, amounts = excluded.amounts, state = 'held', updated_at = now()
    WHERE reservations.state = 'released'`;

// Less always fits; of more it is the difference that must.
const RESIZE = `
  UPDATE reservations SET amounts = :amounts::jsonb, updated_at = now()
  FROM quotas
  WHERE reservations.resource_id = :resourceId AND reservations.state <> 'released'
    AND quotas.unit_id = reservations.unit_id AND quotas.site = reservations.site
    AND quota_fits(amounts_subtract(:amounts::jsonb, reservations.amounts),
      quotas.limit_amounts, quotas.allotted_amounts, quotas.used_amounts)`;

const COMMIT = `
  UPDATE reservations SET state = 'committed', updated_at = now()
  WHERE resource_id = :resourceId AND state = 'held'`;

const RELEASE = `
  UPDATE reservations SET state = 'released', updated_at = now()
  WHERE resource_id = :resourceId AND state <> 'released'`;

/** The rows of reservations. Every change is a compare-and-set that answers whether it changed anything. */
export class ReservationStore {
  async hold(trx: Knex.Transaction, wish: Wish): Promise<boolean> {
    return this.#run(trx, 'quota-hold', HOLD, {
      resourceId: wish.resourceId,
      unitId: wish.unitId,
      site: wish.site,
      amounts: JSON.stringify(wish.amounts),
    });
  }

  async resize(trx: Knex.Transaction, resourceId: string, amounts: Amounts): Promise<boolean> {
    return this.#run(trx, 'quota-resize', RESIZE, { resourceId, amounts: JSON.stringify(amounts) });
  }

  async commit(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.#run(trx, 'quota-commit', COMMIT, { resourceId });
  }

  async release(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    return this.#run(trx, 'quota-release', RELEASE, { resourceId });
  }

  /** What the resource holds now; undefined where it holds nothing. */
  async live(trx: Knex.Transaction, resourceId: string): Promise<Amounts | undefined> {
    const row = await trx<{ amounts: Amounts; resource_id: string; state: string }>('reservations')
      .select('amounts')
      .where({ resource_id: resourceId })
      .whereNot({ state: 'released' })
      .first();
    return row?.amounts;
  }

  async #run(
    trx: Knex.Transaction,
    name: string,
    text: string,
    bindings: Record<string, string>,
  ): Promise<boolean> {
    const { rowCount } = await runPrepared(trx, name, text, bindings);
    return rowCount > 0;
  }
}
