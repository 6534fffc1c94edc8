import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** `infra.secrets.vault`, checked, with defaults filled in. */
export interface VaultSettings {
  /** Without a slash at the end. */
  url: string;
  /** Where the KV version 2 engine is mounted. */
  mount: string;
  /** Path of a unit's secret, with `<kind>`, `<slug>` and `<id>`. */
  path: string;
  namespace?: string;
  timeoutMs: number;
  /** The token itself, or where an agent puts it. */
  token: string | { file: string };
}

const AT = 'infra.secrets.vault';

/** A slug is unique among units of one kind only. */
const tellsUnitsApart = (path: string) =>
  path.includes('<id>') || (path.includes('<kind>') && path.includes('<slug>'));

/**
 * @returns undefined where there is no Vault
 * @throws InputError, one sentence that names the key and the rule
 */
export function readVaultSettings(root: Config): VaultSettings | undefined {
  const config = root.getOptionalConfig(AT);
  if (!config) return undefined;
  const url = config.getString('url').replace(/\/+$/, '');
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
    throw new InputError(`${AT}.url must be an http:// or https:// address`);
  }
  const path = config.getOptionalString('path') ?? 'bailiwick/<kind>/<slug>';
  if (!tellsUnitsApart(path)) {
    throw new InputError(
      `${AT}.path must contain <kind> and <slug>, or <id>: every unit has secrets of its own`,
    );
  }
  const timeoutMs = config.has('timeout')
    ? durationToMilliseconds(readDurationFromConfig(config, { key: 'timeout' }))
    : 5_000;
  if (!(timeoutMs > 0)) throw new InputError(`${AT}.timeout must be longer than nothing`);
  return {
    ...{ url, path, timeoutMs, token: readToken(config) },
    mount: config.getOptionalString('mount') ?? 'secret',
    namespace: config.getOptionalString('namespace'),
  };
}

function readToken(config: Config): VaultSettings['token'] {
  const token = config.getOptionalString('token');
  const file = config.getOptionalString('tokenFile');
  if (token !== undefined && file === undefined) return token;
  if (token === undefined && file !== undefined) return { file };
  throw new InputError(`${AT} must have either token or tokenFile`);
}

const PREFIX = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `infra.secrets.environment.prefix`, or undefined where no secrets come from the environment. */
export function readEnvironmentPrefix(config: Config): string | undefined {
  const key = 'infra.secrets.environment.prefix';
  const prefix = config.getOptionalString(key);
  if (prefix !== undefined && !PREFIX.test(prefix)) {
    throw new InputError(`${key} must consist of letters, digits and underscores`);
  }
  return prefix;
}
