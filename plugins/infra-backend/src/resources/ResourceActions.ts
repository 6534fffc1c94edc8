import {
  positionAfter,
  refuseAction,
  type ResourceAction,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { TrailEvent } from '../audit';
import { inTransaction } from '../lib/database';
import type { RunRecord } from '../runs';
import { factsOf, type Rights } from './facts';
import { actionRefused } from './refusals';
import type { ResourceServices } from './ResourceService';
import type { Requester, ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

/** The actions that `POST /resources/:id/actions/:action` carries out. */
export type RequestedAction = Exclude<ResourceAction, 'edit' | 'delete'>;

const AUDIT_EVENTS: Partial<Record<RequestedAction, TrailEvent>> = {
  apply: 'resource-apply-requested',
  destroy: 'resource-destroy-requested',
  retry: 'resource-retry-requested',
  cancel: 'resource-cancel-requested',
  recreate: 'resource-recreate-requested',
};

/** What can be done with a resource that exists, as the transition table has it. Who may is for the caller to find out. */
export class ResourceActions {
  constructor(private readonly services: ResourceServices & { types: TypeRegistry }) {}

  /**
   * Does what the table allows at this moment.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS, QUOTA_EXCEEDED, CONFLICT
   */
  async act(
    id: string,
    action: RequestedAction,
    by: Requester,
    rights: Rights,
    comment?: string,
  ): Promise<RunRecord | undefined> {
    const { knex, audit, clashes, changed } = this.services;
    let record: ResourceRecord | undefined;
    const work = async (trx: Knex.Transaction) => {
      const locked = await this.#lock(trx, id, action, rights);
      record = locked;
      const event = AUDIT_EVENTS[action];
      if (event) {
        await audit.record(trx, {
          event,
          actor: by,
          subject: { kind: 'resource', id },
          before: { state: locked.state, status: locked.status },
          ...(comment ? { after: { comment } } : {}),
        });
      }
      return this.#carryOut(trx, locked, action, by);
    };
    const run = await clashes.guard(
      () => record,
      () => inTransaction(knex, work),
    );
    if (record) changed(record, 'upserted');
    return run;
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS */
  async delete(id: string, by: Requester, rights: Rights): Promise<void> {
    const { knex, store, audit, reservations, changed } = this.services;
    const gone = await inTransaction(knex, async trx => {
      const record = await this.#lock(trx, id, 'delete', rights);
      const { name, type, unit, state, status } = record;
      await audit.record(trx, {
        event: 'resource-deleted',
        actor: by,
        subject: { kind: 'resource', id },
        before: { name, type, unitId: unit.id, state, status },
      });
      await reservations.release(trx, id);
      await store.remove(trx, id);
      return record;
    });
    changed(gone, 'removed');
  }

  async #lock(
    trx: Knex.Transaction,
    id: string,
    action: ResourceAction,
    rights: Rights,
  ): Promise<ResourceRecord> {
    const { store, types } = this.services;
    const record = (await store.lock(trx, id)) && (await store.find(id, trx));
    if (!record) throw notFound('resource', id);
    const relatives = {
      parents: (await store.parents([id], trx)).get(id) ?? [],
      children: (await store.children([id], trx)).get(id) ?? [],
    };
    const facts = factsOf(record, types.find(record.type), rights, relatives);
    const reason = refuseAction(action, record, facts);
    if (reason !== undefined) throw actionRefused(reason, action, record, facts, relatives);
    return record;
  }

  async #carryOut(
    trx: Knex.Transaction,
    record: ResourceRecord,
    action: RequestedAction,
    by: Requester,
  ): Promise<RunRecord | undefined> {
    switch (action) {
      case 'cancel':
        return this.#cancel(trx, record, by);
      case 'plan':
        return this.#queue(trx, record, 'plan', by);
      case 'destroy':
        return this.#destroy(trx, record, by);
      case 'apply':
      case 'recreate':
      case 'retry':
        return this.#start(trx, record, action, by);
      default:
        throw new Error(`Nothing carries out ${action}, though the table let it pass`);
    }
  }

  async #cancel(trx: Knex.Transaction, record: ResourceRecord, by: Requester) {
    const { engine, store, reservations } = this.services;
    const reason = `Cancelled by ${by.ref}`;
    const [run] = await engine.cancel(trx, record.id, reason);
    if (run) return run;
    // What waits for its parents has no run yet.
    await store.advance(trx, record.id, { ...this.#after('cancel', record), reason });
    if (record.state === 'provision') await reservations.release(trx, record.id);
    return undefined;
  }

  async #destroy(trx: Knex.Transaction, record: ResourceRecord, by: Requester) {
    const { engine, store } = this.services;
    const reason = `The resource is to be destroyed, as ${by.ref} asked`;
    const goesOn = await engine.supersede(trx, record.id, reason);
    await store.advance(trx, record.id, this.#after('destroy', record));
    return this.#queue(trx, record, 'destroy', by, { behind: goesOn });
  }

  /** Applies again, or destroys again what failed to be destroyed. Quota that was given back meanwhile is taken again. */
  async #start(
    trx: Knex.Transaction,
    record: ResourceRecord,
    action: 'apply' | 'recreate' | 'retry',
    by: Requester,
  ) {
    const { engine, store, reservations } = this.services;
    const after = this.#after(action, record);
    const outputs = action === 'recreate' ? {} : undefined;
    await store.advance(trx, record.id, { ...after, outputs });
    const kind = after.state === 'destroy' ? 'destroy' : 'apply';
    const attempt = action === 'retry' ? 1 + (await engine.lastAttempt(trx, record.id)) : 1;
    const run = await this.#queue(trx, record, kind, by, { attempt });
    const holdsNothing = record.reservation === undefined || record.reservation === 'released';
    const { id, unit, site, cost } = record;
    if (kind === 'apply' && site && holdsNothing) {
      await reservations.hold(trx, { resourceId: id, unitId: unit.id, site, amounts: cost });
    }
    return run;
  }

  async #queue(
    trx: Knex.Transaction,
    { id, type, unit }: ResourceRecord,
    kind: RunRecord['kind'],
    by: Requester,
    more: { behind?: boolean; attempt?: number } = {},
  ): Promise<RunRecord> {
    const provisioner = this.services.types.find(type)?.provisioner.id;
    if (!provisioner) throw conflict(`Nothing is installed that brings about a ${type}`);
    return this.services.engine.enqueue(trx, {
      ...{ resourceId: id, unitId: unit.id, provisioner, kind, requestedBy: by.ref },
      ...more,
    });
  }

  /** The guards have made sure that nothing is to be waited for. */
  #after(action: Exclude<RequestedAction, 'plan'>, record: ResourceRecord) {
    const position = positionAfter(action, record, { needsApproval: false, missingParents: [] });
    if (!position) throw new Error(`${action} leads nowhere`);
    return position;
  }
}
