import type { Budget, BudgetEffect } from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  type InfraError,
  notFound,
  preconditionRequired,
  staleRevision,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import { inTransaction } from '../lib/database';
import { etagMatches, etagOf } from '../lib/http';
import type { BudgetFigures, BudgetStore, WholeBudget } from './BudgetStore';
import { budgetTooLow, budgetTooShort } from './budgetRefusals';
import type { Currency } from './currency';
import type { QuotaStore } from './QuotaStore';
import { called } from './refusals';
import type { Author, QuotaUnit, Units } from './types';

export interface BudgetGrant {
  unitId: string;
  /** In the smallest unit of the currency; null takes the limit away. */
  limit: number | null;
  ifMatch?: string;
}

interface Parts {
  knex: Knex;
  store: BudgetStore;
  quotas: Pick<QuotaStore, 'findUnit' | 'pinUnit'>;
  units: Pick<Units, 'chain'>;
  currency: Currency;
  audit: AuditTrail;
  changes: ChangeNotifier;
}

const availableOf = ({ limit, allotted, held }: BudgetFigures): number | null =>
  limit === null ? null : limit - allotted - held;

/** What units may spend a month, and granting it. Money is of no site: a unit has one budget for all that its resources cost. */
export class BudgetService {
  constructor(private readonly parts: Parts) {}

  /** What the REST API shows of it. */
  show(figures: WholeBudget): Budget {
    const { limit, allotted, used, revision } = figures;
    const available = availableOf(figures);
    const { code: currency } = this.parts.currency;
    return { currency, limit, allotted, used, available, etag: etagOf(revision) };
  }

  /** @throws InfraError NOT_FOUND */
  async get(unitId: string, knex?: Knex): Promise<Budget> {
    return this.show(await this.#read(unitId, knex));
  }

  /** What is not spent of every level, from the root down, before a resource takes so much and after. */
  async effect(unitId: string, monthlyCost: number): Promise<BudgetEffect[]> {
    const { code: currency } = this.parts.currency;
    const chain = await this.parts.units.chain(unitId);
    const ids = chain.map(({ id }) => id);
    const budgets = new Map(
      (await this.parts.store.read(ids, ids.slice(0, 1))).map(one => [one.unitId, one]),
    );
    return chain.map(({ id, name, kind }) => {
      const { limit = null, used = 0 } = budgets.get(id) ?? {};
      const before = limit === null ? null : limit - used;
      const after = before === null ? null : before - monthlyCost;
      return { unit: name, unitId: id, kind, currency, before, after };
    });
  }

  /** Why a team could not spend so much more now; undefined where it could. */
  async refusal(
    unit: QuotaUnit,
    monthlyCost: number,
    knex?: Knex,
  ): Promise<InfraError | undefined> {
    if (monthlyCost <= 0) return undefined;
    const figures = await this.#read(unit.id, knex);
    return budgetTooShort(unit, figures, monthlyCost, this.parts.currency);
  }

  /**
   * Sets what a unit may spend a month, out of what its parent has. With the first limit of a unit, what is beneath it and was not
   * limited is limited to what it needs now.
   *
   * @throws InfraError QUOTA_EXCEEDED where the parent has too little left, or the unit has given out or uses more than that;
   * PRECONDITION_REQUIRED, STALE_REVISION, NOT_FOUND; CONFLICT where a limit is to go that the parent's limit asks for
   */
  async grant(author: Author, grant: BudgetGrant): Promise<Budget> {
    if (grant.ifMatch === undefined) {
      throw preconditionRequired('Send If-Match with the etag of the budget');
    }
    const { knex, changes } = this.parts;
    const { budget, changed } = await inTransaction(knex, trx => this.#grantIn(trx, author, grant));
    if (changed) changes.signal({ subject: 'quota', id: grant.unitId });
    return budget;
  }

  async #grantIn(
    trx: Knex.Transaction,
    author: Author,
    { unitId, limit, ifMatch = '' }: BudgetGrant,
  ) {
    const { store, audit, quotas, currency } = this.parts;
    const unit = await quotas.pinUnit(trx, unitId);
    if (!unit) throw notFound('unit', unitId);
    const parent = unit.parentId === null ? undefined : await store.lock(trx, unit.parentId);
    const own = await store.lock(trx, unitId);
    if (!own) throw notFound('unit', unitId);
    if (!etagMatches(ifMatch, own.revision)) throw staleRevision(`The budget of ${called(unit)}`);
    if (own.limit === limit) return { budget: await this.get(unitId, trx), changed: false };

    const beneath = own.limit === null ? await store.limitBeneath(trx, unit, author.ref) : [];
    await this.#requireLow(trx, unit, limit);
    if (parent) await this.#takeFrom(trx, unit, parent, (limit ?? 0) - (own.limit ?? 0), limit);
    await store.setLimit(trx, { unitId, limit, by: author.ref });
    await audit.record(trx, {
      event: 'budget-granted',
      actor: author,
      subject: { kind: 'quota', id: `${unitId}/budget` },
      before: { monthlyCost: own.limit, currency: currency.code },
      after: {
        ...{ monthlyCost: limit, currency: currency.code },
        ...(beneath.length > 0 ? { limitedBeneath: beneath } : {}),
      },
    });
    return { budget: await this.get(unitId, trx), changed: true };
  }

  /** What was allotted and used beneath may have become more by the limits that were set there just now. */
  async #requireLow(trx: Knex.Transaction, unit: QuotaUnit, limit: number | null): Promise<void> {
    const refusal = budgetTooLow(unit, await this.#read(unit.id, trx), limit, this.parts.currency);
    if (refusal) throw refusal;
  }

  async #takeFrom(
    trx: Knex.Transaction,
    unit: QuotaUnit,
    parent: BudgetFigures,
    delta: number,
    limit: number | null,
  ): Promise<void> {
    const { store, quotas, currency } = this.parts;
    const above = await quotas.findUnit(trx, parent.unitId);
    if (!above) throw notFound('unit', parent.unitId);
    if (limit === null && parent.limit !== null) {
      throw conflict(
        `${called(above)} has a budget, and so must ${called(unit)}: lower it instead of taking it away`,
      );
    }
    const figures = await this.#read(parent.unitId, trx);
    const refusal = budgetTooShort(above, figures, delta, currency);
    if (refusal) throw refusal;
    await store.addAllotted(trx, parent.unitId, delta);
  }

  async #read(unitId: string, knex?: Knex): Promise<WholeBudget> {
    const [figures] = await this.parts.store.read([unitId], [unitId], knex);
    if (!figures) throw notFound('unit', unitId);
    return figures;
  }
}
