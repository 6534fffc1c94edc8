import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  createUnit,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';

describe('units', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  beforeAll(async () => {
    backend = await startInfraBackend();
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
  });
  afterAll(() => backend.stop());

  const namesOf = async (caller: Caller, query = '') => {
    const { body } = await caller.get(`/units${query}`).expect(200);
    return (body.items as Unit[]).map(({ name }) => name);
  };

  describe('creating', () => {
    it('answers where the unit is, and what it is called elsewhere', () => {
      expect(units.checkout).toEqual({
        id: units.checkout.id,
        kind: 'team',
        slug: 'checkout',
        name: 'Checkout',
        parentId: units.payments.id,
        path: ['Meridian', 'Commerce', 'Payments', 'Checkout'],
        entityRef: 'group:default/team-checkout',
        revision: 1,
      });
    });

    it.each([
      ['an unknown kind', { kind: 'guild' }, '/kind', 'must be one of center, field'],
      ['no parent', { parentId: undefined }, '/parentId', 'is required: a team belongs to a'],
      ['a parent of another level', { parentId: 'commerce' }, '/parentId', 'Commerce is a field'],
      ['a parent that is not there', { parentId: 'nowhere' }, '/parentId', 'that exists'],
      ['an empty name', { name: '' }, '/name', 'must not be empty'],
      ['a name of blanks', { name: '   ' }, '/name', 'must not be empty'],
      ['a name of 101 characters', { name: 'x'.repeat(101) }, '/name', 'at most 100'],
      ['a name with a line break', { name: 'a\nb' }, '/name', 'control characters'],
      ['a name with NUL', { name: 'a\0b' }, '/name', 'NUL'],
      ['half a surrogate pair', { name: 'a\ud83d' }, '/name', 'well-formed'],
      ['a slug with capitals', { slug: 'Nope' }, '/slug', 'lower-case'],
      ['a slug that ends in a hyphen', { slug: 'nope-' }, '/slug', 'lower-case'],
      ['a key that is not known', { colour: 'red' }, '', 'not known: colour'],
      ['a malformed parent', { parentId: 'x' }, '/parentId', 'must be a UUID'],
    ])('refuses %s', async (_case, change, pointer, message) => {
      const ids: Record<string, string> = {
        commerce: units.commerce.id,
        nowhere: '6a1d2f3e-0000-4000-8000-000000000000',
      };
      const wish = { kind: 'team', name: 'New', parentId: units.payments.id, ...change };
      const body = { ...wish, parentId: ids[wish.parentId ?? ''] ?? wish.parentId };
      const answer = await ada.post('/units', body).expect(400);
      expect(answer.body.error).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ pointer, message: expect.stringContaining(message) }],
      });
    });

    it('takes names of 60 characters, and emoji', async () => {
      const long = await createUnit(ada, 'team', 'n'.repeat(60), units.storefront);
      expect(long.slug).toBe('n'.repeat(50));
      const rocket = await createUnit(ada, 'team', '🚀', units.storefront);
      expect(rocket.slug).toBe('team');
      const ship = await createUnit(ada, 'team', '⛵', units.storefront);
      expect(ship.slug).toBe('team-2');
    });

    it('makes a slug of letters with marks', async () => {
      const unit = await createUnit(ada, 'team', 'Größe & Œuvre, Ångström', units.storefront);
      expect(unit.slug).toBe('grosse-oeuvre-angstrom');
    });

    it('refuses a name that differs from a sibling only in case', async () => {
      const wish = { kind: 'team', name: 'CHECKOUT', parentId: units.payments.id };
      const { body } = await ada.post('/units', wish).expect(409);
      expect(body.error).toMatchObject({
        code: 'CONFLICT',
        message: 'Payments has a unit named "CHECKOUT" already',
      });
    });

    it('allows the name under another parent, with a slug of its own', async () => {
      const namesake = await createUnit(ada, 'team', 'Checkout', units.storefront);
      expect(namesake.slug).toBe('checkout-2');
      await ada.del(`/units/${namesake.id}`).expect(204);
    });

    it('refuses a slug that is taken when it was asked for', async () => {
      const wish = { kind: 'team', name: 'Other', slug: 'risk', parentId: units.storefront.id };
      const { body } = await ada.post('/units', wish).expect(409);
      expect(body.error.message).toBe('There is a team with the slug "risk" already');
    });

    it('keeps to one root', async () => {
      const { body } = await ada.post('/units', { kind: 'center', name: 'Second' }).expect(409);
      expect(body.error.message).toBe('There is a center already: Meridian');
    });

    it('lets one of two creations of one name win', async () => {
      const wish = { kind: 'team', name: 'Twins', parentId: units.fleet.id };
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => ada.post('/units', wish).then(({ status }) => status)),
      );
      expect(answers.sort()).toEqual([201, 409, 409, 409, 409, 409]);
    });

    it('gives each of many equal names at once a slug of its own', async () => {
      const parents = [units.payments, units.storefront, units.fleet];
      const made = await Promise.all(
        parents.map(parent => createUnit(ada, 'team', 'Platform', parent)),
      );
      expect(made.map(({ slug }) => slug).sort()).toEqual(['platform', 'platform-2', 'platform-3']);
    });
  });

  describe('changing', () => {
    it('renames with the revision that was read, and not with an older one', async () => {
      const team = await createUnit(ada, 'team', 'Lending', units.payments);
      const read = await ada.get(`/units/${team.id}`).expect(200);
      expect(read.headers.etag).toBe('"1"');
      const renamed = await ada
        .patch(`/units/${team.id}`, { name: 'Loans' }, { 'If-Match': read.headers.etag })
        .expect(200);
      expect(renamed.body).toMatchObject({ name: 'Loans', slug: 'lending' });
      expect(renamed.headers.etag).toBe('"2"');
      const stale = await ada
        .patch(`/units/${team.id}`, { name: 'Credit' }, { 'If-Match': read.headers.etag })
        .expect(412);
      expect(stale.body.error.code).toBe('STALE_REVISION');
      await ada.del(`/units/${team.id}`, { 'If-Match': '"1"' }).expect(412);
      await ada.del(`/units/${team.id}`, { 'If-Match': '"2"' }).expect(204);
      await ada.get(`/units/${team.id}`).expect(404);
    });

    it('sets and clears the group, and leaves the rest', async () => {
      const { body } = await ada
        .patch(`/units/${units.risk.id}`, { ldapGroup: ' risk-people ' })
        .expect(200);
      expect(body).toMatchObject({ name: 'Risk', ldapGroup: 'risk-people' });
      const cleared = await ada.patch(`/units/${units.risk.id}`, { ldapGroup: null }).expect(200);
      expect(cleared.body).not.toHaveProperty('ldapGroup');
    });

    it('does not count a change that changes nothing', async () => {
      const before = await ada.get(`/units/${units.risk.id}`).expect(200);
      const after = await ada.patch(`/units/${units.risk.id}`, { name: 'Risk' }).expect(200);
      expect(after.headers.etag).toBe(before.headers.etag);
    });

    it('refuses the name of a sibling', async () => {
      const { body } = await ada.patch(`/units/${units.risk.id}`, { name: 'checkout' }).expect(409);
      expect(body.error.message).toContain('"checkout"');
    });

    it('lets only one of several changes of one revision through', async () => {
      const { headers } = await ada.get(`/units/${units.search.id}`).expect(200);
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, index) =>
          ada
            .patch(
              `/units/${units.search.id}`,
              { ldapGroup: `group-${index}` },
              { 'If-Match': headers.etag },
            )
            .then(({ status }) => status),
        ),
      );
      expect(answers.sort()).toEqual([200, 412, 412, 412, 412]);
    });
  });

  describe('deleting', () => {
    it('names what depends on the unit', async () => {
      const { knex } = backend.database;
      const team = await createUnit(ada, 'team', 'Depended', units.fleet);
      await knex('quotas').insert({
        unit_id: team.id,
        site: 'ams1',
        limit_amounts: { cpu: 4, ramGb: 8 },
      });
      await knex('resources').insert({
        ...{ id: '3d1f0a52-6d53-4f44-9b16-2f6ac5a7e0aa', name: 'shop', type: 'project' },
        ...{ version: '1', unit_id: team.id, state: 'provisioned', status: 'done' },
        requested_by: 'user:default/tess',
      });
      const refused = await ada.del(`/units/${team.id}`).expect(409);
      expect(refused.body.error).toMatchObject({
        code: 'CONFLICT',
        message: 'Depended still has resources (shop), quota at ams1',
      });
      await knex('resources').update({ state: 'destroyed' }).where({ unit_id: team.id });
      await knex('quotas')
        .update({ limit_amounts: { cpu: 0, ramGb: 0 } })
        .where({ unit_id: team.id });
      await ada.del(`/units/${team.id}`).expect(204);
      expect(await knex('resources').where({ unit_id: team.id })).toEqual([]);
    });

    it('names children and servers', async () => {
      const { knex } = backend.database;
      await knex('servers').insert({
        ...{ id: '5d1f0a52-6d53-4f44-9b16-2f6ac5a7e0aa', name: 'metal-1', site: 'ams1' },
        ...{ cpu: 8, ram_gb: 16, performance_tier: 'regular', status: 'active' },
        field_id: units.logistics.id,
      });
      const { body } = await ada.del(`/units/${units.logistics.id}`).expect(409);
      expect(body.error.message).toBe(
        'Logistics still has units beneath it (Fleet), servers (metal-1)',
      );
      expect(body.error.details).toMatchObject({ children: ['Fleet'], servers: ['metal-1'] });
    });

    it('takes the bindings along', async () => {
      const team = await createUnit(ada, 'team', 'Shortlived', units.payments);
      await backend.give('zoe', 'team_lead', team.id);
      await ada.del(`/units/${team.id}`).expect(204);
      const { body } = await backend.as('zoe').get('/me').expect(200);
      expect(body.bindings).toEqual([]);
    });

    it('never leaves a child without its parent', async () => {
      const department = await createUnit(ada, 'department', 'Contested', units.logistics);
      const answers = await Promise.all([
        ada.del(`/units/${department.id}`),
        ada.post('/units', { kind: 'team', name: 'Child', parentId: department.id }),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect([
        [204, 400],
        [204, 404],
        [409, 201],
      ]).toContainEqual(statuses);
    });
  });

  describe('reading', () => {
    const seenBy: [string, string[]][] = [
      ['fred', ['Meridian', 'Commerce', 'Payments', 'Storefront', 'Checkout', 'Risk', 'Search']],
      ['dora', ['Meridian', 'Commerce', 'Payments', 'Checkout', 'Risk']],
      ['tess', ['Meridian', 'Commerce', 'Payments', 'Checkout']],
      ['mia', ['Meridian', 'Commerce', 'Payments', 'Checkout']],
      ['otto', ['Meridian', 'Logistics', 'Fleet', 'Routing']],
      ['nina', []],
    ];

    it.each(seenBy)('shows %s their own units and the chain above', async (user, expected) => {
      const all = Object.values(units).map(({ name }) => name);
      const seen = (await namesOf(backend.as(user), '?limit=200')).filter(name =>
        all.includes(name),
      );
      expect(seen.sort()).toEqual([...expected].sort());
    });

    it.each(seenBy)('answers %s 404 for a unit of another branch', async (user, expected) => {
      for (const unit of Object.values(units)) {
        const { status } = await backend.as(user).get(`/units/${unit.id}`);
        expect([unit.name, status]).toEqual([unit.name, expected.includes(unit.name) ? 200 : 404]);
      }
    });

    it('shows services everything', async () => {
      expect(await namesOf(backend.asService('catalog'))).toEqual(
        expect.arrayContaining(['Routing', 'Checkout']),
      );
    });

    it('pages through every unit once, in the order of levels and names', async () => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await ada.get(`/units?limit=3${cursor}`).expect(200);
        expect(body.items.length).toBeLessThanOrEqual(3);
        seen.push(...(body.items as Unit[]).map(({ id }) => id));
        cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
      } while (cursor);
      const { body } = await ada.get('/units?limit=200').expect(200);
      expect(seen).toEqual((body.items as Unit[]).map(({ id }) => id));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('refuses a cursor that was changed, and one of another list', async () => {
      const { body } = await ada.get('/units?limit=1').expect(200);
      const changed = `${body.nextCursor.slice(0, -2)}AA`;
      for (const cursor of [changed, 'x', '%F0%9F%9A%80', 'bm9uc2Vuc2U']) {
        const refused = await ada.get(`/units?limit=1&cursor=${cursor}`).expect(400);
        expect(refused.body.error.details[0].pointer).toBe('/query/cursor');
      }
      await ada.get(`/role-bindings?cursor=${body.nextCursor}`).expect(400);
    });

    it.each([
      ['kind=team&q=check', ['Checkout']],
      ['kind=team&q=CHECK', ['Checkout']],
      ['kind=field', ['Commerce', 'Logistics']],
      ['entityRef=group:default/team-checkout', ['Checkout']],
      ['entityRef=Group:Default/Team-Checkout', ['Checkout']],
      ['entityRef=checkout', []],
      ['q=%25', []],
      ['q=_', []],
      ['q=%5C', []],
      ["q=';--", []],
    ])('filters by %s', async (query, expected) => {
      expect(await namesOf(ada, `?${query}`)).toEqual(expected);
    });

    it('filters by parent', async () => {
      const names = await namesOf(ada, `?parentId=${units.commerce.id}`);
      expect(names).toEqual(['Payments', 'Storefront']);
    });

    it.each([
      ['tess', ['Checkout']],
      ['mia', []],
      ['dora', []],
    ])('shows %s the teams that they may request for', async (user, expected) => {
      expect(await namesOf(backend.as(user), '?requestable=true')).toEqual(expected);
    });

    it('lets an administrator request for every team, and nothing else', async () => {
      const { body } = await ada.get('/units?requestable=true&limit=200').expect(200);
      expect(new Set((body.items as Unit[]).map(({ kind }) => kind))).toEqual(new Set(['team']));
      expect((body.items as Unit[]).map(({ name }) => name)).toContain('Routing');
    });

    it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'requestable=perhaps', 'parentId=1'])(
      'refuses %s',
      async query => {
        const { body } = await ada.get(`/units?${query}`).expect(400);
        expect(body.error.details[0].pointer).toBe(`/query/${query.split('=')[0]}`);
      },
    );
  });

  describe('who may edit', () => {
    it.each(['fred', 'dora', 'tess', 'mia'])('refuses %s', async user => {
      const caller = backend.as(user);
      const wish = { kind: 'team', name: 'Mine', parentId: units.payments.id };
      expect((await caller.post('/units', wish).expect(403)).body.error.code).toBe('FORBIDDEN');
      await caller.patch(`/units/${units.checkout.id}`, { name: 'Mine' }).expect(403);
      await caller.del(`/units/${units.checkout.id}`).expect(403);
      await caller.patch(`/units/${units.routing.id}`, { name: 'Mine' }).expect(404);
    });

    it('refuses services, which change nothing on their own account', async () => {
      const wish = { kind: 'team', name: 'Bot', parentId: units.payments.id };
      await backend.asService('scaffolder').post('/units', wish).expect(403);
    });

    it('takes a service that acts on behalf of a user for the user', async () => {
      const forTess = backend.onBehalfOf('tess');
      expect((await forTess.get('/me').expect(200)).body.userRef).toBe('user:default/tess');
      await forTess.get(`/units/${units.routing.id}`).expect(404);
    });
  });
});
