import type { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import type { MetricsService, MetricsServiceGauge } from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import type { Encryptor } from '../lib/encryption';
import type { SealedColumn } from './SealedColumn';
import type { KeyUse, PrimaryKey, SealedRecords } from './SealedRecords';

/** Records that one transaction holds. */
const BATCH = 100;

const KEYS = 'infra.encryption.keys';

/** What a rotation did. */
export interface Rotation {
  rewrapped: number;
  /** Records that do not open with the key that they name. */
  failed: number;
}

const total = (uses: readonly KeyUse[]) => uses.reduce((sum, { records }) => sum + records, 0);

/** `old (12 in secrets, 3 in integrations)` for each key. */
function describe(uses: readonly KeyUse[]): string {
  return [...new Set(uses.map(({ keyId }) => keyId))]
    .map(keyId => {
      const ofKey = uses.filter(use => use.keyId === keyId);
      const where = ofKey.map(({ records, table }) => `${records} in ${table}`).join(', ');
      return `${keyId || 'unknown'} (${where})`;
    })
    .join('; ');
}

/**
 * Brings every sealed record under the current master key, so that an older one can be taken out of the configuration. It can stop
 * anywhere and go on later, in several processes at once.
 */
export class KeyRotation {
  readonly #gauge: MetricsServiceGauge<{ key: string; table: string }>;
  /** Labels that the gauge has had a figure for. */
  readonly #told = new Map<string, { key: string; table: string }>();
  readonly #stopping = new AbortController();
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: {
      columns: readonly SealedColumn[];
      records: SealedRecords;
      encryptor: Encryptor;
      logger: LoggerService;
      metrics: MetricsService;
    },
  ) {
    this.#gauge = parts.metrics.createGauge('infra.encryption.records', {
      description: 'Sealed records by the master key that they need, when they were last counted',
    });
  }

  /** Tells which keys are missing, and begins to rotate at once where the current key has changed; then once a day. */
  async start(scheduler: SchedulerService): Promise<void> {
    const uses = await this.count();
    this.#warnOfMissing(uses);
    if (this.#outdated(uses).length > 0) this.#underWay = this.#runSafely();
    await scheduler.scheduleTask({
      id: 'infra-rotate-encryption-keys',
      frequency: { cron: '41 3 * * *' },
      timeout: { hours: 4 },
      fn: async signal => void (await this.run(signal)),
    });
  }

  /** Lets the batch that is under way end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#underWay;
  }

  /** How many records need which key. */
  async count(): Promise<KeyUse[]> {
    const uses: KeyUse[] = [];
    for (const column of this.parts.columns) uses.push(...(await this.parts.records.count(column)));
    this.#report(uses);
    return uses;
  }

  async run(signal?: AbortSignal): Promise<Rotation> {
    const { columns, encryptor, logger } = this.parts;
    const rotation: Rotation = { rewrapped: 0, failed: 0 };
    if (encryptor.olderKeyIds.length === 0) return rotation;
    for (const column of columns) {
      const { rewrapped, failed } = await this.#rotate(column, signal);
      rotation.rewrapped += rewrapped;
      rotation.failed += failed;
      if (failed > 0) {
        logger.error(
          `${failed} records of ${column.table} do not open with the key that they name: the one in ${KEYS} is not the one that sealed them, or they were changed. They stay as they are`,
        );
      }
    }
    const left = this.#outdated(await this.count());
    if (left.length > 0) logger.warn(`Records still need older keys of ${KEYS}: ${describe(left)}`);
    else if (rotation.rewrapped > 0) {
      logger.info(
        `${rotation.rewrapped} records were wrapped with the key ${encryptor.currentKeyId}: the others can be taken out of ${KEYS}`,
      );
    }
    return rotation;
  }

  async #rotate(column: SealedColumn, signal: AbortSignal | undefined): Promise<Rotation> {
    const rotation: Rotation = { rewrapped: 0, failed: 0 };
    let after: PrimaryKey | undefined;
    do {
      if (signal?.aborted || this.#stopping.signal.aborted) break;
      const batch = await this.parts.records.rewrap(column, after, BATCH);
      rotation.rewrapped += batch.rewrapped;
      rotation.failed += batch.failed;
      after = batch.last;
    } while (after);
    return rotation;
  }

  /** A backend must come up although its records cannot be wrapped; the daily task tries again. */
  async #runSafely(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.parts.logger.error(`The encryption keys were not rotated: ${stringifyError(error)}`);
    }
  }

  /** Under a key that is configured and not the current one. */
  #outdated(uses: readonly KeyUse[]): KeyUse[] {
    return uses.filter(({ keyId }) => this.parts.encryptor.olderKeyIds.includes(keyId));
  }

  #warnOfMissing(uses: readonly KeyUse[]): void {
    const { encryptor, logger } = this.parts;
    const known = [encryptor.currentKeyId, ...encryptor.olderKeyIds];
    const missing = uses.filter(({ keyId }) => !known.includes(keyId));
    if (missing.length === 0) return;
    logger.warn(
      `${total(missing)} records cannot be opened, because their keys are missing in ${KEYS}: ${describe(missing)}`,
    );
  }

  #report(uses: readonly KeyUse[]): void {
    for (const labels of this.#told.values()) this.#gauge.record(0, labels);
    for (const { keyId: key, table, records } of uses) {
      this.#told.set(`${key} ${table}`, { key, table });
      this.#gauge.record(records, { key, table });
    }
  }
}
