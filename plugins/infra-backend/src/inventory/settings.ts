import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** Where servers come from. */
export interface SourceSettings {
  url: string;
  token?: string;
  /** For the whole answer, all pages together. */
  timeoutMs: number;
  /** Bytes, all pages together. */
  maxBytes: number;
}

export interface InventorySettings {
  /** Absent where no inventory is configured. */
  source?: SourceSettings;
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** Servers with at least this many cores are high performance. */
  performanceTierCpuThreshold: number;
  /** A sync that would take more of the servers offline stops. */
  maxLossPercent: number;
  /** How many regular cores a high-performance core counts for. */
  ratio: number;
}

const DEFAULTS = {
  // Not in the middle of the start.
  schedule: { frequency: { hours: 1 }, timeout: { minutes: 10 }, initialDelay: { seconds: 5 } },
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
};

/** @throws Error, one sentence that names the key, for values that cannot be used */
export function readInventorySettings(config: Config): InventorySettings {
  const inventory = config.getOptionalConfig('infra.inventory');
  return {
    source: inventory && readSource(inventory),
    schedule: inventory?.has('schedule')
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(inventory.getConfig('schedule'))
      : DEFAULTS.schedule,
    performanceTierCpuThreshold: readNumber(
      config,
      'infra.inventory.performanceTierCpuThreshold',
      64,
      value => Number.isInteger(value) && value >= 0,
      'a whole number of cores',
    ),
    maxLossPercent: readNumber(
      config,
      'infra.inventory.maxLossPercent',
      20,
      value => value >= 0 && value <= 100,
      'a number from 0 to 100',
    ),
    ratio: readNumber(
      config,
      'infra.calculator.ratio',
      2,
      value => value > 0 && Number.isFinite(value),
      'a number greater than 0',
    ),
  };
}

function readSource(inventory: Config): SourceSettings | undefined {
  const url = inventory.getOptionalString('url');
  if (url === undefined) return undefined;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new Error('infra.inventory.url must be an http or https address');
  }
  return {
    url,
    token: inventory.getOptionalString('token'),
    timeoutMs: inventory.has('timeout')
      ? durationToMilliseconds(readDurationFromConfig(inventory, { key: 'timeout' }))
      : DEFAULTS.timeoutMs,
    maxBytes: readNumber(
      inventory,
      'maxBytes',
      DEFAULTS.maxBytes,
      value => Number.isInteger(value) && value > 0,
      'a whole number of bytes',
      'infra.inventory.maxBytes',
    ),
  };
}

function readNumber(
  config: Config,
  key: string,
  otherwise: number,
  isSound: (value: number) => boolean,
  rule: string,
  name = key,
): number {
  const value = config.getOptionalNumber(key) ?? otherwise;
  if (!isSound(value)) throw new Error(`${name} must be ${rule}, and is ${value}`);
  return value;
}
