import {
  type ApprovalKind,
  isAtRest,
  type Position,
  positionAfter,
  type ResourceAction,
  startPosition,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor } from '../access';
import type { ApprovalRecord, ApprovalService, Verdict } from '../approvals';
import type { TrailEvent } from '../audit';
import { inTransaction } from '../lib/database';
import { requireMatch } from '../lib/http';
import { takesQuota } from '../quota/amounts';
import type { RunRecord } from '../runs';
import type { Admission } from './Admission';
import { type Circumstances, holdsQuota } from './facts';
import type { Lifetimes } from './Lifetimes';
import type { LockedResources } from './LockedResources';
import type { StateLocks } from './ports';
import { resourceTag } from './ResourceChanges';
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
  plan: 'resource-plan-requested',
  extend: 'resource-extended',
  unlock: 'resource-unlocked',
};

/** What applying again is, seen from where the resource stands. */
function kindIn(state: ResourceRecord['state']): ApprovalKind {
  if (state === 'destroy') return 'destroy';
  return state === 'provisioned' ? 'change' : 'create';
}

export type ActionRequest = Omit<Verdict, 'decision'>;

/** What is written down together with an action. */
export type Within = (trx: Knex.Transaction, run: RunRecord | undefined) => Promise<void>;

interface Performance {
  work: (trx: Knex.Transaction, record: ResourceRecord) => Promise<RunRecord | undefined>;
  comment?: string;
  within?: Within;
}

/** @throws InfraError VALIDATION_ERROR */
function requireReason({ comment }: ActionRequest): void {
  if (comment) return;
  throw validationError([{ pointer: '/comment', message: 'is required: say why' }]);
}

export interface ResourceActionServices extends ResourceServices {
  types: TypeRegistry;
  admission: Admission;
  approvals: ApprovalService;
  lifetimes: Lifetimes;
  locked: LockedResources;
  locks?: StateLocks;
}

/** What can be done with a resource that exists, as the transition table has it. Who may is for the caller to find out. */
export class ResourceActions {
  constructor(private readonly services: ResourceActionServices) {}

  /**
   * Does what the table allows at this moment.
   *
   * @param within - called at the end of the transaction with the run that was queued; what it throws undoes all of it
   * @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS, QUOTA_EXCEEDED, CONFLICT
   */
  async act(
    id: string,
    action: RequestedAction,
    by: Actor,
    rights: Circumstances,
    request: ActionRequest = {},
    within?: Within,
  ): Promise<RunRecord | undefined> {
    return this.#perform(id, action, by, rights, {
      ...{ comment: request.comment, within },
      work: (trx, record) => this.#carryOut(trx, record, action, by, request),
    });
  }

  /**
   * Destroys, or tries again to, for somebody who asked for it earlier. A type that asks for an approval asks here as well.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS, CONFLICT
   */
  async destroyFor(
    id: string,
    action: 'destroy' | 'retry',
    by: Requester,
    rights: Circumstances,
    within: Within,
  ): Promise<void> {
    await this.#perform(id, action, by, rights, {
      within,
      work: (trx, record) =>
        action === 'retry' ? this.#again(trx, record, 'retry', by) : this.#destroy(trx, record, by),
    });
  }

  /** One way for all actions: locked, held against the table, written down, carried out and announced. */
  async #perform(
    id: string,
    action: RequestedAction,
    by: Requester,
    rights: Circumstances,
    { work: carryOut, comment, within }: Performance,
  ): Promise<RunRecord | undefined> {
    const { knex, audit, clashes, changed } = this.services;
    let record: ResourceRecord | undefined;
    const work = async (trx: Knex.Transaction) => {
      const locked = await this.services.locked.require(trx, id, action, rights);
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
      const run = await carryOut(trx, locked);
      await within?.(trx, run);
      return run;
    };
    const run = await clashes.guard(
      () => record,
      () => inTransaction(knex, work),
    );
    if (record) changed(record, 'upserted');
    return run;
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, STALE_REVISION, DEPENDENCY_EXISTS */
  async delete(id: string, by: Actor, rights: Circumstances, ifMatch?: string): Promise<void> {
    const { knex, store, audit, reservations, changed } = this.services;
    const gone = await inTransaction(knex, async trx => {
      const record = await this.services.locked.require(trx, id, 'delete', rights);
      requireMatch(ifMatch, resourceTag(record), record.name);
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

  async #carryOut(
    trx: Knex.Transaction,
    record: ResourceRecord,
    action: RequestedAction,
    by: Actor,
    request: ActionRequest,
  ): Promise<RunRecord | undefined> {
    const { admission, lifetimes, locks } = this.services;
    switch (action) {
      case 'approve':
        return this.#approve(trx, record, by, request);
      case 'reject':
        return this.#reject(trx, record, by, request);
      case 'cancel':
        return this.#cancel(trx, record, by);
      case 'plan':
        return admission.plan(trx, record, by);
      case 'destroy':
        return this.#destroy(trx, record, by);
      case 'apply':
      case 'retry':
        return this.#again(trx, record, action, by);
      case 'recreate':
        return this.#recreate(trx, record, by);
      case 'extend':
        await lifetimes.extend(trx, record);
        return undefined;
      case 'unlock':
        requireReason(request);
        await locks?.unlock(trx, record.id);
        return undefined;
      default:
        throw new Error(
          `Nothing carries out ${action satisfies never}, though the table let it pass`,
        );
    }
  }

  async #approve(trx: Knex.Transaction, record: ResourceRecord, by: Actor, request: ActionRequest) {
    const { approvals, admission, types } = this.services;
    const open = await this.#open(trx, record);
    const unusable = types.unusable(record.type, open.proposal.version);
    if (unusable && open.kind !== 'destroy') throw conflict(unusable);
    const type = types.find(record.type, open.proposal.version);
    if (type && open.kind !== 'destroy') await types.confirm(trx, type);
    const verdict = { ...request, decision: 'approved' as const };
    const decided = await approvals.decide(trx, open, by, record.unit, verdict);
    return decided.status === 'approved' ? admission.approved(trx, record, decided) : undefined;
  }

  async #reject(trx: Knex.Transaction, record: ResourceRecord, by: Actor, request: ActionRequest) {
    requireReason(request);
    const open = await this.#open(trx, record);
    const verdict = { ...request, decision: 'rejected' as const };
    const rejected = await this.services.approvals.decide(trx, open, by, record.unit, verdict);
    await this.#dismiss(trx, record, rejected, `Rejected by ${by.ref}: ${request.comment}`);
    return undefined;
  }

  async #cancel(trx: Knex.Transaction, record: ResourceRecord, by: Requester) {
    const { engine, store, reservations, approvals } = this.services;
    if (record.status === 'approval_pending') {
      const open = await this.#open(trx, record);
      const withdrawn = await approvals.close(trx, open, 'withdrawn', by);
      await this.#dismiss(trx, record, withdrawn, `Withdrawn by ${by.ref}`);
      return undefined;
    }
    const reason = `Cancelled by ${by.ref}`;
    const [run] = await engine.cancel(trx, record.id, reason);
    if (run) return run;
    // What waits for its parents has no run yet.
    await store.advance(trx, record.id, { ...this.#after('cancel', record), reason });
    if (record.state === 'provision') await reservations.release(trx, record.id);
    return undefined;
  }

  /** Nothing comes of what was asked: the resource goes back to where it was, and so does its quota. */
  async #dismiss(
    trx: Knex.Transaction,
    record: ResourceRecord,
    approval: ApprovalRecord,
    reason: string,
  ): Promise<void> {
    const { engine, store, reservations } = this.services;
    await engine.cancel(trx, record.id, reason);
    const after = this.#after('reject', record, approval);
    const wasNew = approval.was === undefined;
    await store.advance(trx, record.id, { ...after, ...(wasNew ? { reason } : {}) });
    if (record.pendingChange) await store.propose(trx, record.id, undefined);
    const { id, unit, site, cost } = record;
    if (wasNew) await reservations.release(trx, id);
    else if (record.pendingChange && holdsQuota(record)) {
      await reservations.resize(trx, { resourceId: id, unitId: unit.id, site, amounts: cost });
    }
  }

  async #destroy(trx: Knex.Transaction, record: ResourceRecord, by: Requester) {
    const { engine, admission, approvals, reservations, store } = this.services;
    const was = { state: record.state, status: record.status };
    if (admission.asks(record, 'destroy')) {
      if (record.status === 'approval_pending') {
        throw conflict('Something waits for an approval already: withdraw it first');
      }
      if (!isAtRest(record)) throw conflict('A run is going on: cancel it first, or wait for it');
      return admission.begin(trx, record, { kind: 'destroy', state: 'destroy', was }, by);
    }
    const open = await approvals.current(trx, record.id);
    if (open) {
      await approvals.close(trx, open, 'withdrawn', by);
      if (record.pendingChange) await store.propose(trx, record.id, undefined);
    }
    const reason = `The resource is to be destroyed, as ${by.ref} asked`;
    const behind = await engine.supersede(trx, record.id, reason);
    const wanted = { kind: 'destroy' as const, state: 'destroy' as const, behind };
    const run = await admission.carryOut(trx, record, wanted, by);
    const { id, unit, site, cost } = record;
    if (open && record.pendingChange && holdsQuota(record)) {
      await reservations.resize(trx, { resourceId: id, unitId: unit.id, site, amounts: cost });
    }
    return run;
  }

  /** Applies what is there again, or destroys again what failed to be destroyed. */
  async #again(
    trx: Knex.Transaction,
    record: ResourceRecord,
    action: 'apply' | 'retry',
    by: Requester,
  ) {
    const { engine, admission } = this.services;
    const { state, status } = record;
    const attempt = action === 'retry' ? 1 + (await engine.lastAttempt(trx, record.id)) : 1;
    const wanted = { kind: kindIn(state), state, was: { state, status }, attempt };
    // Without a plan an approval is of the inputs, and those have not changed since.
    const type = this.services.types.find(record.type, record.version);
    const isAgreed = action === 'retry' && type?.provisioner.plan === undefined;
    const run = isAgreed
      ? await admission.carryOut(trx, record, wanted, by)
      : await admission.begin(trx, record, wanted, by);
    await this.#holdAgain(trx, record);
    return run;
  }

  async #recreate(trx: Knex.Transaction, record: ResourceRecord, by: Actor) {
    const { store, admission, planner } = this.services;
    await planner.reclaim(trx, record);
    const { state } = startPosition({ needsApproval: false, missingParents: [] });
    await store.advance(trx, record.id, { state, status: 'ready', outputs: {} });
    const fresh = { ...record, state, status: 'ready' as const, outputs: {} };
    const run = await admission.begin(trx, fresh, { kind: 'create', state }, by);
    await this.#holdAgain(trx, record);
    return run;
  }

  /** Quota that was given back meanwhile is taken again. */
  async #holdAgain(trx: Knex.Transaction, record: ResourceRecord) {
    const { id, unit, site, cost, state } = record;
    if (state === 'destroy' || holdsQuota(record) || !takesQuota(record)) return;
    const wish = { resourceId: id, unitId: unit.id, site, amounts: cost };
    await this.services.reservations.hold(trx, wish);
  }

  async #open(trx: Knex.Transaction, record: ResourceRecord): Promise<ApprovalRecord> {
    const open = await this.services.approvals.current(trx, record.id);
    if (!open) throw new Error(`${record.name} waits for an approval that is not there`);
    return open;
  }

  /** The guards have made sure that nothing is to be waited for. */
  #after(action: 'cancel' | 'reject', record: ResourceRecord, { was }: { was?: Position } = {}) {
    const facts = { needsApproval: false, missingParents: [], was };
    const position = positionAfter(action, record, facts);
    if (!position) throw new Error(`${action} leads nowhere`);
    return position;
  }
}
