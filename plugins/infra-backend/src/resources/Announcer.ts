import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { resourceEntityRef } from '@bailiwick/backstage-plugin-infra-common';
import type { ChangeNotifier } from '../lib/changes';
import type { RunRecord } from '../runs';
import type { ResourceStore } from './ResourceStore';

/** Runs make several steps a second; what they change within this time is looked up together. */
const GATHER_MS = 50;

/** Tells screens and the catalog of what the steps of runs change. */
export class Announcer {
  readonly #ids = new Set<string>();
  #timer?: NodeJS.Timeout;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: {
      store: Pick<ResourceStore, 'identify'>;
      changes: ChangeNotifier;
      logger: LoggerService;
    },
  ) {}

  run({ id, resourceId }: Pick<RunRecord, 'id' | 'resourceId'>): void {
    this.parts.changes.signal({ subject: 'run', id, resourceId });
    this.#ids.add(resourceId);
    this.#timer ??= setTimeout(() => void this.#tell(), GATHER_MS).unref();
  }

  /** Tells what was gathered. Called at shutdown. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#tell();
  }

  #tell(): Promise<void> {
    this.#timer = undefined;
    const ids = [...this.#ids];
    this.#ids.clear();
    this.#telling = this.#telling.then(() => this.#announce(ids));
    return this.#telling;
  }

  async #announce(ids: readonly string[]): Promise<void> {
    const { store, changes, logger } = this.parts;
    if (ids.length === 0) return;
    try {
      for (const resource of await store.identify(ids)) {
        const entityRef = resourceEntityRef(resource);
        changes.resource({ id: resource.id, change: 'upserted', entityRef });
      }
    } catch (error) {
      // Screens ask again when they are opened, and the catalog has its periodic refresh.
      logger.warn(
        `Changes of ${ids.length} resources were not announced: ${stringifyError(error)}`,
      );
    }
  }
}
