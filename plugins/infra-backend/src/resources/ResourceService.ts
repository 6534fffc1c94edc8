import { type QuotaEffect, startPosition } from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import type { RunEngine } from '../runs';
import type { Admission } from './Admission';
import { notProvisioned } from './facts';
import type { Lifetimes } from './Lifetimes';
import type { NameClashes } from './NameClashes';
import type { Plan, Planner } from './planning';
import type { QuotaForecast, Reservations } from './ports';
import { isConflict } from './refusals';
import type { RevisionStore } from './RevisionStore';
import type { ResourceStore } from './ResourceStore';
import type { Requester, ResourceRecord } from './types';

export interface ResourceServices {
  knex: Knex;
  store: ResourceStore;
  planner: Planner;
  clashes: NameClashes;
  engine: RunEngine;
  reservations: Reservations;
  quota: QuotaForecast;
  audit: AuditTrail;
  admission: Admission;
  revisions: RevisionStore;
  lifetimes: Lifetimes;
  /** Called after a commit. */
  changed: (record: ResourceRecord, change: 'upserted' | 'removed') => void;
}

/** What would become of a request. */
export interface Forecast {
  problems: { code: string; message: string }[];
  quota: QuotaEffect[];
}

const namedBy = ({ type, name, externalName, unit }: Plan) => ({
  type: type.definition.name,
  name,
  externalName,
  unit,
});

/** Reading resources and requesting new ones. Who may is for the caller to check. */
export class ResourceService {
  constructor(private readonly services: ResourceServices) {}

  /** @throws InfraError NOT_FOUND */
  async get(id: string): Promise<ResourceRecord> {
    const record = await this.services.store.find(id);
    if (!record) throw notFound('resource', id);
    return record;
  }

  /**
   * Stores the resource, queues its first run and takes the quota, all or nothing.
   *
   * @param answer - called within the transaction with what was made; it must not ask for another connection
   * @throws InfraError QUOTA_EXCEEDED, CONFLICT
   */
  async create(
    plan: Plan,
    by: Requester,
    answer: (trx: Knex.Transaction, record: ResourceRecord) => Promise<void>,
  ): Promise<void> {
    await this.createAll([plan], by, (trx, [record]) => answer(trx, record));
  }

  /**
   * As {@link create} for several that may rest upon each other: what is rested upon comes first, and has the id that the others name.
   *
   * @throws InfraError QUOTA_EXCEEDED, CONFLICT
   */
  async createAll(
    plans: readonly Plan[],
    by: Requester,
    answer: (trx: Knex.Transaction, records: ResourceRecord[]) => Promise<void>,
  ): Promise<void> {
    const { knex, planner, clashes, reservations, changed } = this.services;
    for (const plan of plans) await planner.checkTier(plan);
    let [current] = plans;
    const records = await clashes.guard(
      () => namedBy(current),
      () =>
        inTransaction(knex, async trx => {
          const made: ResourceRecord[] = [];
          for (current of plans) made.push(await this.#insert(trx, current, by));
          await answer(trx, made);
          for (const { id, unit, site, cost } of made) {
            if (!site) continue;
            await reservations.hold(trx, { resourceId: id, unitId: unit.id, site, amounts: cost });
          }
          return made;
        }),
    );
    records.forEach(record => changed(record, 'upserted'));
  }

  /** Why the request would be refused now, and what it would leave of the quota. */
  async forecast(plan: Plan): Promise<Forecast> {
    const { planner, clashes, quota, reservations } = this.services;
    const problems: Forecast['problems'] = [];
    const collect = async (check: () => Promise<void>) => {
      try {
        await check();
      } catch (error) {
        if (!isConflict(error)) throw error;
        problems.push({ code: error.code, message: error.message });
      }
    };
    await collect(() => planner.checkTier(plan));
    await collect(() => clashes.refuse(namedBy(plan)));
    const { site } = plan;
    if (!site) return { problems, quota: [] };
    await collect(async () => {
      const wish = { unitId: plan.unit.id, site, amounts: plan.cost };
      const refusal = await reservations.refusal(wish);
      if (refusal) throw refusal;
    });
    return { problems, quota: await quota.effect(plan.unit.id, site, plan.cost) };
  }

  async #insert(trx: Knex.Transaction, plan: Plan, by: Requester): Promise<ResourceRecord> {
    const { store, planner, admission, audit, revisions } = this.services;
    const { definition } = plan.type;
    const missingParents = notProvisioned(plan.parents);
    const start = startPosition({ needsApproval: false, missingParents });
    const record = await store.insert(trx, {
      ...start,
      id: plan.id,
      name: plan.name,
      type: definition.name,
      version: definition.version,
      unit: plan.unit,
      site: plan.site,
      externalName: plan.externalName,
      variables: plan.variables,
      cost: plan.cost,
      integrations: plan.integrations,
      requestedBy: by.ref,
      expiresAt: plan.expiresAt,
      parentIds: plan.parents.map(({ id }) => id),
    });
    await planner.claim(trx, plan, record.id);
    const { name, type, version, unit, site, externalName, variables, cost } = record;
    const parents = plan.parents.map(parent => ({
      ...{ id: parent.id, name: parent.name, type: parent.type },
    }));
    await revisions.write(trx, record.id, { ...record, requestedBy: by.ref, parents });
    await audit.record(trx, {
      event: 'resource-requested',
      actor: by,
      subject: { kind: 'resource', id: record.id },
      after: { name, type, version, unitId: unit.id, site, externalName, variables, cost },
    });
    const asks = admission.asks(record, 'create');
    const run =
      start.status === 'pending'
        ? undefined
        : await admission.begin(trx, record, { kind: 'create', state: start.state }, by);
    return {
      ...record,
      ...(start.status === 'pending' || !asks ? {} : { status: 'approval_pending' as const }),
      ...(run ? { lastRunId: run.id } : {}),
      ...(record.site ? { reservation: 'held' as const } : {}),
    };
  }
}
