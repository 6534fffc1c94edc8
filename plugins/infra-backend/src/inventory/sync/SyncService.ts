import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Page, SyncResult } from '@bailiwick/backstage-plugin-infra-common';
import { conflict, InfraError, isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { AuditTrail } from '../../audit';
import type { ChangeNotifier } from '../../lib/changes';
import { cursorCodec, pageOf } from '../../lib/paging';
import type { Author, CapacityService, Place } from '../../quota';
import type { InventorySettings } from '../settings';
import { RowChecker } from '../source/checkRow';
import { fetchRows } from '../source/fetchRows';
import { planSync, type SyncPlan } from './planSync';
import {
  INTERRUPTED,
  NO_COUNTS,
  type SyncCounts,
  type SyncHistory,
  type SyncRecord,
  toSyncResult,
} from './SyncHistory';
import type { SyncMetrics } from './SyncMetrics';
import type { SyncStore } from './SyncStore';

/** How many rejected rows a result lists, and how many servers a refusal names. */
const LISTED = { rejected: 100, missing: 20 };

/** How often one who joined looks whether the sync is over. */
const POLL_MS = 100;

/** Of a failure that is not the inventory's. */
const OURS = { code: 'ERROR', message: 'The sync failed on our side; the log has the details' };

const cursor = cursorCodec('inventory syncs', z.tuple([z.string().max(40), z.uuid()]));

export interface SyncRequest {
  requestedBy: Author;
  /** Let more servers go offline than the guard allows. */
  confirmLoss?: boolean;
  signal?: AbortSignal;
}

interface FinishedSync {
  record: SyncRecord;
  /** Where limits changed. */
  places: Place[];
  tookMs: number;
}

const countsOf = (plan: SyncPlan): SyncCounts => ({
  added: plan.added.length,
  updated: plan.updated,
  unchanged: plan.unchanged,
  returned: plan.returned,
  markedOffline: plan.missing.length,
  rejected: plan.rejected.slice(0, LISTED.rejected).map(({ name, reason }) => ({ name, reason })),
  rejectedCount: plan.rejected.length,
});

/** Takes over what the inventory says: all of it, or nothing. */
export class SyncService {
  constructor(
    private readonly parts: {
      knex: Knex;
      settings: InventorySettings;
      store: SyncStore;
      history: SyncHistory;
      capacity: CapacityService;
      audit: AuditTrail;
      changes: ChangeNotifier;
      metrics: SyncMetrics;
      logger: LoggerService;
    },
  ) {}

  /**
   * Syncs, or joins the sync that is under way, in whatever process that is, and answers its result.
   *
   * @throws InfraError UPSTREAM_FAILED where the inventory did not answer fully; LOSS_GUARD where too many servers would go offline
   * and nobody confirmed it; CONFLICT where no inventory is configured. Nothing has changed then.
   */
  async sync(request: SyncRequest): Promise<SyncResult> {
    if (!this.parts.settings.source) {
      throw conflict('There is no inventory to sync with: set infra.inventory.url');
    }
    for (;;) {
      const own = await this.parts.history.exclusively(trx => this.#run(trx, request));
      if (own) return this.#announce(own);
      const joined = await this.#join(request.signal);
      if (!joined || joined.failure?.code === INTERRUPTED) continue;
      if (joined.status === 'blocked' && request.confirmLoss) continue;
      return outcomeOf(joined);
    }
  }

  async list(limit: number, given?: string): Promise<Page<SyncResult>> {
    const rows = await this.parts.history.list(limit + 1, cursor.decode(given));
    const positionOf = ({ position, id }: (typeof rows)[number]): [string, string] => [
      position,
      id,
    ];
    return pageOf(rows, limit, cursor, positionOf, toSyncResult);
  }

  /** Waits for the sync that is under way; undefined where there is none any more, or its process ended. */
  async #join(signal?: AbortSignal): Promise<SyncRecord | undefined> {
    const { history } = this.parts;
    const running = await history.running();
    for (;;) {
      await sleep(POLL_MS, undefined, { signal });
      if (!running) return undefined;
      // In this order: a sync that ends gives the lock back together with its outcome.
      const isIdle = await history.isIdle();
      const record = await history.find(running.id);
      if (record?.status !== 'running') return record;
      if (isIdle) return undefined;
    }
  }

  /** One sync under the lock; what went wrong is in the record. */
  async #run(lock: Knex.Transaction, request: SyncRequest): Promise<FinishedSync> {
    const { history } = this.parts;
    const started = performance.now();
    const id = await history.begin(request.requestedBy.ref);
    let places: Place[] = [];
    try {
      places = await lock.transaction(trx => this.#takeOver(trx, id, request));
    } catch (error) {
      await this.#fail(id, error);
    }
    const record = (await history.find(id, lock)) as SyncRecord;
    return { record, places, tookMs: performance.now() - started };
  }

  /** Tells of a sync once it is committed. */
  #announce({ record, places, tookMs }: FinishedSync): SyncResult {
    const { metrics, changes, logger } = this.parts;
    metrics.observe(record, tookMs);
    changes.signal({ subject: 'inventory' });
    for (const { fieldId } of places) changes.signal({ subject: 'quota', id: fieldId });
    const text = describe(record);
    if (record.status === 'succeeded') logger.info(text);
    else logger.warn(text);
    return outcomeOf(record);
  }

  /** Answers the fields whose limit changed. */
  async #takeOver(trx: Knex.Transaction, id: string, request: SyncRequest): Promise<Place[]> {
    const { settings, store, history, capacity, audit } = this.parts;
    const plan = await this.#plan(trx, request.signal);
    const counts = countsOf(plan.sync);
    if (!request.confirmLoss) guardLoss(plan.sync, plan.active, settings.maxLossPercent);

    const lastSeenAt = (await history.lastSuccess(trx)) ?? new Date();
    const { added, changes, missing, unconfirmed } = plan.sync;
    const touched = await store.change(trx, changes);
    await store.add(trx, added);
    if (missing.length > 0) {
      touched.push(
        ...(await store.markOffline(
          trx,
          missing.map(server => server.id),
          lastSeenAt,
        )),
      );
    }
    if (unconfirmed.length > 0) {
      await store.markUnconfirmed(
        trx,
        unconfirmed.map(server => server.id),
        lastSeenAt,
      );
    }
    const places = await capacity.follow(trx, touched);
    if (added.length + changes.length + missing.length > 0) {
      await capacity.followSites(trx);
      await audit.record(trx, {
        event: 'inventory-synced',
        actor: request.requestedBy,
        subject: { kind: 'inventory', id },
        after: { ...counts, rejected: [], confirmLoss: request.confirmLoss === true },
      });
    }
    await history.finish(id, 'succeeded', counts, trx);
    return places;
  }

  async #plan(trx: Knex.Transaction, signal?: AbortSignal) {
    const { settings, store } = this.parts;
    if (!settings.source) throw new Error('Only called where an inventory is configured');
    const checker = new RowChecker(settings.performanceTierCpuThreshold);
    const checked = await fetchRows(
      settings.source,
      (row, position) => checker.check(row, position),
      signal,
    );
    const known = await store.known(trx);
    return {
      sync: planSync(known, checked),
      active: known.filter(({ status }) => status === 'active').length,
    };
  }

  async #fail(id: string, error: unknown): Promise<void> {
    const { history, logger } = this.parts;
    if (isInfraError(error, 'LOSS_GUARD')) {
      const { code, message, details } = error;
      const { wouldMarkOffline } = details as LossDetails;
      const failure = { code, message, details };
      await history.finish(id, 'blocked', { ...NO_COUNTS, wouldMarkOffline, failure });
      return;
    }
    if (isInfraError(error)) {
      const { code, message, details } = error;
      await history.finish(id, 'failed', { ...NO_COUNTS, failure: { code, message, details } });
      return;
    }
    logger.error(`The inventory sync ${id} failed: ${stringifyError(error)}`);
    await history.finish(id, 'failed', { ...NO_COUNTS, failure: OURS });
  }
}

interface LossDetails {
  active: number;
  wouldMarkOffline: number;
  maxLossPercent: number;
  /** The first of them, by name. */
  servers: string[];
}

/** @throws InfraError LOSS_GUARD */
function guardLoss({ missing }: SyncPlan, active: number, maxLossPercent: number): void {
  if (missing.length * 100 <= active * maxLossPercent) return;
  const servers = missing.map(({ name }) => name).sort();
  const details: LossDetails = {
    active,
    wouldMarkOffline: missing.length,
    maxLossPercent,
    servers: servers.slice(0, LISTED.missing),
  };
  throw new InfraError(
    'LOSS_GUARD',
    `${missing.length} of ${active} active servers are missing from the inventory, more than the ${maxLossPercent} % that may go offline at once: confirm the loss if it is real`,
    details,
  );
}

/** The result of a sync that succeeded; the refusal of one that did not. */
function outcomeOf(record: SyncRecord): SyncResult {
  const { failure } = record;
  if (record.status === 'succeeded' || !failure) return toSyncResult(record);
  if (failure.code === OURS.code) throw new Error(failure.message);
  const code = record.status === 'blocked' ? 'LOSS_GUARD' : 'UPSTREAM_FAILED';
  throw new InfraError(code, failure.message, {
    syncId: record.id,
    ...(failure.details as object),
  });
}

function describe({ status, counts, failure }: SyncRecord): string {
  if (failure) return `The inventory sync ${status}: ${failure.message}`;
  const { added, updated, unchanged, returned, markedOffline, rejectedCount } = counts;
  return `The inventory sync ${status}: ${added} added, ${updated} updated, ${unchanged} unchanged, ${returned} returned, ${markedOffline} marked offline, ${rejectedCount} rejected`;
}
