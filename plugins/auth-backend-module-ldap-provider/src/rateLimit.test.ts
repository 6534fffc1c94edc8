import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, Directory, startDirectory, TestDatabase } from '@bailiwick/sandbox';
import { PASSWORD, Portal, refusal, settingsFor, startPortal } from './__testUtils__/portal';

const WINDOW_SECONDS = 5;
const LIMITED = {
  ...refusal(429, 'RATE_LIMITED', {
    details: { retryAfterSeconds: expect.any(Number) },
  }),
};

describe('too many failed sign-ins', () => {
  let directory: Directory;
  let database: TestDatabase;
  let portal: Portal;
  let twin: Portal;
  let next = 0;
  /** A user of its own for each test. */
  const newUser = () => {
    next += 1;
    const uid = `user-${next}`;
    directory.putUser({ uid, name: uid, password: PASSWORD });
    directory.putGroup({ name: `infrahub-team-leads-${next}`, members: [uid] });
    return uid;
  };

  beforeAll(async () => {
    directory = await startDirectory({ users: [], groups: [] });
    database = await createTestDatabase();
    const backend = {
      connection: database.connection,
      directory: settingsFor(directory),
      rateLimit: { window: { seconds: WINDOW_SECONDS }, perUserAndAddress: 4, perAddress: 60 },
    };
    portal = await startPortal(backend);
    twin = await startPortal(backend);
  });
  afterAll(async () => {
    await portal.backend.stop();
    await twin.backend.stop();
    await directory.stop();
    await database.drop();
  });

  const fail = async (uid: string, times: number) => {
    for (let count = 0; count < times; count++) await portal.signIn(uid, 'wrong').expect(401);
  };

  it('leave the right password right, and start the count over', async () => {
    const user = newUser();
    await fail(user, 3);
    await portal.signIn(user).expect(200);
    await fail(user, 4);
    await portal.signIn(user).expect(429);
  });

  it('are refused until the window ends, also with the right password', async () => {
    const user = newUser();
    await fail(user, 4);
    const response = await portal.signIn(user);
    expect(response.body).toEqual(LIMITED);
    expect(response.body.error.message).toMatch(
      /^There were too many failed sign-ins; try again in \d/,
    );
    const seconds = Number(response.headers['retry-after']);
    expect(seconds).toBe(response.body.error.details.retryAfterSeconds);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(WINDOW_SECONDS);
    await sleep(seconds * 1000);
    await portal.signIn(user).expect(200);
  }, 15_000);

  it('of one user do not keep others at the same address out', async () => {
    const user = newUser();
    await fail(user, 4);
    await portal.signIn(user).expect(429);
    await portal.signIn(newUser()).expect(200);
  });

  it('count in all backends, and when they come all at once', async () => {
    const user = newUser();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? portal : twin).signIn(user, 'wrong')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(4).fill(401),
      ...Array(16).fill(429),
    ]);
    await twin.signIn(user).expect(429);
  });

  it('count for one user in every spelling', async () => {
    const user = newUser();
    const spellings = [user, user.toUpperCase(), ` ${user}`, `${user} `];
    for (const spelling of spellings) await portal.signIn(spelling, 'wrong').expect(401);
    await portal.signIn(user).expect(429);
  });

  it('do not keep out a browser in which the user has signed in before', async () => {
    const user = newUser();
    const browser = portal.browser();
    await portal.signIn(user, PASSWORD, browser).expect(200);
    await fail(user, 4);
    await portal.signIn(user).expect(429);
    await portal.signIn(user, PASSWORD, browser).expect(200);
    // The mark is the user's own: it opens nothing for others.
    const other = newUser();
    await fail(other, 4);
    await portal.signIn(other, PASSWORD, browser).expect(429);
  });

  it('are limited in such a browser too', async () => {
    const user = newUser();
    const browser = portal.browser();
    await portal.signIn(user, PASSWORD, browser).expect(200);
    for (let count = 0; count < 4; count++) {
      await portal.signIn(user, 'wrong', browser).expect(401);
    }
    await portal.signIn(user, PASSWORD, browser).expect(429);
  });

  it('are not what a directory that is down, or somebody without a role, makes', async () => {
    const user = newUser();
    directory.faults.set({ down: true });
    for (let count = 0; count < 6; count++) await portal.signIn(user).expect(503);
    directory.faults.reset();
    directory.faults.set({ hide: { [user]: [`infrahub-team-leads-${next}`] } });
    for (let count = 0; count < 6; count++) await portal.signIn(user).expect(403);
    directory.faults.reset();
    await portal.signIn(user).expect(200);
  });

  it('are recorded when they are refused', async () => {
    const user = newUser();
    await fail(user, 4);
    await portal.signIn(user);
    expect(portal.log.audit('sign-in').at(-1)).toEqual({
      status: 'failed',
      meta: { provider: 'ldap', username: user, code: 'RATE_LIMITED' },
    });
  });
});
