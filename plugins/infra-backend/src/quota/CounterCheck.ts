import type { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import type { MetricsService, MetricsServiceGauge } from '@backstage/backend-plugin-api/alpha';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { CounterDifference, CounterStore } from './CounterStore';

/** How many differences are written down one by one; the metric and the log count them all. */
const WRITTEN_DOWN = 100;

const ITSELF = { ref: 'plugin:infra' };

const describe = ({ counter, unitId, site, counted, actual }: CounterDifference) =>
  `${counter} of ${unitId ?? 'the servers'}${site === undefined ? '' : ` at ${site}`} is ${JSON.stringify(counted)} and should be ${JSON.stringify(actual)}`;

/**
 * Proves every night that the counters of quota equal what they count. A difference is an error of ours, or of somebody who wrote to
 * the database: it is told, never mended, because nobody could then find out how it came about.
 */
export class CounterCheck {
  readonly #differences: MetricsServiceGauge;

  constructor(
    private readonly parts: {
      knex: Knex;
      store: CounterStore;
      audit: AuditTrail;
      logger: LoggerService;
      metrics: MetricsService;
    },
  ) {
    this.#differences = parts.metrics.createGauge('infra.quota.counter.differences', {
      description: 'Counters of quota that differed from what they count at the latest check',
    });
  }

  async schedule(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'infra-check-quota-counters',
      frequency: { cron: '17 3 * * *' },
      timeout: { minutes: 10 },
      fn: async () => void (await this.run()),
    });
  }

  /** Answers what it found. */
  async run(): Promise<CounterDifference[]> {
    const { store, logger } = this.parts;
    const found = await store.differences();
    this.#differences.record(found.length);
    if (found.length === 0) {
      logger.info('The counters of quota equal what they count');
      return found;
    }
    logger.error(
      `${found.length} counters of quota differ from what they count: ${found.slice(0, 10).map(describe).join('; ')}`,
    );
    await this.#writeDown(found.slice(0, WRITTEN_DOWN));
    return found;
  }

  async #writeDown(found: CounterDifference[]): Promise<void> {
    const { knex, audit } = this.parts;
    await knex.transaction(async trx => {
      for (const { counter, unitId, site, counted, actual } of found) {
        await audit.record(trx, {
          event: 'quota-difference-found',
          actor: ITSELF,
          subject:
            unitId === undefined
              ? { kind: 'inventory', id: site ?? '' }
              : { kind: 'quota', id: `${unitId}/${site ?? 'budget'}` },
          before: { counter, ...counted },
          after: { counter, ...actual },
        });
      }
    });
  }
}
