import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import { FAILED_STATUSES } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import type { Admission } from './Admission';
import type { LockedResources } from './LockedResources';
import type { ResourceServices } from './ResourceService';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

/** Who acts where nobody asked: the plugin itself, by a rule that was agreed upon before. */
const SELF = { ref: 'plugin:infra' };

const BATCH = 100;

export interface WatchServices {
  knex: Knex;
  types: TypeRegistry;
  admission: Admission;
  locked: LockedResources;
  engine: ResourceServices['engine'];
  audit: AuditTrail;
  logger: LoggerService;
  changed: ResourceServices['changed'];
}

/** Looks after resources while nobody does: ends what has expired, and finds out what has drifted. */
export class Watch {
  constructor(private readonly services: WatchServices) {}

  /**
   * Destroys what has expired. That it ends then was part of what was requested, so nobody is asked again. What others rest upon waits
   * for them. Answers how many destructions began.
   */
  async endExpired(): Promise<number> {
    const { knex, logger } = this.services;
    const ids = await knex('resources')
      .where('expires_at', '<=', knex.fn.now())
      .where('state', 'provisioned')
      .whereIn('status', ['done', 'ready', ...FAILED_STATUSES])
      .orderBy('expires_at')
      .limit(BATCH)
      .pluck<string[]>('id');
    let ended = 0;
    for (const id of ids) {
      try {
        await this.#end(id);
        ended += 1;
      } catch (error) {
        // Children that still live, or somebody who was faster: the next round looks again.
        if (!isInfraError(error)) throw error;
        logger.info(`Expired resource ${id} is not destroyed yet: ${error.message}`);
      }
    }
    return ended;
  }

  /** Queues a look at what was not looked at for as long as its type says. Answers how many. */
  async lookForDrift(): Promise<number> {
    let queued = 0;
    for (const { name, driftCheckHours } of this.services.types.watched()) {
      for (const id of await this.#due(name, driftCheckHours)) {
        try {
          if (await this.#look(id, driftCheckHours)) queued += 1;
        } catch (error) {
          this.services.logger.warn(`Cannot look whether ${id} drifted: ${stringifyError(error)}`);
        }
      }
    }
    return queued;
  }

  async #end(id: string): Promise<void> {
    const { knex, locked, admission, engine, audit, changed } = this.services;
    const record = await inTransaction(knex, async trx => {
      const rights = { mayAct: true, mayApprove: false };
      const found = await locked.require(trx, id, 'destroy', rights);
      await audit.record(trx, {
        event: 'resource-expired',
        actor: SELF,
        subject: { kind: 'resource', id },
        before: { state: found.state, status: found.status },
      });
      await engine.supersede(trx, id, 'The resource has expired');
      await admission.carryOut(trx, found, { kind: 'destroy', state: 'destroy' }, SELF);
      return found;
    });
    changed(record, 'upserted');
  }

  async #due(type: string, hours: number): Promise<string[]> {
    const { knex } = this.services;
    return knex('resources')
      .where({ type, state: 'provisioned', status: 'done' })
      .whereRaw("coalesce(watched_at, updated_at) < now() - ? * interval '1 hour'", [hours])
      .orderByRaw('watched_at NULLS FIRST')
      .limit(BATCH)
      .pluck('id');
  }

  /** Of several processes that look at once one is the first. */
  async #look(id: string, hours: number): Promise<boolean> {
    const { knex, admission } = this.services;
    return inTransaction(knex, async trx => {
      const due: ResourceRecord | undefined = await this.services.locked.atRest(trx, id);
      const marked = await trx('resources')
        .where({ id })
        .whereRaw("coalesce(watched_at, updated_at) < now() - ? * interval '1 hour'", [hours])
        .update({ watched_at: trx.fn.now() });
      if (!due || marked === 0) return false;
      await admission.observe(trx, due, SELF);
      return true;
    });
  }
}
