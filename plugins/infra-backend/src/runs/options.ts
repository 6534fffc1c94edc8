import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';

/** Configuration `infra.runs`; times in milliseconds. */
export interface RunOptions {
  /** This process carries out runs. */
  worker: boolean;
  /** A worker that is not heard of for this long loses its runs. */
  leaseMs: number;
  heartbeatMs: number;
  /** Runs at a time in this process. */
  concurrency: number;
  /** How often to look for runs although nothing was heard. */
  pollMs: number;
  timeoutMs: number;
  /** How long a shutdown waits for runs to end. */
  shutdownMs: number;
  /** How long a provisioner may take to stop after it was told to. */
  abortMs: number;
  /** How often a run is started again after its worker was lost. */
  maxAttempts: number;
  /** The pause before compensation is tried again: the first, doubled each time up to the longest. */
  compensation: { firstMs: number; longestMs: number };
  /** Lines of runs that ended longer ago are removed. */
  logRetentionMs: number;
  /** How long a saved plan can be approved and applied. */
  planRetentionMs: number;
  provisioners: Record<string, { concurrency?: number; timeoutMs?: number }>;
}

export const DEFAULT_RUN_OPTIONS: RunOptions = {
  worker: true,
  leaseMs: 30_000,
  heartbeatMs: 5_000,
  concurrency: 300,
  pollMs: 5_000,
  timeoutMs: 3_600_000,
  shutdownMs: 20_000,
  abortMs: 30_000,
  maxAttempts: 5,
  compensation: { firstMs: 2_000, longestMs: 300_000 },
  logRetentionMs: 90 * 24 * 3_600_000,
  planRetentionMs: 7 * 24 * 3_600_000,
  provisioners: {},
};

/** @throws Error that names the key and the rule. */
export function readRunOptions(root: Config): RunOptions {
  const config = root.getOptionalConfig('infra.runs');
  const defaults = DEFAULT_RUN_OPTIONS;
  const duration = (key: string, fallback: number) => readMs(config, key) ?? fallback;
  const compensation = config?.getOptionalConfig('compensation');
  const options: RunOptions = {
    worker: config?.getOptionalBoolean('worker') ?? defaults.worker,
    leaseMs: duration('leaseDuration', defaults.leaseMs),
    heartbeatMs: duration('heartbeat', defaults.heartbeatMs),
    concurrency: readCount(config, 'concurrency') ?? defaults.concurrency,
    pollMs: duration('pollInterval', defaults.pollMs),
    timeoutMs: duration('timeout', defaults.timeoutMs),
    shutdownMs: duration('shutdownGrace', defaults.shutdownMs),
    abortMs: duration('abortGrace', defaults.abortMs),
    maxAttempts: readCount(config, 'maxAttempts') ?? defaults.maxAttempts,
    compensation: {
      firstMs: readMs(compensation, 'firstPause', 'compensation.') ?? defaults.compensation.firstMs,
      longestMs:
        readMs(compensation, 'longestPause', 'compensation.') ?? defaults.compensation.longestMs,
    },
    logRetentionMs: duration('logRetention', defaults.logRetentionMs),
    planRetentionMs: duration('planRetention', defaults.planRetentionMs),
    provisioners: readProvisioners(config?.getOptionalConfig('provisioners')),
  };
  if (options.heartbeatMs * 2 > options.leaseMs) {
    throw new Error('infra.runs.heartbeat must be at most half of infra.runs.leaseDuration');
  }
  return options;
}

function readProvisioners(config: Config | undefined): RunOptions['provisioners'] {
  return Object.fromEntries(
    (config?.keys() ?? []).map(id => {
      const one = config!.getConfig(id);
      const path = `provisioners.${id}.`;
      return [
        id,
        {
          concurrency: readCount(one, 'concurrency', path),
          timeoutMs: readMs(one, 'timeout', path),
        },
      ];
    }),
  );
}

function readMs(config: Config | undefined, key: string, path = ''): number | undefined {
  if (!config?.has(key)) return undefined;
  const duration: HumanDuration = readDurationFromConfig(config, { key });
  const milliseconds = durationToMilliseconds(duration);
  if (milliseconds <= 0) throw new Error(`infra.runs.${path}${key} must be longer than nothing`);
  return milliseconds;
}

function readCount(config: Config | undefined, key: string, path = ''): number | undefined {
  const count = config?.getOptionalNumber(key);
  if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
    throw new Error(`infra.runs.${path}${key} must be a whole number, at least 1`);
  }
  return count;
}
