import {
  type AllocationNode,
  type Amounts,
  NOTHING,
  type QuotaEffect,
  type QuotaEntry,
  subtractAmounts,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  notFound,
  preconditionRequired,
  staleRevision,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import { inTransaction } from '../lib/database';
import { etagMatches } from '../lib/http';
import type { AllocationStore, TreeScope } from './AllocationStore';
import { buildTree } from './allocationTree';
import type { BudgetService } from './BudgetService';
import { sameAmounts, toEntry } from './entry';
import type { LockedQuota, QuotaStore } from './QuotaStore';
import { called, shortOf, tooLow } from './refusals';
import { type Author, CAPACITY_LEVEL, type QuotaUnit, type Units } from './types';

/** What the caller believes about the row: the values of `If-Match` and `If-None-Match`. */
export interface Precondition {
  ifMatch?: string;
  ifNoneMatch?: string;
}

export interface Grant extends Precondition {
  unitId: string;
  site: string;
  limit: Amounts;
}

/** Of a parent without a row: what appears there meanwhile is not locked, and does not count. */
const NO_QUOTA: LockedQuota = { limit: NOTHING, allotted: NOTHING, held: NOTHING, revision: '' };

/** What units may use, and granting it. */
export class QuotaService {
  constructor(
    private readonly parts: {
      knex: Knex;
      store: QuotaStore;
      budgets: Pick<BudgetService, 'show'>;
      allocations: AllocationStore;
      units: Units;
      audit: AuditTrail;
      changes: ChangeNotifier;
    },
  ) {}

  /** The unit's quota at every site that the inventory knows. */
  async entries(unit: Pick<QuotaUnit, 'id' | 'level'>): Promise<QuotaEntry[]> {
    return (await this.parts.store.everywhere(unit)).map(toEntry);
  }

  /** The quota tree as far as the scope goes; undefined where nothing of it may be seen. */
  async tree(scope: TreeScope): Promise<AllocationNode | undefined> {
    const rows = await this.parts.allocations.read(scope);
    return buildTree(rows, figures => this.parts.budgets.show(figures));
  }

  /** What is not used of every level, from the root down, before a resource takes the amounts and after. */
  async effect(unitId: string, site: string, amounts: Amounts): Promise<QuotaEffect[]> {
    const chain = await this.parts.units.chain(unitId);
    return Promise.all(
      chain.map(async unit => {
        const { limit, used } = await this.parts.store.at(unit, site);
        const before = subtractAmounts(limit, used);
        const after = subtractAmounts(before, amounts);
        return { unit: unit.name, unitId: unit.id, kind: unit.kind, site, before, after };
      }),
    );
  }

  /**
   * Sets what a unit may use at a site, out of what its parent has.
   *
   * @throws InfraError QUOTA_EXCEEDED where the parent has too little left, or the unit has given out or uses more than that;
   * PRECONDITION_REQUIRED, STALE_REVISION; NOT_FOUND for the unit or the site; CONFLICT where the limit comes from servers
   */
  async grant(author: Author, grant: Grant): Promise<QuotaEntry> {
    const { knex, store, changes } = this.parts;
    const unit = await this.parts.units.get(grant.unitId);
    const { site } = grant;
    if (unit.level <= CAPACITY_LEVEL) {
      throw conflict(
        `The limit of ${called(unit)} at ${site} comes from its servers: assign servers to change it`,
      );
    }
    if (grant.ifMatch === undefined && grant.ifNoneMatch !== '*') {
      throw preconditionRequired(
        'Send If-Match with the etag of the entry, or If-None-Match: * for the first grant',
      );
    }
    if (!(await store.isSite(site))) throw notFound('site', site);
    const { entry, changed } = await inTransaction(knex, trx => this.#grantIn(trx, author, grant));
    if (changed) changes.signal({ subject: 'quota', id: unit.id });
    return entry;
  }

  async #grantIn(
    trx: Knex.Transaction,
    author: Author,
    { unitId, site, limit, ...condition }: Grant,
  ) {
    const { store, audit } = this.parts;
    const unit = await store.pinUnit(trx, unitId);
    if (!unit?.parentId) throw notFound('unit', unitId);
    const what = `The quota of ${called(unit)} at ${site}`;
    const parent = await store.lock(trx, unit.parentId, site);
    const own = await store.lock(trx, unitId, site);
    requireCurrent(condition, own, what);

    const before = own?.limit ?? NOTHING;
    const figures = { ...(await store.at(unit, site, trx)), ...own };
    if (own && sameAmounts(before, limit)) return { entry: toEntry(figures), changed: false };
    const refusal = tooLow(unit, figures, limit);
    if (refusal) throw refusal;
    const delta = subtractAmounts(limit, before);
    await this.#requireRoom(trx, unit.parentId, { site, delta, parent });

    const change = { unitId, site, limit, by: author.ref };
    const revision = await (own ? store.setLimit(trx, change) : store.addLimit(trx, change));
    if (revision === undefined) throw staleRevision(what);
    await store.addAllotted(trx, { unitId: unit.parentId, site, delta });
    await audit.record(trx, {
      event: 'quota-granted',
      actor: author,
      subject: { kind: 'quota', id: `${unitId}/${site}` },
      before: { ...before },
      after: { ...limit },
    });
    return { entry: toEntry({ ...figures, limit, revision }), changed: true };
  }

  async #requireRoom(
    trx: Knex.Transaction,
    parentId: string,
    { site, delta, parent = NO_QUOTA }: { site: string; delta: Amounts; parent?: LockedQuota },
  ): Promise<void> {
    const { store } = this.parts;
    const unit = await store.findUnit(trx, parentId);
    if (!unit) throw notFound('unit', parentId);
    const refusal = shortOf(unit, { ...(await store.at(unit, site, trx)), ...parent }, delta);
    if (refusal) throw refusal;
  }
}

function requireCurrent(
  { ifMatch, ifNoneMatch }: Precondition,
  own: LockedQuota | undefined,
  what: string,
): void {
  const current = own
    ? ifMatch !== undefined && etagMatches(ifMatch, own.revision) && ifNoneMatch === undefined
    : ifMatch === undefined && ifNoneMatch === '*';
  if (!current) throw staleRevision(what);
}
