import type { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import type { MetricsService, MetricsServiceHistogram } from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import {
  type ArgoCdClient,
  type ArgoCdInstances,
  isArgoCdError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { ChangeNotifier } from '../lib/changes';
import type { ApplicationStore } from './ApplicationStore';
import { toState } from './view';

export interface PollerParts {
  instances: ArgoCdInstances;
  store: ApplicationStore;
  changes: ChangeNotifier;
  logger: LoggerService;
  metrics: MetricsService;
  intervalMs: number;
}

/** Follows every instance: one call of each per round, whatever the number of applications; only what changed is written and told. */
export class Poller {
  readonly #duration: MetricsServiceHistogram;

  constructor(private readonly parts: PollerParts) {
    this.#duration = parts.metrics.createHistogram('infra.argocd.round.duration', {
      description: 'How long the list call of an Argo CD instance and taking it down took',
      unit: 's',
    });
  }

  /** One process of all does a round at a time. */
  async schedule(scheduler: SchedulerService): Promise<void> {
    const { instances, intervalMs, store } = this.parts;
    await store.keepOnly(instances.all.map(({ name }) => name));
    if (instances.all.length === 0) return;
    await scheduler.scheduleTask({
      id: 'infra-poll-argocd',
      frequency: { milliseconds: intervalMs },
      timeout: { minutes: 2 },
      fn: () => this.round(),
    });
  }

  /** Asks every instance once. Never rejects because of an instance. */
  async round(): Promise<void> {
    await Promise.all(this.parts.instances.all.map(client => this.#ask(client)));
  }

  async #ask(client: ArgoCdClient): Promise<void> {
    const { store, changes, logger } = this.parts;
    const { name: instance } = client;
    const start = performance.now();
    const before = (await store.instances()).find(({ name }) => name === instance);
    let outcome = 'ok';
    try {
      const listed = await client.listApplications();
      const { applications } = await store.reached(
        instance,
        listed.map(application => toState(client, application)),
      );
      for (const name of applications) {
        changes.signal({ subject: 'argocd', id: `${instance}/${name}` });
      }
      if (before && !before.reachable) logger.info(`Argo CD ${instance} answers again`);
      if (!before?.reachable) changes.signal({ subject: 'argocd', id: instance });
    } catch (error) {
      if (!isArgoCdError(error)) throw error;
      outcome = error.failure;
      await store.failed(instance, error.message);
      if (before && !before.reachable && before.error === error.message) return;
      logger.warn(stringifyError(error));
      changes.signal({ subject: 'argocd', id: instance });
    } finally {
      this.#duration.record((performance.now() - start) / 1000, { instance, outcome });
    }
  }
}
