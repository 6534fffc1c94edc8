import { createTestDatabase, Directory, startDirectory, TestDatabase } from '@bailiwick/sandbox';
import { decodeJwt } from 'jose';
import {
  BROWSER_COOKIE,
  COOKIE,
  cookiesOf,
  PASSWORD,
  Portal,
  refusal,
  settingsFor,
  startPortal,
} from './__testUtils__/portal';

const ONLY_BOTH = {
  pointer: '',
  message: 'must be an object of username and password, and nothing else',
};

describe('signing in', () => {
  let directory: Directory;
  let database: TestDatabase;
  let portal: Portal;

  beforeAll(async () => {
    directory = await startDirectory({
      users: [
        ...['tess', 'tom', 'nina'].map(uid => ({
          uid,
          name: `${uid} Surname`,
          mail: `${uid}@example.org`,
          password: PASSWORD,
        })),
        { uid: 'odd name', name: 'Odd Name', password: PASSWORD },
      ],
      groups: [
        { name: 'infrahub-team-leads-checkout', members: ['tess', 'odd name'] },
        { name: 'everybody', members: ['nina'], groups: ['infrahub-team-leads-checkout'] },
        { name: 'INFRAHUB-TEAM-LEADS-RISK', members: [], groups: ['everybody', 'contractors'] },
        { name: 'contractors', members: ['tom'], groups: ['INFRAHUB-TEAM-LEADS-RISK'] },
      ],
    });
    database = await createTestDatabase();
    portal = await startPortal({
      connection: database.connection,
      directory: settingsFor(directory),
    });
  });
  afterAll(async () => {
    await portal.backend.stop();
    await directory.stop();
    await database.drop();
  });
  afterEach(() => {
    directory.faults.reset();
    portal.infra.answer = undefined;
  });

  it('answers as Backstage does, with a token that lives 15 minutes', async () => {
    const response = await portal.signIn('tess');
    expect(response.status).toBe(200);
    expect(response.body).toEqual({
      backstageIdentity: {
        token: expect.any(String),
        expiresInSeconds: expect.any(Number),
        identity: {
          type: 'user',
          userEntityRef: 'user:default/tess',
          ownershipEntityRefs: [
            'user:default/tess',
            'group:default/team-risk',
            'group:default/team-checkout',
          ],
        },
      },
      profile: { displayName: 'tess Surname', email: 'tess@example.org' },
      providerInfo: {},
    });
    const { token, expiresInSeconds } = response.body.backstageIdentity;
    expect(expiresInSeconds).toBeLessThanOrEqual(900);
    expect(expiresInSeconds).toBeGreaterThan(880);
    expect(decodeJwt(token)).toMatchObject({ sub: 'user:default/tess', aud: 'backstage' });
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it.each(['TESS', ' tess ', 'Tess'])('knows one user by every spelling: "%s"', async spelling => {
    const response = await portal.signIn(spelling);
    expect(response.body.backstageIdentity.identity.userEntityRef).toBe('user:default/tess');
  });

  it('hands the infra plugin all groups, also those around groups that hold each other', async () => {
    await portal.signIn('tom').set('X-Request-Id', 'from-the-browser-1').expect(200);
    expect(portal.infra.received.at(-1)).toEqual({
      username: 'tom',
      dn: `uid=tom,${directory.peopleDn}`,
      displayName: 'tom Surname',
      email: 'tom@example.org',
      groups: ['INFRAHUB-TEAM-LEADS-RISK', 'contractors'].map(
        name => `cn=${name},${directory.groupsDn}`,
      ),
      requestId: 'from-the-browser-1',
    });
  });

  it('keeps the session in a cookie that no script and no other site can use', async () => {
    const cookies = cookiesOf(await portal.signIn('tess'));
    for (const name of [COOKIE, BROWSER_COOKIE]) {
      expect(cookies[name]).toMatch(/; Path=\/api\/auth\/ldap;.*; HttpOnly; SameSite=Strict$/);
      expect(cookies[name]).not.toContain('tess');
    }
  });

  it.each([
    ['a wrong password', 'tess', 'wrong'],
    ['an empty password', 'tess', ''],
    ['an unknown user', 'nobody', PASSWORD],
    ['a user name that is a filter', '*)(uid=*', PASSWORD],
    ['a user name that is a DN', 'uid=tess,ou=people,dc=bailiwick,dc=example', PASSWORD],
    ['a user name with a control character', 'tess\u0000', PASSWORD],
  ])('refuses %s, always with the same words', async (_, username, password) => {
    const response = await portal.signIn(username, password);
    expect(response.body).toEqual({
      ...refusal(401, 'INVALID_CREDENTIALS'),
      error: {
        name: 'InfraError',
        code: 'INVALID_CREDENTIALS',
        message: 'The user name or the password is wrong',
      },
    });
    expect(cookiesOf(response)).toEqual({});
  });

  it('refuses somebody without a role, though the password is right', async () => {
    directory.faults.set({ hide: { nina: ['everybody'] } });
    const response = await portal.signIn('nina');
    expect(response.body).toEqual(refusal(403, 'NO_ROLE_ASSIGNED'));
    expect(cookiesOf(response)).toEqual({});
  });

  it('refuses a user name that no entity of the catalog can have, and says why', async () => {
    const response = await portal.signIn('odd name');
    expect(response.body).toEqual(refusal(403, 'FORBIDDEN'));
    expect(response.body.error.message).toContain('letters, digits, "-", "_" and "."');
  });

  it.each<[string, unknown, { pointer: string; message: string }[]]>([
    ['no fields', {}, [required('/username'), required('/password')]],
    ['no password', { username: 'tess' }, [required('/password')]],
    [
      'fields of another kind',
      { username: ['tess'], password: 7 },
      [
        { pointer: '/username', message: 'must be text' },
        { pointer: '/password', message: 'must be text' },
      ],
    ],
    [
      'an empty user name',
      { username: ' ', password: PASSWORD },
      [{ pointer: '/username', message: 'must not be empty' }],
    ],
    [
      'fields that are too long',
      { username: 'x'.repeat(201), password: 'x'.repeat(1001) },
      [
        { pointer: '/username', message: 'must be at most 200 characters' },
        { pointer: '/password', message: 'must be at most 1000 characters' },
      ],
    ],
    ['more than it knows', { username: 'tess', password: PASSWORD, code: '1' }, [ONLY_BOTH]],
    ['a list', [], [ONLY_BOTH]],
  ])('answers %s with the fields and the rules', async (_, body, details) => {
    const response = await portal
      .browser()
      .post('/api/auth/ldap/refresh')
      .set('X-Requested-With', 'XMLHttpRequest')
      .send(body as object);
    expect(response.body).toEqual(refusal(400, 'VALIDATION_ERROR', { details }));
  });

  it.each([
    ['broken JSON', 'application/json', `{"username":"tess","password":"${PASSWORD}`],
    ['text as JSON', 'application/json', `"${PASSWORD}"`],
    ['too much', 'application/json', JSON.stringify({ password: 'x'.repeat(11_000) })],
    ['an unknown charset', 'application/json; charset=utf-7', '{}'],
    ['a form', 'application/x-www-form-urlencoded', `username=tess&password=${PASSWORD}`],
    ['nothing', 'application/json', ''],
  ])('answers %s with a validation error that quotes nothing', async (_, type, body) => {
    const response = await portal
      .browser()
      .post('/api/auth/ldap/refresh')
      .set('X-Requested-With', 'XMLHttpRequest')
      .set('Content-Type', type)
      .send(body);
    expect(response.body).toMatchObject(refusal(400, 'VALIDATION_ERROR'));
    expect(response.text).not.toContain(PASSWORD);
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers requests that a form on another site could send with 401', async () => {
    const agent = portal.browser();
    await portal.signIn('tess', PASSWORD, agent);
    for (const send of [
      () => agent.post('/api/auth/ldap/refresh').send({ username: 'tess', password: PASSWORD }),
      () => agent.get('/api/auth/ldap/refresh'),
      () => agent.post('/api/auth/ldap/logout'),
      () => agent.get('/api/auth/ldap/refresh').set('X-Requested-With', 'fetch'),
    ]) {
      const response = await send();
      expect(response.body).toEqual(refusal(401, 'INVALID_CREDENTIALS'));
      expect(response.body.error.message).toContain('X-Requested-With');
      expect(cookiesOf(response)).toEqual({});
    }
    await portal.renew(agent).expect(200);
  });

  it('logs what goes wrong under the id of the request', async () => {
    directory.faults.set({ down: true });
    await portal.signIn('tess').set('X-Request-Id', 'down-at-sign-in');
    directory.faults.reset();
    portal.infra.answer = response => response.status(500).end();
    await portal.signIn('tess').set('X-Request-Id', 'no-roles-at-sign-in');
    const told = (id: string) =>
      portal.log.lines.filter(({ meta }) => meta.requestId === id).map(({ message }) => message);
    expect(told('down-at-sign-in')).toEqual([
      expect.stringMatching(/^The directory cannot be reached: /),
    ]);
    expect(told('no-roles-at-sign-in')).toEqual([
      expect.stringMatching(/^The infra plugin did not tell the roles of tess: /),
    ]);
  });

  it('keeps a request id of a sane form, and gives one otherwise', async () => {
    const kept = await portal.signIn('tess', 'wrong').set('X-Request-Id', 'trace:0123-abc.DEF');
    expect(kept.headers['x-request-id']).toBe('trace:0123-abc.DEF');
    for (const odd of ['short', 'x'.repeat(200), 'with spaces in it', '<script>alert</script>']) {
      const given = await portal.signIn('tess').set('X-Request-Id', odd);
      expect(given.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each(['/start', '/handler/frame'])('says on %s how to sign in', async route => {
    const response = await portal.browser().get(`/api/auth/ldap${route}`);
    expect(response.body).toEqual(refusal(404, 'NOT_FOUND'));
    expect(response.body.error.message).toContain('POST username and password');
  });

  it('signs in though an expired token was sent along', async () => {
    await portal.signIn('tess').set('Authorization', 'Bearer not.a.token').expect(200);
  });

  describe('on a bad day', () => {
    it('answers 503 while the directory is down, and signs in when it is back', async () => {
      directory.faults.set({ down: true });
      for (const password of [PASSWORD, 'wrong']) {
        const response = await portal.signIn('tess', password);
        expect(response.body).toEqual(refusal(503, 'DIRECTORY_UNAVAILABLE'));
      }
      directory.faults.reset();
      await portal.signIn('tess').expect(200);
    });

    it('passes on that the database of the infra plugin is down', async () => {
      portal.infra.answer = response =>
        response
          .status(503)
          .json({ error: { message: 'no database', code: 'DATABASE_UNAVAILABLE' } });
      const response = await portal.signIn('tess');
      expect(response.body).toEqual(refusal(503, 'DATABASE_UNAVAILABLE'));
      expect(cookiesOf(response)).toEqual({});
    });

    it.each<[string, NonNullable<Portal['infra']['answer']>]>([
      ['has an internal error', response => response.status(500).json({ error: { message: 'x' } })],
      ['says something else', response => response.json({ roles: 'all' })],
      ['answers with a page', response => response.status(502).send('<html>')],
      ['forbids the call', response => response.status(403).json({ error: { code: 'FORBIDDEN' } })],
      ['hangs up', response => response.socket?.destroy()],
    ])('answers 502 when the infra plugin %s', async (_, answer) => {
      portal.infra.answer = answer;
      const response = await portal.signIn('tess');
      expect(response.body).toEqual(refusal(502, 'UPSTREAM_FAILED'));
      expect(cookiesOf(response)).toEqual({});
    });
  });

  it('records how each attempt went, and never a password', async () => {
    await portal.signIn('tess', 'hunter2');
    await portal.signIn(`${'long '.repeat(39)}\u0007`, 'hunter2');
    await portal.signIn('tess');
    const events = portal.log.audit('sign-in').slice(-6);
    expect(events.map(({ status }) => status)).toEqual([
      ...['initiated', 'failed'],
      ...['initiated', 'failed'],
      ...['initiated', 'succeeded'],
    ]);
    expect(events[1].meta).toEqual({
      provider: 'ldap',
      username: 'tess',
      code: 'INVALID_CREDENTIALS',
    });
    expect(events[3].meta).toMatchObject({ username: 'long '.repeat(20) });
    expect(events[5].meta).toMatchObject({
      userRef: 'user:default/tess',
      bindings: [
        { role: 'team_lead', source: 'ldap' },
        { role: 'team_lead', source: 'ldap' },
      ],
    });
    for (const secret of ['hunter2', PASSWORD]) {
      expect(portal.log.text()).not.toContain(secret);
    }
  });
});

function required(pointer: string) {
  return { pointer, message: 'is required' };
}
