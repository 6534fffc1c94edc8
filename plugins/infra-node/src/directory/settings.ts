import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { FilterParser } from 'ldapts';

export type SearchScope = 'one' | 'sub';

/** How groups are found: by their `member` values, or by the `memberOf` values of users and groups. */
export type Membership = 'member' | 'memberOf';

/** `infra.directory` of the configuration, checked, with defaults filled in. */
export interface DirectorySettings {
  url: string;
  host: string;
  startTls: boolean;
  tls: { ca?: string; rejectUnauthorized: boolean };
  /** Undefined where the directory lets anybody search. */
  bind?: { dn: string; secret: string };
  users: {
    dn: string;
    filter: string;
    scope: SearchScope;
    map: { username: string; displayName: string; email: string };
  };
  groups: {
    dn: string;
    filter: string;
    scope: SearchScope;
    membership: Membership;
    map: { name: string; member: string; memberOf: string };
  };
  timeout: { connectMs: number; operationMs: number };
  pageSize: number;
}

/**
 * Reads `infra.directory`.
 *
 * @param config - the root configuration
 * @throws InputError, one sentence that names the key and the rule
 */
export function readDirectorySettings(config: Config): DirectorySettings {
  const directory = config.getConfig('infra.directory');
  const users = directory.getConfig('users');
  const groups = directory.getConfig('groups');
  const settings: DirectorySettings = {
    ...readTransport(directory),
    bind: readBind(directory),
    users: {
      dn: users.getString('dn'),
      filter: readFilter(users, 'users', '(objectClass=person)'),
      scope: readChoice(users, 'users.scope', ['sub', 'one']),
      map: {
        username: users.getOptionalString('map.username') ?? 'uid',
        displayName: users.getOptionalString('map.displayName') ?? 'cn',
        email: users.getOptionalString('map.email') ?? 'mail',
      },
    },
    groups: {
      dn: groups.getString('dn'),
      filter: readFilter(groups, 'groups', '(|(objectClass=groupOfNames)(objectClass=group))'),
      scope: readChoice(groups, 'groups.scope', ['sub', 'one']),
      membership: readChoice(groups, 'groups.membership', ['member', 'memberOf']),
      map: {
        name: groups.getOptionalString('map.name') ?? 'cn',
        member: groups.getOptionalString('map.member') ?? 'member',
        memberOf: groups.getOptionalString('map.memberOf') ?? 'memberOf',
      },
    },
    timeout: {
      connectMs: readMilliseconds(directory, 'timeout.connect', { seconds: 3 }),
      operationMs: readMilliseconds(directory, 'timeout.operation', { seconds: 5 }),
    },
    pageSize: directory.getOptionalNumber('pageSize') ?? 500,
  };
  if (!Number.isInteger(settings.pageSize) || settings.pageSize < 1) {
    throw refuse('pageSize', 'must be a whole number above 0');
  }
  return settings;
}

function readTransport(directory: Config) {
  const url = directory.getString('url');
  const startTls = directory.getOptionalBoolean('startTls') ?? false;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['ldap:', 'ldaps:'].includes(parsed.protocol) || !parsed.hostname) {
    throw refuse('url', 'must be ldap://<host>[:<port>] or ldaps://<host>[:<port>]');
  }
  if (parsed.username || parsed.password) {
    throw refuse('url', 'must not contain credentials; infra.directory.bind holds them');
  }
  if (parsed.protocol === 'ldaps:' && startTls) {
    throw refuse('startTls', 'is for ldap:// URLs; ldaps:// is encrypted from the start');
  }
  if (parsed.protocol === 'ldap:' && !startTls && !directory.getOptionalBoolean('allowPlain')) {
    throw refuse(
      'url',
      'is plain ldap://, which sends passwords in the clear: use ldaps://, set startTls: true, or set allowPlain: true where the connection is safe by other means',
    );
  }
  const ca = directory.getOptionalString('tls.ca');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw refuse('tls.ca', 'must be certificates in PEM form; read a file with $file');
  }
  return {
    url,
    startTls,
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    tls: { ca, rejectUnauthorized: directory.getOptionalBoolean('tls.rejectUnauthorized') ?? true },
  };
}

function readBind(directory: Config) {
  const bind = directory.getOptionalConfig('bind');
  return bind && { dn: bind.getString('dn'), secret: bind.getString('secret') };
}

function readFilter(config: Config, section: string, otherwise: string): string {
  const filter = config.getOptionalString('filter') ?? otherwise;
  try {
    FilterParser.parseString(filter);
  } catch {
    throw refuse(`${section}.filter`, `is not an LDAP filter: ${filter}`);
  }
  return filter;
}

/** Reads one of `choices`, the first being the default. `path` starts with the section of `config`. */
function readChoice<T extends string>(config: Config, path: string, choices: readonly T[]): T {
  const value = config.getOptionalString(path.slice(path.indexOf('.') + 1)) ?? choices[0];
  const choice = choices.find(known => known === value);
  if (!choice) throw refuse(path, `must be ${choices.join(' or ')}`);
  return choice;
}

function readMilliseconds(config: Config, key: string, otherwise: HumanDuration): number {
  const duration = config.has(key) ? readDurationFromConfig(config, { key }) : otherwise;
  const milliseconds = durationToMilliseconds(duration);
  if (milliseconds <= 0) throw refuse(key, 'must be longer than nothing');
  return milliseconds;
}

function refuse(key: string, rule: string): InputError {
  return new InputError(`infra.directory.${key} ${rule}`);
}
