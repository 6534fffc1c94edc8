import { createTestDatabase, Directory, startDirectory, TestDatabase } from '@bailiwick/sandbox';
import { decodeProtectedHeader } from 'jose';
import {
  COOKIE,
  cookiesOf,
  PASSWORD,
  Portal,
  refusal,
  settingsFor,
  startPortal,
} from './__testUtils__/portal';

const NO_SESSION = refusal(401, 'INVALID_CREDENTIALS');
const CHECKOUT = 'infrahub-team-leads-checkout';
const RISK = 'infrahub-team-leads-risk';

describe('a session', () => {
  let directory: Directory;
  let database: TestDatabase;
  let portal: Portal;
  /** A second backend on the same database. */
  let twin: Portal;

  const tess = { uid: 'tess', name: 'Tess Vermeulen', password: PASSWORD };

  beforeAll(async () => {
    directory = await startDirectory({ users: [tess], groups: [] });
    database = await createTestDatabase();
    const backend = { connection: database.connection, directory: settingsFor(directory) };
    portal = await startPortal(backend);
    twin = await startPortal(backend);
  });
  afterAll(async () => {
    await portal.backend.stop();
    await twin.backend.stop();
    await directory.stop();
    await database.drop();
  });
  beforeEach(() => {
    directory.faults.reset();
    directory.putUser(tess);
    directory.putGroup({ name: CHECKOUT, members: ['tess'] });
    directory.putGroup({ name: RISK, members: ['tess'] });
  });

  const signedIn = async (at: Portal = portal) => {
    const browser = at.browser();
    const response = await at.signIn('tess', PASSWORD, browser).expect(200);
    return { browser, cookie: cookiesOf(response)[COOKIE].split(';')[0] };
  };
  const withCookie = (cookie: string, at: Portal = portal) =>
    at.renew(at.browser()).set('Cookie', `${COOKIE}=${cookie}`);
  const groupsIn = (response: { body: AnswerBody }) =>
    response.body.backstageIdentity.identity.ownershipEntityRefs.slice(1);

  it('renews the token from the cookie, as often as asked', async () => {
    const { browser } = await signedIn();
    for (const _ of [1, 2]) {
      const response = await portal.renew(browser).expect(200);
      expect(response.body).toMatchObject({
        backstageIdentity: {
          token: expect.any(String),
          expiresInSeconds: expect.any(Number),
          identity: { type: 'user', userEntityRef: 'user:default/tess' },
        },
        profile: { displayName: 'Tess Vermeulen' },
        providerInfo: {},
      });
      expect(cookiesOf(response)[COOKIE]).toBeDefined();
    }
  });

  it('is known to every backend with the same secret', async () => {
    const { cookie } = await signedIn();
    await withCookie(cookie, twin).expect(200);
  });

  it('loses a role with the group that gave it, and the token with the last one', async () => {
    const { browser } = await signedIn();
    directory.faults.set({ hide: { tess: [RISK] } });
    expect(groupsIn(await portal.renew(browser))).toEqual(['group:default/team-checkout']);

    directory.faults.set({ hide: { tess: [RISK, CHECKOUT] } });
    expect((await portal.renew(browser)).body).toEqual(refusal(403, 'NO_ROLE_ASSIGNED'));

    directory.faults.reset();
    expect(groupsIn(await portal.renew(browser))).toHaveLength(2);
  });

  it.each([
    ['deleted', () => directory.removeUser('tess')],
    ['disabled', () => directory.putUser({ ...tess, disabled: true })],
  ])('ends when the user is %s, and stays ended', async (_, happen) => {
    const { browser, cookie } = await signedIn();
    happen();
    const response = await portal.renew(browser);
    expect(response.body).toEqual(NO_SESSION);
    expect(cookiesOf(response)[COOKIE]).toMatch(/^;.*Expires=Thu, 01 Jan 1970/);

    directory.putUser(tess);
    expect((await withCookie(cookie)).body).toEqual(NO_SESSION);
  });

  it('outlives a directory that is down for a moment', async () => {
    const { browser } = await signedIn();
    directory.faults.set({ down: true });
    const response = await portal.renew(browser);
    expect(response.body).toEqual(refusal(503, 'DIRECTORY_UNAVAILABLE'));
    expect(cookiesOf(response)).toEqual({});
    directory.faults.reset();
    await portal.renew(browser).expect(200);
  });

  it('ends with signing out, in every backend that sees the cookie', async () => {
    const { browser, cookie } = await signedIn();
    const response = await portal.signOut(browser).expect(200);
    expect(cookiesOf(response)[COOKIE]).toMatch(/^;.*Expires=Thu, 01 Jan 1970/);
    expect((await portal.renew(browser)).body).toEqual(NO_SESSION);
    expect((await withCookie(cookie)).body).toEqual(NO_SESSION);
    expect((await withCookie(cookie, twin)).body).toEqual(NO_SESSION);
  });

  it('can be signed out of though there is none', async () => {
    await portal.signOut(portal.browser()).expect(200);
  });

  it('lets other sessions of the user live on when one ends', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    await portal.signOut(one.browser);
    await portal.renew(other.browser).expect(200);
  });

  it('is not opened by anything but its own cookie', async () => {
    const { cookie } = await signedIn();
    expect(decodeProtectedHeader(cookie)).toEqual({ alg: 'dir', enc: 'A256GCM' });
    const [header, key, nonce, text, tag] = cookie.split('.');
    const flipped = text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`;
    const other = await startPortal({
      connection: database.connection,
      directory: settingsFor(directory),
      session: { secret: 'another secret, long enough as well' },
    });
    const foreign = (await signedIn(other)).cookie;
    const browserMark = cookiesOf(await portal.signIn('tess'))['ldap-known-browser'].split(';')[0];
    for (const forged of [
      '',
      'nonsense',
      'a.b.c.d.e',
      [header, key, nonce, flipped, tag].join('.'),
      [header, key, nonce, text, ''].join('.'),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${text}.`,
      foreign,
      browserMark,
      'x'.repeat(4000),
    ]) {
      expect((await withCookie(forged)).body).toEqual(NO_SESSION);
    }
    await withCookie(cookie).expect(200);
    await other.backend.stop();
  });

  it('is recorded when it is renewed and when it ends', async () => {
    const { browser } = await signedIn();
    await portal.renew(browser);
    await portal.signOut(browser);
    expect(portal.log.audit('session-renew').at(-1)).toMatchObject({
      status: 'succeeded',
      meta: { provider: 'ldap', username: 'tess', userRef: 'user:default/tess' },
    });
    expect(portal.log.audit('sign-out').at(-1)).toMatchObject({
      status: 'succeeded',
      meta: { username: 'tess' },
    });
  });
});

interface AnswerBody {
  backstageIdentity: { identity: { ownershipEntityRefs: string[] } };
}
