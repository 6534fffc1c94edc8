import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { isAbsolute } from 'node:path';

export const BUILDERS = ['buildah', 'podman', 'docker'] as const;

export interface BuilderSettings {
  kind: (typeof BUILDERS)[number];
  /** Name or path of the program. */
  program: string;
  /** Of buildah and podman. */
  storageDriver: string;
  /** Of buildah and podman. */
  isolation?: string;
  /** What the image is for, such as `linux/amd64`; what the worker is, unless given. */
  platform?: string;
  /** For one image. */
  timeoutMs: number;
}

/** `infra.deployments` of the configuration, checked, with defaults filled in. */
export interface DeploymentSettings {
  /** Undefined where no image can be built. */
  builder?: BuilderSettings;
  /** What the address of a repository begins with. */
  repositories: string[];
  /** Hosts, some with a port, that are inside of the installation and may be spoken to without TLS. */
  internalHosts: string[];
}

const ROOT = 'infra.deployments';
const HOST = /^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?$/;

const refuse = (key: string, rule: string) => new InputError(`${ROOT}.${key} ${rule}`);

const isWebAddress = (url: string) =>
  URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);

/**
 * Reads `infra.deployments`; without it nothing is built.
 *
 * @throws InputError, one sentence that names the key and the rule
 */
export function readDeploymentSettings(root: Config): DeploymentSettings {
  const config = root.getOptionalConfig(ROOT);
  const repositories = config?.getOptionalStringArray('repositories') ?? [];
  if (!repositories.every(isWebAddress)) {
    throw refuse('repositories', 'must be http:// or https:// addresses');
  }
  const internalHosts = (config?.getOptionalStringArray('internalHosts') ?? []).map(host =>
    host.toLowerCase(),
  );
  const odd = internalHosts.find(host => !HOST.test(host));
  if (odd !== undefined) {
    throw refuse('internalHosts', `has "${odd}": it must be a host, or a host and a port`);
  }
  const builder = config && readBuilder(config);
  if (builder && repositories.length === 0) {
    throw refuse(
      'repositories',
      'must say what may be built, since a Dockerfile runs its code on the workers',
    );
  }
  return { ...(builder ? { builder } : {}), repositories, internalHosts };
}

function readBuilder(config: Config): BuilderSettings | undefined {
  const kind = BUILDERS.find(known => known === config.getOptionalString('builder'));
  if (!kind) {
    if (!config.has('builder')) return undefined;
    throw refuse('builder', `must be ${BUILDERS.join(', ').replace(/, (?=\w+$)/, ' or ')}`);
  }
  const program = config.getOptionalString('program') ?? kind;
  if (program.includes('/') && !isAbsolute(program)) {
    throw refuse('program', 'must be the name of a program or an absolute path');
  }
  const option = (key: string, allowed: RegExp) => {
    const value = config.getOptionalString(key);
    if (value === undefined) return undefined;
    if (kind === 'docker' && key !== 'platform') throw refuse(key, 'is nothing that docker takes');
    if (!allowed.test(value)) throw refuse(key, `must not be "${value}"`);
    return value;
  };
  const timeoutMs = config.has('timeout')
    ? durationToMilliseconds(readDurationFromConfig(config, { key: 'timeout' }))
    : 30 * 60_000;
  if (!(timeoutMs > 0)) throw refuse('timeout', 'must be more than nothing');
  return {
    ...{ kind, program, timeoutMs },
    storageDriver: option('storageDriver', /^(vfs|overlay|btrfs|zfs)$/) ?? 'vfs',
    isolation: option('isolation', /^(oci|rootless|chroot)$/),
    platform: option('platform', /^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/),
  };
}
