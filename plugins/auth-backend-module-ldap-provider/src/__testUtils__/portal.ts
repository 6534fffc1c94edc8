import { auditorServiceFactory } from '@backstage/backend-defaults/auditor';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { loggerServiceFactory } from '@backstage/backend-defaults/logger';
import { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { JsonObject } from '@backstage/types';
import { Directory, PostgresConnection } from '@bailiwick/sandbox';
import request, { Agent } from 'supertest';
import ldapProvider from '../index';
import { infraStandIn } from './infraStandIn';
import { logRecorder } from './logRecorder';

export const PASSWORD = 'correct horse';
export const SESSION_SECRET = 'a secret for tests, long enough to be taken';
export const COOKIE = 'ldap-session';
export const BROWSER_COOKIE = 'ldap-known-browser';

export interface PortalOptions {
  connection: PostgresConnection;
  /** `infra.directory` */
  directory: JsonObject;
  /** `auth.providers.ldap.session`; the secret is given */
  session?: JsonObject;
  /** `auth.providers.ldap.rateLimit` */
  rateLimit?: JsonObject;
  /** The real infra plugin, on a database of its own, in place of the stand-in. */
  realInfra?: { plugin: BackendFeature; connection: PostgresConnection };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** A backend with the auth plugin and the provider, on a real database and a real directory. */
export async function startPortal(options: PortalOptions) {
  const { connection, directory, session, rateLimit, realInfra } = options;
  const log = logRecorder();
  const { infra, plugin } = infraStandIn();
  const backend = await startTestBackend({
    features: [
      authPlugin,
      ldapProvider,
      realInfra?.plugin ?? plugin,
      log.factory,
      loggerServiceFactory,
      auditorServiceFactory,
      authServiceFactory,
      httpAuthServiceFactory,
      databaseServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: {
            baseUrl: 'http://localhost',
            database: {
              client: 'pg',
              connection: { ...connection },
              plugin: {
                auth: { connection: { database: connection.database } },
                ...(realInfra && {
                  infra: { connection: { database: realInfra.connection.database } },
                }),
              },
            },
          },
          auth: {
            backstageTokenExpiration: { minutes: 15 },
            providers: { ldap: { session: { secret: SESSION_SECRET, ...session }, rateLimit } },
          },
          infra: { directory },
        },
      }),
    ],
  });

  /** A browser without cookies. */
  const browser = () => request.agent(backend.server);
  return {
    backend,
    infra,
    log,
    browser,
    signIn: (username: unknown, password: unknown = PASSWORD, agent: Agent = browser()) =>
      agent
        .post('/api/auth/ldap/refresh')
        .set('X-Requested-With', 'XMLHttpRequest')
        .send({ username, password }),
    renew: (agent: Agent) =>
      agent.get('/api/auth/ldap/refresh').set('X-Requested-With', 'XMLHttpRequest'),
    signOut: (agent: Agent) =>
      agent.post('/api/auth/ldap/logout').set('X-Requested-With', 'XMLHttpRequest'),
  };
}

/** `infra.directory` for the directory of the sandbox. */
export function settingsFor(directory: Directory): JsonObject {
  return {
    url: directory.url,
    allowPlain: true,
    bind: { dn: directory.bindDn, secret: directory.bindPassword },
    users: { dn: directory.peopleDn },
    groups: { dn: directory.groupsDn },
    timeout: { connect: { milliseconds: 500 }, operation: { milliseconds: 500 } },
  };
}

/** The cookies that an answer sets, by name: value and attributes as they were sent. */
export function cookiesOf(response: request.Response): Record<string, string> {
  const lines = (response.get('set-cookie') ?? []) as string[];
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** What an error answer must look like. */
export function refusal(statusCode: number, code: string, more: JsonObject = {}) {
  return {
    error: { name: 'InfraError', message: expect.any(String), code, ...more },
    request: { method: expect.any(String), url: expect.any(String) },
    response: { statusCode },
  };
}
