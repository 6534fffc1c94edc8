import infraPlugin from '@bailiwick/backstage-plugin-infra-backend';
import { createTestDatabase, Directory, startDirectory, TestDatabase } from '@bailiwick/sandbox';
import request from 'supertest';
import { PASSWORD, Portal, refusal, settingsFor, startPortal } from './__testUtils__/portal';

describe('signing in to the infra plugin', () => {
  let directory: Directory;
  let databases: TestDatabase[];
  let portal: Portal;

  beforeAll(async () => {
    directory = await startDirectory({
      users: ['ada', 'tess', 'nina'].map(uid => ({ uid, name: uid, password: PASSWORD })),
      groups: [
        { name: 'infrahub-center-admins', members: ['ada'] },
        { name: 'contractors', members: ['tess'] },
        { name: 'INFRAHUB-Team-Leads-Checkout', members: [], groups: ['contractors'] },
        { name: 'infrahub-team-leads-archive', members: ['nina'] },
      ],
    });
    databases = [await createTestDatabase(), await createTestDatabase()];
    portal = await startPortal({
      connection: databases[0].connection,
      realInfra: { plugin: infraPlugin, connection: databases[1].connection },
      directory: settingsFor(directory),
    });
  });
  afterAll(async () => {
    await portal.backend.stop();
    await directory.stop();
    for (const database of databases) await database.drop();
  });

  it('opens what the groups of the directory say, and no longer than they say it', async () => {
    const ada = await signedIn('ada');
    expect((await ada.get('/me')).body).toEqual({
      userRef: 'user:default/ada',
      bindings: [{ role: 'center_admin', source: 'ldap' }],
    });
    let parentId: string | undefined;
    for (const [kind, name] of [
      ['center', 'Meridian'],
      ['field', 'Commerce'],
      ['department', 'Payments'],
      ['team', 'Checkout'],
    ]) {
      const { body } = await ada.post('/units', { kind, name, parentId }).expect(201);
      parentId = body.id;
    }

    const tess = await signedIn('tess');
    expect(tess.identity.ownershipEntityRefs).toEqual([
      'user:default/tess',
      expect.stringMatching(/^group:default\/.*checkout$/),
    ]);
    expect((await tess.get('/me')).body.bindings).toEqual([
      { role: 'team_lead', unitId: parentId, source: 'ldap' },
    ]);

    directory.faults.set({ hide: { tess: ['contractors'] } });
    expect((await portal.renew(tess.browser)).body).toEqual(refusal(403, 'NO_ROLE_ASSIGNED'));
    expect((await tess.get('/me')).body.bindings).toEqual([]);
  });

  it('needs a group whose unit there is', async () => {
    expect((await portal.signIn('nina')).body).toEqual(refusal(403, 'NO_ROLE_ASSIGNED'));
  });

  async function signedIn(username: string) {
    const browser = portal.browser();
    const { body } = await portal.signIn(username, PASSWORD, browser).expect(200);
    const { token, identity } = body.backstageIdentity;
    const call = (method: 'get' | 'post', path: string) =>
      request(portal.backend.server)
        [method](`/api/infra${path}`)
        .set('Authorization', `Bearer ${token}`);
    return {
      browser,
      identity,
      get: (path: string) => call('get', path),
      post: (path: string, unit: object) => call('post', path).send(unit),
    };
  }
});
