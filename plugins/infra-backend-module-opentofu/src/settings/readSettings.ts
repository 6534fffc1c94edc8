import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { StopTimes } from '../tool';

/** What fetches from repositories below an address. */
export interface GitCredential {
  url: string;
  username: string;
  token: string;
}

/** `infra.opentofu` of the configuration, checked, with defaults filled in. */
export interface OpenTofuSettings {
  /** Name or path of the program; undefined for `tofu` or `terraform`, whichever is in the PATH. */
  binary?: string;
  /** Folders below which modules may be. */
  allowedFolders: string[];
  pluginCache?: string;
  cliConfigFile?: string;
  /** Where states are kept that could not be stored. */
  rescueFolder: string;
  lockTimeoutSeconds: number;
  gitTimeoutMs: number;
  gitCredentials: GitCredential[];
  /** Root modules that requests name. */
  rootModules: {
    /** Whether there is the resource type `root-module`. */
    enabled: boolean;
    /** What the address of a repository begins with; undefined for any. */
    repositories?: string[];
    /** Who says which module: administrators alone, or the leads of teams as well. */
    chosenBy: 'administrators' | 'teams';
  };
  stopTimes: StopTimes;
  concurrency: number;
}

const ROOT = 'infra.opentofu';

const refuse = (key: string, rule: string) => new InputError(`${ROOT}.${key} ${rule}`);

/**
 * Reads `infra.opentofu`; everything has a default.
 *
 * @throws InputError, one sentence that names the key and the rule
 */
export function readSettings(root: Config): OpenTofuSettings {
  const config = root.getOptionalConfig(ROOT);
  const path = (key: string) => {
    const value = config?.getOptionalString(key);
    if (value !== undefined && !isAbsolute(value)) throw refuse(key, 'must be an absolute path');
    return value;
  };
  const time = (key: string, fallback: HumanDuration) => {
    const duration = config?.has(key) ? readDurationFromConfig(config, { key }) : fallback;
    const result = durationToMilliseconds(duration);
    if (!(result >= 0)) throw refuse(key, 'must not be less than nothing');
    return result;
  };
  const concurrency = config?.getOptionalNumber('concurrency') ?? 4;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw refuse('concurrency', 'must be a whole number from 1 on');
  }
  const allowedFolders = config?.getOptionalStringArray('modules.allowedFolders') ?? [];
  if (!allowedFolders.every(isAbsolute)) {
    throw refuse('modules.allowedFolders', 'must be absolute paths');
  }
  return {
    binary: config?.getOptionalString('binary'),
    allowedFolders,
    pluginCache: path('pluginCache'),
    cliConfigFile: path('cliConfigFile'),
    rescueFolder:
      path('rescueFolder') ?? join(tmpdir(), `bailiwick-opentofu-${userInfo().username}`),
    lockTimeoutSeconds: Math.ceil(time('lockTimeout', { seconds: 10 }) / 1000),
    gitTimeoutMs: time('git.timeout', { minutes: 2 }),
    gitCredentials: (config?.getOptionalConfigArray('git.credentials') ?? []).map(readCredential),
    rootModules: readRootModules(config?.getOptionalConfig('rootModules')),
    stopTimes: {
      interruptMs: time('stop.interrupt', { seconds: 15 }),
      terminateMs: time('stop.terminate', { seconds: 5 }),
    },
    concurrency,
  };
}

function readCredential(entry: Config, index: number): GitCredential {
  const url = entry.getString('url').replace(/\/+$/, '');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    throw refuse(`git.credentials[${index}].url`, 'must be an http:// or https:// address');
  }
  const username = entry.getOptionalString('username') ?? 'x-access-token';
  return { url, username, token: entry.getString('token') };
}

function readRootModules(config: Config | undefined): OpenTofuSettings['rootModules'] {
  const chosenBy = config?.getOptionalString('chosenBy') ?? 'administrators';
  if (chosenBy !== 'administrators' && chosenBy !== 'teams') {
    throw refuse('rootModules.chosenBy', 'must be administrators or teams');
  }
  const repositories = config?.getOptionalStringArray('repositories');
  const odd = repositories?.find(
    url => !URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol),
  );
  if (odd !== undefined) {
    throw refuse('rootModules.repositories', 'must be http:// or https:// addresses');
  }
  if (chosenBy === 'teams' && !repositories?.length) {
    throw refuse(
      'rootModules.repositories',
      'must say which repositories teams may choose from, or any code would run on the workers',
    );
  }
  const enabled = config?.getOptionalBoolean('enabled') ?? true;
  return { enabled, chosenBy, ...(repositories ? { repositories } : {}) };
}
