import type { RoleBinding } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

describe('role bindings', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  beforeAll(async () => {
    backend = await startInfraBackend();
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
  });
  afterAll(() => backend.stop());

  const rolesOf = async (user: string) => {
    const { body } = await backend.as(user).get('/me').expect(200);
    return (body.bindings as { role: string; unitId?: string }[]).map(({ role, unitId }) => [
      role,
      unitId,
    ]);
  };

  const give = async (user: string, role: string, unitId?: string) => {
    const { body } = await ada.post('/role-bindings', { userRef: user, role, unitId }).expect(201);
    return body as RoleBinding;
  };

  it('count from the next request on, and until they are taken away', async () => {
    expect(await rolesOf('uma')).toEqual([]);
    const binding = await give('user:default/uma', 'team_lead', units.checkout.id);
    expect(await rolesOf('uma')).toEqual([['team_lead', units.checkout.id]]);
    expect(binding).toMatchObject({ createdBy: 'user:default/ada', unitId: units.checkout.id });
    await ada.del(`/role-bindings/${binding.id}`).expect(204);
    expect(await rolesOf('uma')).toEqual([]);
    await ada.del(`/role-bindings/${binding.id}`).expect(404);
  });

  it('compare user references without regard to case', async () => {
    const binding = await give('User:Default/Vera', 'member', units.risk.id);
    expect(binding.userRef).toBe('user:default/vera');
    expect(await rolesOf('user:default/VERA')).toEqual([['member', units.risk.id]]);
    const again = { userRef: 'user:default/VERA', role: 'member', unitId: units.risk.id };
    const { body } = await ada.post('/role-bindings', again).expect(409);
    expect(body.error.message).toBe('user:default/vera has this role already');
    const listed = await ada.get('/role-bindings?userRef=user:default/VERA').expect(200);
    expect(listed.body.items).toHaveLength(1);
  });

  it('give nothing once they have expired, and can be made anew', async () => {
    await backend.give('wim', 'team_lead', units.risk.id, new Date(Date.now() - 1000));
    expect(await rolesOf('wim')).toEqual([]);
    const again = await give('user:default/wim', 'team_lead', units.risk.id);
    expect(await rolesOf('wim')).toEqual([['team_lead', units.risk.id]]);
    const { body } = await ada.get('/role-bindings?userRef=user:default/wim').expect(200);
    expect(body.items).toEqual([again]);
  });

  it('say when they expire', async () => {
    const expiresAt = inMinutes(5);
    const wish = { userRef: 'user:default/xena', role: 'center_admin', expiresAt };
    await ada.post('/role-bindings', wish).expect(201);
    const { body } = await backend.as('xena').get('/me').expect(200);
    expect(body.bindings).toEqual([{ role: 'center_admin', source: 'manual', expiresAt }]);
  });

  it.each([
    ['a role that there is not', { role: 'king' }, '/role', 'must be one of platform_admin'],
    ['no unit', { role: 'team_lead' }, '/unitId', 'is required: team_lead is over a team'],
    ['a unit of another level', { role: 'team_lead', unitId: 'payments' }, '/unitId', 'a team'],
    ['a unit for an admin', { role: 'center_admin', unitId: 'payments' }, '/unitId', 'left out'],
    ['a lost unit', { role: 'member', unitId: 'nowhere' }, '/unitId', 'that exists'],
    ['a group', { userRef: 'group:default/x', role: 'center_admin' }, '/userRef', 'must be a user'],
    ['no reference', { userRef: 'tess', role: 'center_admin' }, '/userRef', 'entity reference'],
    ['the past', { role: 'center_admin', expiresAt: inMinutes(-1) }, '/expiresAt', 'the future'],
    ['a local time', { role: 'center_admin', expiresAt: '2030-01-01' }, '/expiresAt', 'ISO 8601'],
  ])('refuse %s', async (_case, wish: Record<string, string>, pointer, message) => {
    const ids: Record<string, string> = {
      payments: units.payments.id,
      nowhere: '6a1d2f3e-0000-4000-8000-000000000000',
    };
    const unitId = ids[wish.unitId];
    const body = { userRef: 'user:default/new', ...wish, ...(unitId ? { unitId } : {}) };
    const answer = await ada.post('/role-bindings', body).expect(400);
    expect(answer.body.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ pointer, message: expect.stringContaining(message) }],
    });
  });

  it.each(['fred', 'dora', 'tess', 'mia'])('are not for %s to make or take', async user => {
    const wish = { userRef: `user:default/${user}`, role: 'center_admin' };
    const { body } = await backend.as(user).post('/role-bindings', wish).expect(403);
    expect(body.error.code).toBe('FORBIDDEN');
    const own = await ada.get(`/role-bindings?userRef=user:default/${user}`).expect(200);
    await backend.as(user).del(`/role-bindings/${own.body.items[0].id}`).expect(403);
  });

  it('show everybody their own and those on what they read', async () => {
    const readBy = async (user: string) => {
      const { body } = await backend.as(user).get('/role-bindings?limit=200').expect(200);
      return (body.items as RoleBinding[]).map(({ userRef }) => userRef.split('/')[1]);
    };
    expect(await readBy('tess')).toEqual(['mia', 'tess']);
    expect(await readBy('nina')).toEqual([]);
    expect(await readBy('dora')).toEqual(expect.arrayContaining(['dora', 'mia', 'tess', 'tom']));
    expect(await readBy('dora')).not.toContain('otto');
    const otto = await ada.get('/role-bindings?userRef=user:default/otto').expect(200);
    await backend.as('tess').del(`/role-bindings/${otto.body.items[0].id}`).expect(404);
  });

  it('filter by unit, and page', async () => {
    const { body } = await ada.get(`/role-bindings?unitId=${units.checkout.id}&limit=1`);
    const next = await ada.get(
      `/role-bindings?unitId=${units.checkout.id}&limit=1&cursor=${body.nextCursor}`,
    );
    const users = [...body.items, ...next.body.items].map(({ userRef }) => userRef);
    expect(users).toEqual(['user:default/mia', 'user:default/tess']);
    expect(next.body.nextCursor).toBeUndefined();
  });

  describe("of one's own", () => {
    it('cannot be the last one as an administrator that is taken away', async () => {
      const [own] = (await ada.get('/role-bindings?userRef=user:default/ada')).body.items;
      const { body } = await ada.del(`/role-bindings/${own.id}`).expect(409);
      expect(body.error.message).toMatch(/^This is your own last binding as an administrator/);
      expect(await rolesOf('ada')).toEqual([['center_admin', undefined]]);
    });

    it('can be one of two, but never both at once', async () => {
      const ids = [
        await backend.give('yan', 'center_admin'),
        await backend.give('yan', 'platform_admin'),
      ];
      const yan = backend.as('yan');
      const answers = await Promise.all(
        ids.map(id => yan.del(`/role-bindings/${id}`).then(({ status }) => status)),
      );
      expect(answers.sort()).toEqual([204, 409]);
      expect(await rolesOf('yan')).toHaveLength(1);
    });

    it('do not count towards it once expired', async () => {
      const id = await backend.give('zed', 'center_admin');
      await backend.give('zed', 'platform_admin', undefined, new Date(Date.now() - 1000));
      await backend.as('zed').del(`/role-bindings/${id}`).expect(409);
    });

    it('can be taken away where it is no administrator role', async () => {
      await backend.give('abe', 'center_admin');
      const lead = await backend.give('abe', 'team_lead', units.risk.id);
      await backend.as('abe').del(`/role-bindings/${lead}`).expect(204);
    });
  });

  it('of another administrator can be taken away', async () => {
    const id = await backend.give('bea', 'center_admin');
    await ada.del(`/role-bindings/${id}`).expect(204);
  });

  it('leave a trace of who gave and took them', async () => {
    const binding = await give('user:default/cleo', 'member', units.risk.id);
    await ada.del(`/role-bindings/${binding.id}`).expect(204);
    const entries = await backend.database
      .knex('audit_entries')
      .where({ subject_kind: 'roleBinding', subject_id: binding.id })
      .orderBy('id');
    expect(entries.map(({ event, actor }) => [event, actor])).toEqual([
      ['role-binding-created', 'user:default/ada'],
      ['role-binding-deleted', 'user:default/ada'],
    ]);
    expect(entries[0]).toMatchObject({ before: null, after: binding });
    expect(entries[1]).toMatchObject({ before: binding, after: null });
    expect(entries[0].request_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
