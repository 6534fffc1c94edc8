import { type Directory, startDirectory } from '@bailiwick/sandbox';
import type { DirectoryReport, SignInResult } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  createUnit,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';

describe('roles from the directory', () => {
  let directory: Directory;
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  let auth: Caller;

  beforeAll(async () => {
    const person = (uid: string) => ({ uid, name: uid.toUpperCase(), mail: `${uid}@example.org` });
    directory = await startDirectory({
      users: ['lea', 'max', 'odd', 'none', 'gone'].map(person),
      groups: [
        { name: 'infrahub-team-leads-checkout', members: ['lea'] },
        { name: 'InfraHub-Team-Members-RISK', members: ['max'], groups: ['contractors'] },
        { name: 'contractors', members: ['lea'] },
        { name: 'infrahub-team-leads-archive', members: ['odd'] },
        { name: 'infrahub-dept-admins-checkout', members: ['odd'] },
        { name: 'risk-readers', members: ['max'] },
        { name: 'office', members: ['none', 'max'] },
      ],
    });
    backend = await startInfraBackend({
      infra: {
        directory: {
          url: directory.url,
          allowPlain: true,
          bind: { dn: directory.bindDn, secret: directory.bindPassword },
          users: { dn: directory.peopleDn, filter: '(objectClass=inetOrgPerson)' },
          groups: { dn: directory.groupsDn, filter: '(objectClass=groupOfNames)' },
        },
      },
    });
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
    auth = backend.asService('auth');
    await ada.patch(`/units/${units.fleet.id}`, { ldapGroup: 'Risk-Readers' }).expect(200);
  });
  afterAll(async () => {
    await backend.stop();
    await directory.stop();
  });

  const groupDn = (name: string) => `cn=${name},${directory.groupsDn}`;

  const signIn = (username: string, groups: string[]) =>
    auth.post('/directory/sign-ins', { username, dn: `uid=${username},o=x`, groups });

  const rolesOf = async (user: string) => {
    const { body } = await backend.as(user).get('/me').expect(200);
    return (body.bindings as { role: string; unitId?: string; source: string }[]).map(
      ({ role, unitId, source }) => [role, unitId, source],
    );
  };

  describe('at sign-in', () => {
    it('are a set: neither order nor case nor repetition of groups matters', async () => {
      const groups = [
        'infrahub-team-leads-checkout',
        'infrahub-dept-admins-payments',
        'infrahub-center-admins',
        'INFRAHUB-TEAM-LEADS-CHECKOUT',
        `infrahub-team-members-${units.risk.id.toUpperCase()}`,
        'office',
      ].map(groupDn);
      const { body } = await signIn('Lotte', groups).expect(200);
      const result = body as SignInResult;
      expect(result.userRef).toBe('user:default/lotte');
      expect(result.bindings.map(({ role, unitId }) => [role, unitId])).toEqual([
        ['center_admin', undefined],
        ['dept_admin', units.payments.id],
        ['member', units.risk.id],
        ['team_lead', units.checkout.id],
      ]);
      expect([...result.ownershipEntityRefs].sort()).toEqual([
        'group:default/department-payments',
        'group:default/team-checkout',
        'group:default/team-risk',
        'user:default/lotte',
      ]);
      for (const order of [[...groups].reverse(), [...groups, ...groups].sort()]) {
        const again = await signIn('lotte', order).expect(200);
        expect(again.body).toEqual(body);
      }
    });

    it('count from then on', async () => {
      await signIn('karl', [groupDn('infrahub-team-leads-risk')]).expect(200);
      expect(await rolesOf('karl')).toEqual([['team_lead', units.risk.id, 'ldap']]);
      await backend.as('karl').get(`/units/${units.risk.id}`).expect(200);
      await backend.as('karl').get(`/units/${units.checkout.id}`).expect(404);
    });

    it('are lost at once with the group, even if then nothing is left', async () => {
      await signIn('ivo', [groupDn('infrahub-center-admins')]).expect(200);
      expect(await rolesOf('ivo')).toHaveLength(1);
      const { body } = await signIn('ivo', [groupDn('office')]).expect(403);
      expect(body.error.code).toBe('NO_ROLE_ASSIGNED');
      expect(await rolesOf('ivo')).toEqual([]);
    });

    it('may be none where a binding was made by hand', async () => {
      await signIn('hans', []).expect(403);
      await backend.give('hans', 'member', units.risk.id);
      await new Promise(resolve => setTimeout(resolve, 2_100)); // bindings are remembered for 2 s
      const { body } = await signIn('hans', []).expect(200);
      expect(body.bindings).toEqual([{ role: 'member', unitId: units.risk.id, source: 'manual' }]);
    });

    it('are only for units of the right level', async () => {
      const wrong = ['infrahub-dept-admins-checkout', 'infrahub-team-leads-payments'].map(groupDn);
      await signIn('gert', [...wrong, groupDn('infrahub-field-admins-nowhere')]).expect(403);
    });

    it('follow a unit that comes later', async () => {
      const group = groupDn('infrahub-team-leads-labs');
      await signIn('flo', [group]).expect(403);
      const labs = await createUnit(ada, 'team', 'Labs', units.fleet);
      expect(await rolesOf('flo')).toEqual([['team_lead', labs.id, 'ldap']]);
      await ada.del(`/units/${labs.id}`).expect(204);
      expect(await rolesOf('flo')).toEqual([]);
    });

    it("are membership for a unit's own group, by name or by DN", async () => {
      await signIn('ede', [groupDn('risk-readers')]).expect(200);
      expect(await rolesOf('ede')).toEqual([['member', units.fleet.id, 'ldap']]);
      await backend.as('ede').get(`/units/${units.routing.id}`).expect(200);
      await ada.patch(`/units/${units.search.id}`, { ldapGroup: groupDn('Searchers') }).expect(200);
      await signIn('dirk', [groupDn('searchers')]).expect(200);
      expect(await rolesOf('dirk')).toEqual([['member', units.search.id, 'ldap']]);
    });

    it('stop to count when the directory was not asked for long', async () => {
      await signIn('cora', [groupDn('infrahub-center-admins')]).expect(200);
      const seenAgo = async (age: string) => {
        await backend.database
          .knex('directory_users')
          .where({ user_ref: 'user:default/cora' })
          .update({ checked_at: backend.database.knex.raw(`now() - interval '${age}'`) });
        await new Promise(resolve => setTimeout(resolve, 2_100));
      };
      await seenAgo('19 minutes');
      expect(await rolesOf('cora')).toHaveLength(1);
      await seenAgo('21 minutes');
      expect(await rolesOf('cora')).toEqual([]);
    }, 15_000);

    it.each([
      ['a name that is no entity name', { username: 'a b' }, '/username'],
      ['an empty name', { username: '' }, '/username'],
      ['groups that are no list', { groups: 'x' }, '/groups'],
    ])('refuses %s', async (_case, change, pointer) => {
      const body = { username: 'x', dn: 'uid=x', groups: [], ...change };
      const answer = await auth.post('/directory/sign-ins', body).expect(400);
      expect(answer.body.error.details[0].pointer).toBe(pointer);
    });

    it('are believed from nobody but the auth plugin', async () => {
      const body = { username: 'evil', dn: 'x', groups: [groupDn('infrahub-platform-admins')] };
      for (const caller of [
        ada,
        backend.asService('scaffolder'),
        backend.onBehalfOf('ada'),
        backend.asService('external:auth'),
      ]) {
        const answer = await caller.post('/directory/sign-ins', body).expect(403);
        expect(answer.body.error.code).toBe('FORBIDDEN');
      }
      expect(await rolesOf('evil')).toEqual([]);
    });
  });

  describe('in the report', () => {
    const report = async (caller: Caller = ada) =>
      (await caller.get('/directory/report').expect(200)).body as DirectoryReport;

    it('are told for every user, with their groups, nested ones too', async () => {
      await backend.give('lea', 'member', units.search.id);
      const { users } = await report();
      const found = Object.fromEntries(
        users
          .filter(({ username }) => ['lea', 'max', 'odd', 'none'].includes(username))
          .map(({ username, groups, bindings }) => [
            username,
            { groups, roles: bindings.map(({ role, unitId, source }) => [role, unitId, source]) },
          ]),
      );
      expect(found).toEqual({
        lea: {
          groups: ['InfraHub-Team-Members-RISK', 'contractors', 'infrahub-team-leads-checkout'],
          roles: [
            ['member', units.risk.id, 'ldap'],
            ['team_lead', units.checkout.id, 'ldap'],
            ['member', units.search.id, 'manual'],
          ],
        },
        max: {
          groups: ['InfraHub-Team-Members-RISK', 'office', 'risk-readers'],
          roles: [
            ['member', units.fleet.id, 'ldap'],
            ['member', units.risk.id, 'ldap'],
          ],
        },
        odd: {
          groups: ['infrahub-dept-admins-checkout', 'infrahub-team-leads-archive'],
          roles: [],
        },
        none: { groups: ['office'], roles: [] },
      });
    });

    it('are told for users of bindings by hand whom the directory does not know', async () => {
      const { users } = await report();
      expect(users.find(({ username }) => username === 'tess')).toEqual({
        userRef: 'user:default/tess',
        username: 'tess',
        groups: [],
        bindings: [{ role: 'team_lead', unitId: units.checkout.id, source: 'manual' }],
      });
    });

    it('come with every group that gives none, and why', async () => {
      const { unmappedGroups } = await report();
      const pattern = expect.stringContaining('matches no pattern of infra.directory.roleMapping');
      expect(unmappedGroups).toEqual([
        { group: 'contractors', reason: pattern },
        {
          group: 'infrahub-dept-admins-checkout',
          reason: 'It names a unit, but there is no department "checkout"',
        },
        {
          group: 'infrahub-team-leads-archive',
          reason: 'It names a unit, but there is no team "archive"',
        },
        { group: 'office', reason: pattern },
      ]);
    });

    it('are for administrators and services to read', async () => {
      await report(backend.asService('catalog'));
      for (const user of ['fred', 'dora', 'tess', 'nina']) {
        await backend.as(user).get('/directory/report').expect(403);
      }
    });

    it('are not made up while the directory is down', async () => {
      directory.faults.set({ down: true });
      try {
        const { body } = await ada.get('/directory/report').expect(503);
        expect(body.error.code).toBe('DIRECTORY_UNAVAILABLE');
        expect(await rolesOf('tess')).toHaveLength(1);
      } finally {
        directory.faults.set({ down: false });
      }
      await report();
    });
  });
});

describe('without a directory', () => {
  it('the report tells of bindings made by hand', async () => {
    const backend = await startInfraBackend();
    try {
      await backend.give('ada', 'center_admin');
      const { body } = await backend.as('ada').get('/directory/report').expect(200);
      expect(body).toMatchObject({ users: [{ username: 'ada' }], unmappedGroups: [] });
    } finally {
      await backend.stop();
    }
  });
});
