import { createTestDatabase, Directory, startDirectory, TestDatabase } from '@bailiwick/sandbox';
import { PASSWORD, Portal, refusal, settingsFor, startPortal } from './__testUtils__/portal';

const NO_SESSION = refusal(401, 'INVALID_CREDENTIALS');

/** Only the calendar is moved: timers and sockets go on as always. */
function pretendHoursPass(hours: number) {
  jest.setSystemTime(Date.now() + hours * 3_600_000);
}

describe('the lifetime of a session', () => {
  let directory: Directory;
  let database: TestDatabase;
  let portal: Portal;

  beforeAll(async () => {
    directory = await startDirectory({
      users: [{ uid: 'tess', name: 'Tess Vermeulen', password: PASSWORD }],
      groups: [{ name: 'infrahub-team-leads-checkout', members: ['tess'] }],
    });
    database = await createTestDatabase();
    jest.useFakeTimers({
      doNotFake: [
        ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
        ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
        ...(['setTimeout', 'clearTimeout'] as const),
      ],
    });
    portal = await startPortal({
      connection: database.connection,
      directory: settingsFor(directory),
      session: { idle: { hours: 8 }, absolute: '24h' },
    });
  });
  afterAll(async () => {
    jest.useRealTimers();
    await portal.backend.stop();
    await directory.stop();
    await database.drop();
  });

  const signedIn = async () => {
    const browser = portal.browser();
    await portal.signIn('tess', PASSWORD, browser).expect(200);
    return browser;
  };
  /** As the browser's own clock may be wrong, the cookie is sent whatever its age. */
  const cookieOf = (response: { get(name: string): unknown }) =>
    String(response.get('set-cookie')).split(';')[0];

  it('ends once it was not renewed for too long', async () => {
    const browser = await signedIn();
    pretendHoursPass(7.9);
    const renewed = await portal.renew(browser).expect(200);
    pretendHoursPass(7.9);
    await portal.renew(browser).expect(200);
    pretendHoursPass(0.2);
    const response = await portal.renew(portal.browser()).set('Cookie', cookieOf(renewed));
    expect(response.body).toEqual(NO_SESSION);
    await portal.renew(browser).expect(200);
  });

  it('ends at its absolute end, however busy it was', async () => {
    const browser = await signedIn();
    let cookie = '';
    for (const _ of Array(6)) {
      pretendHoursPass(3.9);
      cookie = cookieOf(await portal.renew(browser).expect(200));
    }
    pretendHoursPass(0.7);
    expect((await portal.renew(portal.browser()).set('Cookie', cookie)).body).toEqual(NO_SESSION);
  });
});
