import { once } from 'node:events';
import { createServer, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createTestDatabase,
  Directory,
  Postgres,
  startDirectory,
  startPostgres,
  TestDatabase,
} from '@bailiwick/sandbox';
import { JsonObject } from '@backstage/types';
import knexFactory from 'knex';
import { PASSWORD, PortalOptions, refusal, settingsFor, startPortal } from './__testUtils__/portal';
import { migrations } from './database';

describe('the module', () => {
  let directory: Directory;
  let database: TestDatabase;

  beforeAll(async () => {
    directory = await startDirectory({
      users: [{ uid: 'tess', name: 'Tess Vermeulen', password: PASSWORD }],
      groups: [{ name: 'infrahub-team-leads-checkout', members: ['tess'] }],
      tls: true,
    });
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await directory.stop();
    await database.drop();
  });

  const start = (options: Partial<PortalOptions> = {}) =>
    startPortal({
      connection: database.connection,
      directory: settingsFor(directory),
      ...options,
    });

  it.each<[string, Partial<PortalOptions> | (() => Partial<PortalOptions>), string]>([
    [
      'a plain connection that nobody has allowed',
      () => ({ directory: { ...settingsFor(directory), allowPlain: false } }),
      'infra.directory.url is plain ldap://',
    ],
    [
      'a short secret',
      { session: { secret: 'short' } },
      'auth.providers.ldap.session.secret must have at least 32 characters',
    ],
    ['no secret', { session: { secret: null } }, 'auth.providers.ldap.session.secret is missing'],
    [
      'no time at all',
      { session: { idle: { seconds: 0 } } },
      'auth.providers.ldap.session.idle must be at least a second',
    ],
    [
      'a limit of nothing',
      { rateLimit: { perUser: 0 } },
      'auth.providers.ldap.rateLimit.perUser must be a whole number above 0',
    ],
  ])('does not start with %s, and says so', async (_, options, sentence) => {
    const given = typeof options === 'function' ? options() : options;
    await expect(start(given)).rejects.toThrow(sentence);
  });

  describe('with a directory that', () => {
    const open: { stop(): unknown }[] = [];
    afterEach(async () => {
      for (const part of open.splice(0)) await part.stop();
    });
    const portalOn = async (settings: JsonObject) => {
      const portal = await start({ directory: { ...settingsFor(directory), ...settings } });
      open.push(portal.backend);
      return portal;
    };

    it('accepts connections and never answers, answers 503', async () => {
      const sockets = new Set<Socket>();
      const silent: Server = createServer(socket => sockets.add(socket)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      open.push({
        stop() {
          sockets.forEach(socket => socket.destroy());
          silent.close();
        },
      });
      const address = silent.address() as { port: number };
      const portal = await portalOn({ url: `ldap://127.0.0.1:${address.port}` });
      const response = await portal.signIn('tess');
      expect(response.body).toEqual(refusal(503, 'DIRECTORY_UNAVAILABLE'));
    });

    it('shows a certificate that nobody signed, answers 503 and sends no password', async () => {
      const url = directory.secureUrl as string;
      const portal = await portalOn({ url });
      const response = await portal.signIn('tess');
      expect(response.body).toEqual(refusal(503, 'DIRECTORY_UNAVAILABLE'));
      expect(portal.log.text()).toContain('SELF_SIGNED');

      const trusting = await portalOn({ url, tls: { ca: directory.certificate as string } });
      await trusting.signIn('tess').expect(200);
    });

    it('was restarted, goes on', async () => {
      const portal = await portalOn({});
      await portal.signIn('tess').expect(200);
      directory.faults.set({ down: true });
      directory.faults.reset();
      await portal.signIn('tess').expect(200);
    });
  });

  describe('with a database that', () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());

    it('goes away answers 503, and works again when it is back', async () => {
      const portal = await start({ connection: await postgres.createDatabase('portal') });
      const browser = portal.browser();
      await portal.signIn('tess', PASSWORD, browser).expect(200);

      process.kill(postgres.pid, 'SIGKILL');
      await sleep(200);
      expect((await portal.signIn('tess')).body).toEqual(refusal(503, 'DATABASE_UNAVAILABLE'));
      expect((await portal.renew(browser)).body).toEqual(refusal(503, 'DATABASE_UNAVAILABLE'));

      await postgres.restart();
      await portal.renew(browser).expect(200);
      await portal.signIn('tess').expect(200);
      await portal.backend.stop();
    });
  });

  it('has tables that can be taken back, with rows in place', async () => {
    const own = await createTestDatabase();
    const knex = knexFactory({ client: 'pg', connection: own.connection });
    await knex.migrate.latest(migrations());
    await knex('ldap_sign_in_attempts').insert({
      key: 'somebody',
      failures: 1,
      window_ends_at: knex.fn.now(),
    });
    await knex.migrate.rollback(migrations(), true);
    expect(await knex.schema.hasTable('ldap_sign_in_attempts')).toBe(false);
    expect(await knex.schema.hasTable('ldap_ended_sessions')).toBe(false);
    await knex.migrate.latest(migrations());
    expect(await knex('ldap_sign_in_attempts')).toEqual([]);
    await knex.destroy();
    await own.drop();
  });
});
