import {
  addAmounts,
  type BudgetEffect,
  type QuotaEffect,
  startPosition,
} from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import { inTransaction, together } from '../lib/database';
import { takesQuota } from '../quota/amounts';
import type { RunEngine } from '../runs';
import type { Admission } from './Admission';
import { notProvisioned } from './facts';
import type { Lifetimes } from './Lifetimes';
import type { NameClashes } from './NameClashes';
import type { Plan, Planner } from './planning';
import type { BudgetForecast, Mirrors, QuotaForecast, Reservations } from './ports';
import { collectRefusals, type Refusal } from './refusals';
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
  budgets: BudgetForecast;
  audit: AuditTrail;
  admission: Admission;
  revisions: RevisionStore;
  lifetimes: Lifetimes;
  mirrors?: Pick<Mirrors, 'begin'>;
  /** Called after a commit. */
  changed: (record: ResourceRecord, change: 'upserted' | 'removed') => void;
}

/** What would become of a request. */
export interface Forecast {
  problems: Refusal[];
  quota: QuotaEffect[];
  budget: BudgetEffect[];
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
          for (const { id, unit, site, cost } of made.filter(takesQuota)) {
            await reservations.hold(trx, { resourceId: id, unitId: unit.id, site, amounts: cost });
          }
          return made;
        }),
    );
    records.forEach(record => changed(record, 'upserted'));
  }

  /** Why requests of one team and site would be refused together now, and what they would leave of the quota. */
  async forecast(plans: readonly [Plan, ...Plan[]]): Promise<Forecast> {
    const { knex, planner, clashes, quota, budgets, reservations } = this.services;
    const { problems, collect } = collectRefusals();
    for (const plan of plans) {
      await collect(() => planner.checkTier(plan));
      await collect(() => clashes.refuse(namedBy(plan)));
      await collect(() => planner.refuseTaken(knex, plan));
    }
    const [{ site, unit }] = plans;
    const amounts = plans.map(({ cost }) => cost).reduce(addAmounts);
    if (!takesQuota({ site, cost: amounts })) return { problems, quota: [], budget: [] };
    await collect(async () => {
      const wish = { unitId: unit.id, site, amounts };
      const refusal = await reservations.refusal(wish);
      if (refusal) throw refusal;
    });
    const { monthlyCost } = amounts;
    return {
      problems,
      quota: site === undefined ? [] : await quota.effect(unit.id, site, amounts),
      budget: monthlyCost ? await budgets.effect(unit.id, monthlyCost) : [],
    };
  }

  async #insert(trx: Knex.Transaction, plan: Plan, by: Requester): Promise<ResourceRecord> {
    const { store, planner, admission, audit, revisions, mirrors } = this.services;
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
      labels: plan.labels,
      integrations: plan.integrations,
      requestedBy: by.ref,
      expiresAt: plan.expiresAt,
      parentIds: plan.parents.map(({ id }) => id),
    });
    if (plan.mirror) await mirrors?.begin(trx, by, plan.mirror, record);
    const { name, type, version, unit, site, externalName, variables, cost } = record;
    const parents = plan.parents.map(parent => ({
      ...{ id: parent.id, name: parent.name, type: parent.type },
    }));
    const asks = admission.asks(record, 'create');
    const begin = async () =>
      start.status === 'pending'
        ? undefined
        : admission.begin(trx, record, { kind: 'create', state: start.state }, by);
    const [, , , begun] = await together(trx, [
      () => planner.claim(trx, plan, record.id),
      () => revisions.write(trx, record.id, { ...record, requestedBy: by.ref, parents }),
      () =>
        audit.record(trx, {
          event: 'resource-requested',
          actor: by,
          subject: { kind: 'resource', id: record.id },
          after: { name, type, version, unitId: unit.id, site, externalName, variables, cost },
        }),
      // What is asked about is read from what the others write.
      async () => (asks ? undefined : begin()),
    ]);
    const run = asks ? await begin() : begun;
    return {
      ...record,
      ...(start.status === 'pending' || !asks ? {} : { status: 'approval_pending' as const }),
      ...(run ? { lastRunId: run.id } : {}),
      ...(takesQuota(record) ? { reservation: 'held' as const } : {}),
    };
  }
}
