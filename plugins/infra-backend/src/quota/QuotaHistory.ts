import type { SchedulerService } from '@backstage/backend-plugin-api';
import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type {
  BudgetPoint,
  QuotaHistoryQuery,
  UnitQuotaHistory,
} from '@bailiwick/backstage-plugin-infra-common';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { BudgetHistoryStore } from './BudgetHistoryStore';
import type { BudgetService } from './BudgetService';
import type { QuotaHistoryStore } from './QuotaHistoryStore';
import type { QuotaService } from './QuotaService';
import type { QuotaUnit } from './types';

/** A chart of usual width shows no more. */
const MOST_POINTS = 500;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const USUAL_SPAN_MS = 30 * DAY_MS;

/** Configuration `infra.quota.history`, in milliseconds. */
export interface HistoryOptions {
  intervalMs: number;
  retentionMs: number;
}

/** @throws Error that names the key and the rule. */
export function readHistoryOptions(root: Config): HistoryOptions {
  const read = (key: string, fallback: number, least: number) => {
    const path = `infra.quota.history.${key}`;
    if (!root.has(path)) return fallback;
    const milliseconds = durationToMilliseconds(readDurationFromConfig(root, { key: path }));
    if (milliseconds < least)
      throw new Error(`${path} must be at least ${least / MINUTE_MS} minutes`);
    return milliseconds;
  };
  return {
    intervalMs: read('interval', 10 * MINUTE_MS, MINUTE_MS),
    retentionMs: read('retention', 400 * DAY_MS, 60 * MINUTE_MS),
  };
}

/** What units had and used in the course of time. It is written down now and then, never while somebody waits for quota. */
export class QuotaHistory {
  constructor(
    private readonly parts: {
      store: QuotaHistoryStore;
      budgetStore: BudgetHistoryStore;
      quotas: Pick<QuotaService, 'entries'>;
      budgets: Pick<BudgetService, 'get'>;
      options: HistoryOptions;
    },
  ) {}

  async schedule(scheduler: SchedulerService): Promise<void> {
    const { store, budgetStore, options } = this.parts;
    const { intervalMs, retentionMs } = options;
    await scheduler.scheduleTask({
      id: 'infra-record-quota-history',
      frequency: { milliseconds: intervalMs },
      timeout: { minutes: 10 },
      fn: async () => void (await Promise.all([store.record(), budgetStore.record()])),
    });
    await scheduler.scheduleTask({
      id: 'infra-forget-quota-history',
      frequency: { hours: 24 },
      initialDelay: { minutes: 15 },
      timeout: { minutes: 30 },
      fn: async () => {
        const hours = retentionMs / 60 / MINUTE_MS;
        await Promise.all([store.forget(hours), budgetStore.forget(hours)]);
      },
    });
  }

  /**
   * What held at the beginning of the span, each change after that, and what holds now where the span reaches so far.
   *
   * @throws InfraError VALIDATION_ERROR
   */
  async of(unit: QuotaUnit, { site, ...query }: QuotaHistoryQuery): Promise<UnitQuotaHistory> {
    const { store, quotas } = this.parts;
    const now = new Date();
    const to = query.to === undefined ? now : new Date(query.to);
    const from =
      query.from === undefined ? new Date(to.getTime() - USUAL_SPAN_MS) : new Date(query.from);
    if (from >= to) {
      const message = query.to === undefined ? 'must be in the past' : 'must be earlier than to';
      throw validationError([{ pointer: '/query/from', message }]);
    }
    const points = await store.read({ unitId: unit.id, site, from, to }, MOST_POINTS);
    const reachesNow = to >= now;
    const present = reachesNow ? await quotas.entries(unit) : [];
    for (const { site: name, limit, used } of present) {
      if (site !== undefined && name !== site) continue;
      points.set(name, [...(points.get(name) ?? []), { at: now.toISOString(), limit, used }]);
    }
    return {
      unitId: unit.id,
      from: from.toISOString(),
      to: to.toISOString(),
      sites: [...points]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, list]) => ({ site: name, points: list })),
      budget: await this.#ofBudget({ unitId: unit.id, from, to }, reachesNow ? now : undefined),
    };
  }

  async #ofBudget(
    span: { unitId: string; from: Date; to: Date },
    now?: Date,
  ): Promise<BudgetPoint[]> {
    const { budgets, budgetStore } = this.parts;
    const points = await budgetStore.read(span, MOST_POINTS);
    if (!now) return points;
    const { limit, used } = await budgets.get(span.unitId);
    return [...points, { at: now.toISOString(), limit, used }];
  }
}
