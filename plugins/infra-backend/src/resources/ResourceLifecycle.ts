import {
  finishedPosition,
  isLive,
  type Position,
  queuedPosition,
  startedPosition,
} from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail, TrailEvent } from '../audit';
import type { RunEnd, RunRecord, RunRequest, RunSubject, RunSubjects } from '../runs';
import type { UnitService } from '../organisation';
import type { Reservations } from './ports';
import type { Advance, ResourceStore } from './ResourceStore';
import type { TypeRegistry } from './types/TypeRegistry';

export interface ResourceLifecycleServices {
  store: ResourceStore;
  types: TypeRegistry;
  units: UnitService;
  reservations: Reservations;
  audit: AuditTrail;
}

const changesResource = ({ kind }: RunRecord) => kind === 'apply' || kind === 'destroy';

/** What a run brings about in its resource: position, outputs, and the quota it holds. */
export class ResourceLifecycle implements RunSubjects {
  /** Where the resource stands that a transaction has locked. */
  readonly #locked = new WeakMap<Knex.Transaction, { id: string; position: Position }>();

  constructor(private readonly services: ResourceLifecycleServices) {}

  async load({ resourceId }: RunRecord): Promise<RunSubject> {
    const { store, types, units } = this.services;
    const record = await store.find(resourceId);
    if (!record) throw notFound('resource', resourceId);
    const { id, slug, name, path } = await units.get(record.unit.id);
    return {
      settings: types.get(record.type, record.version).settings,
      inputDigest: '',
      secrets: [],
      checkPlan: () => [],
      resource: {
        id: record.id,
        name: record.name,
        type: record.type,
        version: record.version,
        externalName: record.externalName,
        unit: { id, slug, name, path },
        site: record.site,
        variables: record.variables,
        outputs: record.outputs,
        cost: record.cost,
        revision: record.revision,
      },
    };
  }

  async lock(trx: Knex.Transaction, resourceId: string): Promise<boolean> {
    const position = await this.services.store.lock(trx, resourceId);
    if (position) this.#locked.set(trx, { id: resourceId, position });
    return position !== undefined;
  }

  async started(trx: Knex.Transaction, run: RunRecord): Promise<void> {
    if (!changesResource(run)) return;
    const position = await this.#positionOf(trx, run);
    const reason = run.stage === 'compensate' ? run.error : undefined;
    await this.#advance(trx, run, {
      ...startedPosition(position, run.kind),
      reason,
    });
  }

  async requeued(trx: Knex.Transaction, run: RunRecord, reason: string): Promise<void> {
    if (!changesResource(run)) return;
    const position = await this.#positionOf(trx, run);
    if (run.kind === 'apply' && position.state === 'destroy') return;
    await this.#advance(trx, run, {
      ...queuedPosition(position, run.kind),
      reason,
    });
  }

  async failed(
    trx: Knex.Transaction,
    run: RunRecord,
    reason: string,
  ): Promise<{ compensate: boolean }> {
    const position = await this.#positionOf(trx, run);
    const compensate = run.kind === 'apply' && position.state === 'provision';
    if (compensate) {
      await this.#advance(trx, run, { ...position, reason });
    }
    return { compensate };
  }

  async settled(
    trx: Knex.Transaction,
    run: RunRecord,
    end: RunEnd & { compensated: boolean },
  ): Promise<RunRequest[]> {
    const { reservations, audit } = this.services;
    const before = await this.#positionOf(trx, run);
    const after = finishedPosition(before, run.kind, end.outcome);
    if (changesResource(run) || end.outputs) {
      const reason = after.status === 'error' ? end.reason : undefined;
      await this.#advance(trx, run, { ...after, reason, outputs: end.outputs });
    }
    const event = eventOf(run, end, after);
    if (event) {
      await audit.record(trx, {
        event,
        actor: { ref: run.requestedBy },
        subject: { kind: 'resource', id: run.resourceId },
        before: { state: before.state, status: before.status },
        after: {
          state: after.state,
          status: after.status,
          runId: run.id,
          ...(end.reason ? { reason: end.reason } : {}),
        },
      });
    }
    // The row of the quota is what others wait for: it is locked last.
    if (run.kind === 'apply' && after.state === 'provisioned' && end.outcome === 'done') {
      await reservations.commit(trx, run.resourceId);
    }
    const neverCame = run.kind === 'apply' && after.state === 'provision' && end.compensated;
    if (neverCame || !isLive(after)) await reservations.release(trx, run.resourceId);
    return after.state === 'provisioned' && before.state === 'provision'
      ? this.#beginWaiting(trx, run.resourceId)
      : [];
  }

  /** What waited for this resource alone can begin. */
  async #beginWaiting(trx: Knex.Transaction, parentId: string): Promise<RunRequest[]> {
    const { store, types } = this.services;
    const requests: RunRequest[] = [];
    for (const child of await store.lockWaiting(trx, parentId)) {
      const provisioner = types.find(child.type)?.provisioner.id;
      if (!provisioner) continue;
      await store.advance(trx, child.id, queuedPosition(child, 'apply'));
      const { id: resourceId, unitId, requestedBy } = child;
      requests.push({ resourceId, unitId, provisioner, kind: 'apply', requestedBy });
    }
    return requests;
  }

  async #positionOf(trx: Knex.Transaction, { resourceId: id }: RunRecord): Promise<Position> {
    const locked = this.#locked.get(trx);
    if (locked?.id === id) return locked.position;
    const position = await this.services.store.lock(trx, id);
    if (!position) throw notFound('resource', id);
    return position;
  }

  async #advance(
    trx: Knex.Transaction,
    { resourceId: id }: RunRecord,
    step: Advance,
  ): Promise<void> {
    const { state, status } = step;
    await this.services.store.advance(trx, id, step);
    if (this.#locked.get(trx)?.id === id)
      this.#locked.set(trx, { id, position: { state, status } });
  }
}

function eventOf(run: RunRecord, end: RunEnd, after: Position): TrailEvent | undefined {
  if (end.outcome === 'lost') return 'run-lost';
  if (!changesResource(run)) return undefined;
  if (end.outcome !== 'done') return 'resource-failed';
  if (!isLive(after)) return 'resource-destroyed';
  return after.state === 'provisioned' ? 'resource-provisioned' : undefined;
}
