import type {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceGauge,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import type { SyncRecord } from './SyncHistory';

/** What syncs are measured by. */
export class SyncMetrics {
  readonly #syncs: MetricsServiceCounter;
  readonly #duration: MetricsServiceHistogram;
  readonly #rejected: MetricsServiceGauge;

  constructor(metrics: MetricsService) {
    this.#syncs = metrics.createCounter('infra.inventory.syncs', {
      description: 'Syncs with the inventory, by status',
    });
    this.#duration = metrics.createHistogram('infra.inventory.sync.duration', {
      description: 'How long a sync with the inventory took, by status',
      unit: 's',
      advice: { explicitBucketBoundaries: [0.1, 0.3, 1, 3, 10, 30, 100] },
    });
    this.#rejected = metrics.createGauge('infra.inventory.rejected', {
      description: 'Rows of the inventory that the latest sync could not use',
    });
  }

  observe({ status, counts }: SyncRecord, tookMs: number): void {
    this.#syncs.add(1, { status });
    this.#duration.record(tookMs / 1000, { status });
    if (status === 'succeeded') this.#rejected.record(counts.rejectedCount);
  }
}
