import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { absentActor, type Actor, Authority, type CurrentBindings } from '../access';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import type { ResourceActions, ResourceService } from '../resources';
import type { ScheduleStore } from './ScheduleStore';
import { nextDue } from './timing';
import type { Firing, ScheduleRecord } from './types';

export interface ClockworkServices {
  knex: Knex;
  store: ScheduleStore;
  actions: Pick<ResourceActions, 'act'>;
  resources: Pick<ResourceService, 'get'>;
  bindings: Pick<CurrentBindings, 'of'>;
  auth: Pick<AuthService, 'getNoneCredentials'>;
  audit: AuditTrail;
  logger: LoggerService;
  /** Called after a commit. */
  changed: (schedule: ScheduleRecord) => void;
}

/** A schedule whose owner was not allowed to act so often in a row is disabled. */
const REFUSALS = 3;
const BATCH = 500;

/** Undoes an action whose schedule another process has taken, or somebody changed. */
class TakenElsewhere extends Error {}

/**
 * Does what is due. The action and the mark that it was done are one transaction, so however many processes look at once, each due
 * time counts once; a time that nobody was there for counts once it is seen, and once only.
 */
export class Clockwork {
  constructor(private readonly services: ClockworkServices) {}

  /** Answers how many schedules fired. */
  async fireDue(): Promise<number> {
    const { store, logger } = this.services;
    let fired = 0;
    for (const schedule of await store.due(new Date(), BATCH)) {
      try {
        if (await this.#fire(schedule)) fired += 1;
        this.services.changed(schedule);
      } catch (error) {
        // It stays due: the next round tries again.
        logger.error(`Schedule ${schedule.id} could not fire: ${stringifyError(error)}`);
      }
    }
    return fired;
  }

  async #fire(schedule: ScheduleRecord): Promise<boolean> {
    const { actions, resources } = this.services;
    const { resource, action, name } = schedule;
    const owner = await absentActor(schedule.owner, this.services);
    try {
      const { unit } = await resources.get(resource.id);
      const mayAct = new Authority(owner).mayActFor(unit);
      if (!mayAct) {
        await this.#refuse(schedule, owner, `${owner.ref} may no longer act for ${unit.name}`, 1);
        return false;
      }
      const comment = `By the schedule ${name}`;
      await actions.act(
        ...([resource.id, action, owner, { mayAct, mayApprove: false }, { comment }] as const),
        trx => this.#done(trx, schedule, owner),
      );
      return true;
    } catch (error) {
      if (error instanceof TakenElsewhere) return false;
      if (!isInfraError(error)) throw error;
      await this.#refuse(schedule, owner, error.message, 0);
      return false;
    }
  }

  async #done(trx: Knex.Transaction, schedule: ScheduleRecord, owner: Actor): Promise<void> {
    if (!(await this.services.store.claim(trx, schedule))) throw new TakenElsewhere();
    await this.#settle(trx, schedule, owner, { outcome: 'fired', refusals: 0, enabled: true });
  }

  async #refuse(schedule: ScheduleRecord, owner: Actor, reason: string, more: 0 | 1) {
    const { knex, store } = this.services;
    await inTransaction(knex, async trx => {
      if (!(await store.claim(trx, schedule))) return;
      const refusals = schedule.refusals + more;
      const enabled = refusals < REFUSALS;
      await this.#settle(trx, schedule, owner, { outcome: 'refused', reason, refusals, enabled });
    });
  }

  /** Writes down what became of it and when it is due next; what is not due again is disabled. */
  async #settle(
    trx: Knex.Transaction,
    schedule: ScheduleRecord,
    owner: Actor,
    firing: Omit<Firing, 'nextDueAt'>,
  ): Promise<void> {
    const { store, audit } = this.services;
    const nextDueAt = nextDue(schedule, new Date());
    const enabled = firing.enabled && nextDueAt !== undefined;
    await store.settle(trx, schedule, { ...firing, enabled, nextDueAt });
    const { id, name, action, resource, nextDueAt: dueAt } = schedule;
    await audit.record(trx, {
      event: firing.outcome === 'fired' ? 'schedule-fired' : 'schedule-refused',
      actor: owner,
      subject: { kind: 'resource', id: resource.id },
      after: {
        ...{ schedule: id, name, action, enabled },
        ...(dueAt ? { dueAt: dueAt.toISOString() } : {}),
        ...(firing.reason ? { reason: firing.reason } : {}),
      },
    });
  }
}
