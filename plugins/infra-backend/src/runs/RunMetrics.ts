import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { RunStore } from './RunStore';
import type { RunRecord } from './types';

type Labels = { provisioner: string; kind: string };

const labelsOf = ({ provisioner, kind }: RunRecord): Labels => ({ provisioner, kind });

/** Figures about runs, through Backstage's metrics service. */
export class RunMetrics {
  readonly #ended;
  readonly #lost;
  readonly #waits;
  readonly #durations;
  readonly #metrics: MetricsService;

  constructor(metrics: MetricsService) {
    this.#metrics = metrics;
    this.#ended = metrics.createCounter<Labels & { outcome: string }>('infra.runs.ended', {
      description: 'Runs that ended, by outcome',
    });
    this.#lost = metrics.createCounter<Labels>('infra.runs.workers.lost', {
      description: 'Runs whose worker was not heard of for the length of a lease',
    });
    this.#waits = metrics.createHistogram<Labels>('infra.runs.wait', {
      description: 'From the request of a run to its first start',
      unit: 's',
    });
    this.#durations = metrics.createHistogram<Labels>('infra.runs.duration', {
      description: 'From the first start of a run to its end',
      unit: 's',
    });
  }

  /** Counts what is unfinished in the whole database whenever the figures are collected. */
  observe(store: Pick<RunStore, 'countUnfinished'>): void {
    this.#metrics
      .createObservableGauge<{ provisioner: string; status: string }>('infra.runs.unfinished', {
        description: 'Runs that are queued or in progress, over all processes',
      })
      .addCallback(async result => {
        for (const { count, ...labels } of await store.countUnfinished()) {
          result.observe(count, labels);
        }
      });
  }

  started(run: RunRecord): void {
    if (run.fence !== 1 || !run.startedAt) return;
    this.#waits.record((run.startedAt.getTime() - run.createdAt.getTime()) / 1000, labelsOf(run));
  }

  lost(run: RunRecord): void {
    this.#lost.add(1, labelsOf(run));
  }

  ended(run: RunRecord): void {
    const labels = labelsOf(run);
    this.#ended.add(1, { ...labels, outcome: run.status });
    if (!run.startedAt || !run.finishedAt) return;
    const milliseconds = run.finishedAt.getTime() - run.startedAt.getTime();
    this.#durations.record(milliseconds / 1000, labels);
  }
}
