import { randomBytes } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';

/** `auth.providers.ldap` of the configuration, checked, with defaults filled in. */
export interface LdapProviderSettings {
  session: { secret: string; idleMs: number; absoluteMs: number };
  rateLimit: RateLimitSettings;
}

/** Failed sign-ins that are answered within one window. */
export interface RateLimitSettings {
  windowMs: number;
  perUserAndAddress: number;
  perUser: number;
  perAddress: number;
}

const KEY = 'auth.providers.ldap';
const LEAST_SECRET = 32;

/**
 * Reads `auth.providers.ldap`.
 *
 * @param config - the root configuration
 * @throws InputError, one sentence that names the key and the rule
 */
export function readSettings(config: Config, logger: LoggerService): LdapProviderSettings {
  return {
    session: {
      secret: readSecret(config, logger),
      idleMs: readMilliseconds(config, `${KEY}.session.idle`, { hours: 8 }),
      absoluteMs: readMilliseconds(config, `${KEY}.session.absolute`, { hours: 24 }),
    },
    rateLimit: {
      windowMs: readMilliseconds(config, `${KEY}.rateLimit.window`, { minutes: 15 }),
      perUserAndAddress: readCount(config, `${KEY}.rateLimit.perUserAndAddress`, 10),
      perUser: readCount(config, `${KEY}.rateLimit.perUser`, 50),
      perAddress: readCount(config, `${KEY}.rateLimit.perAddress`, 100),
    },
  };
}

function readSecret(config: Config, logger: LoggerService): string {
  const secret =
    config.getOptionalString(`${KEY}.session.secret`) ??
    config.getOptionalString('auth.session.secret');
  if (secret !== undefined) {
    if (secret.length >= LEAST_SECRET) return secret;
    throw new InputError(`${KEY}.session.secret must have at least ${LEAST_SECRET} characters`);
  }
  if (process.env.NODE_ENV !== 'development') {
    throw new InputError(
      `${KEY}.session.secret is missing: set it to a random text of at least ${LEAST_SECRET} characters, the same in every backend`,
    );
  }
  logger.warn(`${KEY}.session.secret is not set: sessions end when this backend restarts`);
  return randomBytes(LEAST_SECRET).toString('base64');
}

function readMilliseconds(config: Config, key: string, otherwise: HumanDuration): number {
  const duration = config.has(key) ? readDurationFromConfig(config, { key }) : otherwise;
  const milliseconds = durationToMilliseconds(duration);
  if (milliseconds < 1000) throw new InputError(`${key} must be at least a second`);
  return milliseconds;
}

function readCount(config: Config, key: string, otherwise: number): number {
  const count = config.getOptionalNumber(key) ?? otherwise;
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(`${key} must be a whole number above 0`);
  }
  return count;
}
