import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { bucket, startTypeBackend } from '../resources/types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

describe('a script from outside', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let [ada, tess]: Caller[] = [];
  beforeAll(async () => {
    ({ backend } = await startTypeBackend());
    units = await buildSmallOrganisation(backend);
    [ada, tess] = ['ada', 'tess'].map(name => backend.as(name));
    await ada.post('/resource-types', bucket()).expect(201);
  });
  afterAll(() => backend.stop());

  const DAY_MS = 24 * 60 * 60 * 1000;
  const give = (name: string, lastsMs: number = DAY_MS) =>
    ada.post('/role-bindings', {
      ...{ userRef: `external:default/${name}`, role: 'team_lead', unitId: units.checkout.id },
      expiresAt: new Date(Date.now() + lastsMs).toISOString(),
    });
  const wish = (name: string, unit = units.checkout) => ({
    ...{ type: 'bucket', name, unitId: unit.id },
  });

  it('reads and does nothing while nobody gave it a role', async () => {
    const stranger = backend.asScript('external:stranger');
    await ada.get('/units').expect(200);
    for (const path of ['/units', '/resources', '/approvals', '/audit']) {
      const { body } = await stranger.get(path).expect(200);
      expect(body.items).toEqual([]);
    }
    const refused = await stranger.get('/resource-types').expect(403);
    expect(refused.body.error.code).toBe('NO_ROLE_ASSIGNED');
    await stranger.post('/resources', wish('nothing')).expect(404);
  });

  it.each(['Nightly', 'external:weekly'])(
    'by the subject %s does what its role lets people do, where it has it, and no more',
    async subject => {
      const name = subject.toLowerCase().replace('external:', '');
      await give(name).expect(201);
      const script = backend.asScript(subject);
      const me = await script.get('/me').expect(200);
      expect(me.body).toMatchObject({
        userRef: `external:default/${name}`,
        bindings: [{ role: 'team_lead', unitId: units.checkout.id, source: 'manual' }],
      });
      const { body: made } = await script.post('/resources', wish(`logs-${name}`)).expect(201);
      expect(made.requestedBy).toBe(`external:default/${name}`);
      const { body: others } = await backend
        .as('tom')
        .post('/resources', wish(`theirs-${name}`, units.risk))
        .expect(201);
      await script.get(`/resources/${(others as Resource).id}`).expect(404);
      await script.post('/resources', wish('elsewhere', units.risk)).expect(404);
      await script.post('/role-bindings', {}).expect(400);
      await script
        .post('/role-bindings', { userRef: 'user:default/x', role: 'platform_admin' })
        .expect(403);
      const { body: trail } = await tess.get(`/resources/${made.id}/audit`).expect(200);
      expect(trail.items[0]).toMatchObject({ actor: `external:default/${name}` });
    },
  );

  it('does so until its role expires', async () => {
    await give('short', 1_500).expect(201);
    const script = backend.asScript('external:short');
    await script.get('/resource-types').expect(200);
    await expect(async () => {
      for (;;) await script.get('/resource-types').expect(200);
    }).rejects.toThrow('403');
  });

  it('gets no role that does not end', async () => {
    const forever = { userRef: 'external:default/forever', role: 'team_lead' };
    const { body } = await ada
      .post('/role-bindings', { ...forever, unitId: units.checkout.id })
      .expect(400);
    expect(body.error.details).toEqual([
      { pointer: '/expiresAt', message: 'is required for a script' },
    ]);
  });

  it('is not one of the services', async () => {
    await give('auth').expect(201);
    const body = { username: 'evil', dn: 'x', groups: [] };
    await backend.asScript('auth').post('/directory/sign-ins', body).expect(403);
  });

  it('has no roles where its subject is no name', async () => {
    await backend.asScript('external:repo:org/app').get('/resource-types').expect(403);
  });
});
