import type { AllocationNode, QuotaEntry, Unit } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  createUnit,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { addServers, clearQuota } from './__testUtils__/servers';

const FIRST = { 'If-None-Match': '*' };

describe('quota', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let [ada, fred, dora, tess]: Caller[] = [];

  beforeAll(async () => {
    backend = await startInfraBackend();
    units = await buildSmallOrganisation(backend);
    [ada, fred, dora, tess] = ['ada', 'fred', 'dora', 'tess'].map(name => backend.as(name));
  });
  beforeEach(async () => {
    const { knex } = backend.database;
    await clearQuota(knex);
    await addServers(knex, [
      { fieldId: units.commerce.id, site: 'ams1', cpu: 60, ramGb: 600 },
      { fieldId: units.commerce.id, site: 'ams1', cpu: 40, ramGb: 400 },
      { fieldId: units.commerce.id, site: 'fra2', cpu: 32, ramGb: 256 },
      { fieldId: units.logistics.id, site: 'ams1', cpu: 16, ramGb: 64 },
      { site: 'ams1', cpu: 8, ramGb: 16 },
    ]);
  });
  afterAll(() => backend.stop());

  const entries = async (unit: Unit, caller = ada): Promise<QuotaEntry[]> =>
    (await caller.get(`/units/${unit.id}/quota`).expect(200)).body.sites;
  const entry = async (unit: Unit, site = 'ams1') =>
    (await entries(unit)).find(each => each.site === site) as QuotaEntry;
  const put = (
    unit: Unit,
    amounts: { cpu: number; ramGb: number },
    headers: Record<string, string> = FIRST,
    { caller = ada, site = 'ams1' } = {},
  ) => caller.put(`/units/${unit.id}/quota/${site}`, amounts, headers);
  const grant = async (unit: Unit, cpu: number, ramGb = 0) => {
    const { etag } = await entry(unit);
    const headers: Record<string, string> = etag ? { 'If-Match': etag } : FIRST;
    return (await put(unit, { cpu, ramGb }, headers).expect(200)).body as QuotaEntry;
  };

  describe('reading', () => {
    it('has an entry for every site, of nothing and without etag where nothing was granted', async () => {
      const nothing = { cpu: 0, ramGb: 0 };
      expect(await entries(units.checkout, tess)).toEqual(
        ['ams1', 'fra2'].map(site => ({
          ...{ site, limit: nothing, allotted: nothing, used: nothing, available: nothing },
          overcommitted: false,
        })),
      );
    });

    it('has of a field what its servers have, and of the centre what all have', async () => {
      expect(await entry(units.commerce)).toMatchObject({
        limit: { cpu: 100, ramGb: 1000 },
        offline: { cpu: 0, ramGb: 0 },
      });
      await grant(units.payments, 30, 100);
      expect(await entry(units.meridian)).toEqual({
        ...{ site: 'ams1', limit: { cpu: 124, ramGb: 1080 }, allotted: { cpu: 116, ramGb: 1064 } },
        ...{ used: { cpu: 0, ramGb: 0 }, available: { cpu: 8, ramGb: 16 }, overcommitted: false },
        offline: { cpu: 0, ramGb: 0 },
      });
    });

    it('is for those who may read the unit: its chain of names has no figures', async () => {
      await backend.as('mia').get(`/units/${units.checkout.id}/quota`).expect(200);
      await fred.get(`/units/${units.checkout.id}/quota`).expect(200);
      await backend.asService('catalog').get(`/units/${units.risk.id}/quota`).expect(200);
      for (const unit of [units.payments, units.commerce, units.meridian, units.risk]) {
        const { body } = await tess.get(`/units/${unit.id}/quota`).expect(404);
        expect(body.error.code).toBe('NOT_FOUND');
      }
      await dora.get(`/units/${units.commerce.id}/quota`).expect(404);
      await fred.get(`/units/${units.logistics.id}/quota`).expect(404);
    });
  });

  describe('granting', () => {
    it('gives a department of the field, and a team of the department', async () => {
      expect(
        (await put(units.payments, { cpu: 50, ramGb: 500 }, FIRST, { caller: fred })).body,
      ).toEqual({
        ...{ site: 'ams1', limit: { cpu: 50, ramGb: 500 }, allotted: { cpu: 0, ramGb: 0 } },
        ...{ used: { cpu: 0, ramGb: 0 }, available: { cpu: 50, ramGb: 500 }, overcommitted: false },
        etag: '"1"',
      });
      const team = await put(units.checkout, { cpu: 20, ramGb: 80 }, FIRST, { caller: dora });
      expect(team.headers.etag).toBe(team.body.etag);
      expect(await entry(units.payments)).toMatchObject({
        allotted: { cpu: 20, ramGb: 80 },
        available: { cpu: 30, ramGb: 420 },
        etag: '"1"',
      });
      expect((await entry(units.commerce)).allotted).toEqual({ cpu: 50, ramGb: 500 });
    });

    it('wants to know which state the caller saw', async () => {
      const missing = await put(units.payments, { cpu: 1, ramGb: 1 }, {}).expect(428);
      expect(missing.body.error.code).toBe('PRECONDITION_REQUIRED');
      await put(units.payments, { cpu: 1, ramGb: 1 }, { 'If-Match': '"1"' }).expect(412);
      await put(units.payments, { cpu: 1, ramGb: 1 }, FIRST).expect(200);
      const again = await put(units.payments, { cpu: 2, ramGb: 1 }, FIRST).expect(412);
      expect(again.body.error.code).toBe('STALE_REVISION');
      await put(units.payments, { cpu: 2, ramGb: 1 }, { 'If-Match': '"1"' }).expect(200);
      await put(units.payments, { cpu: 3, ramGb: 1 }, { 'If-Match': '"1"' }).expect(412);
      expect((await entry(units.payments)).limit.cpu).toBe(2);
    });

    it('does not count a grant that changes nothing', async () => {
      const first = await grant(units.payments, 5, 5);
      expect((await grant(units.payments, 5, 5)).etag).toBe(first.etag);
    });

    it.each([
      ['a fraction', { cpu: 1.5, ramGb: 0 }, '/cpu', 'must be a whole number'],
      ['a negative amount', { cpu: 1, ramGb: -1 }, '/ramGb', 'must not be negative'],
      ['text', { cpu: '4', ramGb: 1 }, '/cpu', 'must be a number'],
      ['a missing dimension', { cpu: 4 }, '/ramGb', 'is required'],
      [
        'an unknown dimension',
        { cpu: 4, ramGb: 1, gpu: 1 },
        '',
        'has keys that are not known: gpu',
      ],
      ['more than there can be', { cpu: 1e15, ramGb: 1 }, '/cpu', 'must be at most 1000000000'],
    ])('refuses %s', async (_case, amounts, pointer, message) => {
      const { body } = await ada
        .put(`/units/${units.payments.id}/quota/ams1`, amounts, FIRST)
        .expect(400);
      expect(body.error).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ pointer, message }],
      });
    });

    it('refuses sites and units that are not there', async () => {
      const site = await put(units.payments, { cpu: 0, ramGb: 0 }, FIRST, { site: 'nowhere' });
      expect([site.status, site.body.error.message]).toEqual([404, 'There is no site nowhere']);
      await ada
        .put(`/units/${units.payments.id}/quota/a%20b`, { cpu: 0, ramGb: 0 }, FIRST)
        .expect(400);
      await ada.put('/units/payments/quota/ams1', { cpu: 0, ramGb: 0 }, FIRST).expect(400);
    });

    it.each(['commerce', 'meridian'] as const)(
      'does not set what servers decide: %s',
      async name => {
        const { body } = await put(units[name], { cpu: 1, ramGb: 1 }, {}).expect(409);
        expect(body.error).toMatchObject({
          code: 'CONFLICT',
          message: expect.stringContaining('comes from its servers'),
        });
      },
    );

    it('is for administrators, and for whoever administers the unit above: roles do not cascade', async () => {
      await grant(units.payments, 50, 50);
      const amounts = { cpu: 1, ramGb: 1 };
      const by = async (caller: Caller, unit: Unit) =>
        (await put(unit, amounts, { 'If-Match': '"0"' }, { caller })).status;
      expect(await by(fred, units.payments)).toBe(412);
      expect(await by(fred, units.checkout)).toBe(403);
      expect(await by(dora, units.checkout)).toBe(412);
      expect(await by(dora, units.payments)).toBe(403);
      expect(await by(dora, units.search)).toBe(404);
      expect(await by(tess, units.checkout)).toBe(403);
      expect(await by(tess, units.risk)).toBe(404);
      expect(await by(backend.as('otto'), units.checkout)).toBe(404);
      expect(await by(backend.asService('scaffolder'), units.checkout)).toBe(403);
    });

    it('says what the parent has left, and what was asked for', async () => {
      await grant(units.payments, 50, 500);
      await grant(units.checkout, 40, 100);
      const { body } = await put(units.risk, { cpu: 12, ramGb: 10 }, FIRST, {
        caller: dora,
      }).expect(409);
      expect(body.error).toMatchObject({
        code: 'QUOTA_EXCEEDED',
        message: 'Department Payments has 10 cores left at ams1 of 50; 12 were asked for',
        details: {
          ...{ unit: 'Payments', unitId: units.payments.id, site: 'ams1', dimension: 'cpu' },
          ...{ limit: 50, allotted: 40, used: 0, requested: 12, available: 10 },
        },
      });
      const memory = await put(units.risk, { cpu: 1, ramGb: 401 }).expect(409);
      expect(memory.body.error.message).toBe(
        'Department Payments has 400 GiB of memory left at ams1 of 500; 401 were asked for',
      );
      const raise = await put(units.checkout, { cpu: 51, ramGb: 100 }, { 'If-Match': '"1"' });
      expect(raise.body.error).toMatchObject({
        message: 'Department Payments has 10 cores left at ams1 of 50; 11 were asked for',
        details: { requested: 11 },
      });
      expect((await entry(units.payments)).allotted).toEqual({ cpu: 40, ramGb: 100 });
    });

    it('says so where the parent has nothing at the site', async () => {
      const { body } = await put(units.checkout, { cpu: 1, ramGb: 0 }, FIRST, { site: 'fra2' });
      expect(body.error.message).toBe(
        'Department Payments has 0 cores left at fra2 of 0; 1 was asked for',
      );
    });

    it('does not lower a limit below what is allotted or used', async () => {
      await grant(units.payments, 50, 500);
      await grant(units.checkout, 20, 100);
      const low = await put(units.payments, { cpu: 19, ramGb: 500 }, { 'If-Match': '"1"' }).expect(
        409,
      );
      expect(low.body.error).toMatchObject({
        code: 'QUOTA_EXCEEDED',
        message:
          'Department Payments has allotted 20 cores at ams1; its quota cannot be lowered to 19',
        details: { unit: 'Payments', limit: 50, allotted: 20, requested: 19, available: 30 },
      });
      const resourceId = await hold(units.checkout, { cpu: 4, ramGb: 32 });
      const used = await put(units.checkout, { cpu: 20, ramGb: 31 }, { 'If-Match': '"1"' });
      expect(used.body.error.message).toBe(
        'Team Checkout uses 32 GiB of memory at ams1; its quota cannot be lowered to 31',
      );
      await put(units.checkout, { cpu: 4, ramGb: 32 }, { 'If-Match': '"1"' }).expect(200);
      expect(await entry(units.commerce)).toMatchObject({ used: { cpu: 4, ramGb: 32 } });
      await backend.database.knex('resources').where({ id: resourceId }).delete();
      expect(await entry(units.commerce)).toMatchObject({ used: { cpu: 0, ramGb: 0 } });
    });

    it('only lowers while the field is overcommitted', async () => {
      const { knex } = backend.database;
      await grant(units.payments, 70, 100);
      await grant(units.storefront, 20, 100);
      await addServers(knex, [{ fieldId: units.commerce.id, site: 'ams1', cpu: 60, ramGb: 600 }], {
        instead: true,
      });
      expect(await entry(units.commerce)).toMatchObject({
        limit: { cpu: 60, ramGb: 600 },
        available: { cpu: -30, ramGb: 400 },
        overcommitted: true,
      });
      const raise = await put(units.storefront, { cpu: 21, ramGb: 100 }, { 'If-Match': '"1"' });
      expect(raise.body.error).toMatchObject({
        code: 'QUOTA_EXCEEDED',
        message:
          'Field Commerce has given out 30 cores more than it has at ams1 of 60; 1 was asked for',
        details: { available: -30 },
      });
      await put(units.payments, { cpu: 65, ramGb: 100 }, { 'If-Match': '"1"' }).expect(200);
      expect(await entry(units.commerce)).toMatchObject({ available: { cpu: -25 } });
      await put(units.payments, { cpu: 0, ramGb: 110 }, { 'If-Match': '"2"' }).expect(200);
      expect(await entry(units.commerce)).toMatchObject({ overcommitted: false });
    });

    it('writes down what the limit was and is', async () => {
      await grant(units.payments, 5, 6);
      await grant(units.payments, 7, 6);
      const row = await backend.database
        .knex('audit_entries')
        .where({ subject_kind: 'quota', subject_id: `${units.payments.id}/ams1` })
        .orderBy('id', 'desc')
        .first();
      expect(row).toMatchObject({
        ...{ event: 'quota-granted', actor: 'user:default/ada' },
        ...{ before: { cpu: 5, ramGb: 6 }, after: { cpu: 7, ramGb: 6 } },
      });
    });
  });

  /** A resource that holds quota, straight into the database. */
  async function hold(team: Unit, amounts: { cpu: number; ramGb: number }): Promise<string> {
    const { knex } = backend.database;
    const [{ id }] = await knex('resources')
      .insert({
        ...{ id: knex.raw('gen_random_uuid()'), name: `r${Math.random()}`, type: 'project' },
        ...{ version: '1', unit_id: team.id, state: 'provisioned', status: 'done' },
        requested_by: 'user:default/tess',
      })
      .returning('id');
    await knex('reservations').insert({
      ...{ resource_id: id, unit_id: team.id, site: 'ams1', amounts, state: 'held' },
    });
    return id;
  }

  describe('the allocation tree', () => {
    const tree = async (caller: Caller, query = ''): Promise<AllocationNode> =>
      (await caller.get(`/allocation-tree${query}`).expect(200)).body;
    /** Names of a node and what is beneath it; in brackets where it has no figures. */
    const outline = ({ unit, sites, children }: AllocationNode): unknown => {
      const name = sites.length === 0 ? `(${unit.name})` : unit.name;
      return children.length === 0 ? name : { [name]: children.map(outline) };
    };

    beforeEach(async () => {
      await grant(units.payments, 50, 500);
      await grant(units.checkout, 20, 100);
      await hold(units.checkout, { cpu: 4, ramGb: 32 });
    });

    it('shows the same figures as the units by themselves', async () => {
      const compare = async (node: AllocationNode): Promise<void> => {
        const { body } = await ada.get(`/units/${node.unit.id}`).expect(200);
        expect(node.unit).toEqual(body);
        expect(node.sites).toEqual(await entries(node.unit));
        for (const child of node.children) await compare(child);
      };
      const whole = await tree(ada);
      await compare(whole);
      expect(whole.sites[0].used).toEqual({ cpu: 4, ramGb: 32 });
      expect(outline(whole)).toEqual({
        Meridian: [
          { Commerce: [{ Payments: ['Checkout', 'Risk'] }, { Storefront: ['Search'] }] },
          { Logistics: [{ Fleet: ['Routing'] }] },
        ],
      });
    });

    it('shows each what is theirs, and the chain of names above', async () => {
      expect(outline(await tree(fred))).toEqual({
        '(Meridian)': [
          { Commerce: [{ Payments: ['Checkout', 'Risk'] }, { Storefront: ['Search'] }] },
        ],
      });
      expect(outline(await tree(dora))).toEqual({
        '(Meridian)': [{ '(Commerce)': [{ Payments: ['Checkout', 'Risk'] }] }],
      });
      expect(outline(await tree(backend.as('mia')))).toEqual({
        '(Meridian)': [{ '(Commerce)': [{ '(Payments)': ['Checkout'] }] }],
      });
      await backend.as('nina').get('/allocation-tree').expect(404);
    });

    it('starts and ends where it is asked to', async () => {
      const part = await tree(ada, `?root=${units.commerce.id}&depth=2&site=ams1`);
      expect(outline(part)).toEqual({ Commerce: ['Payments', 'Storefront'] });
      expect(part.unit.path).toEqual(['Meridian', 'Commerce']);
      expect(part.sites).toEqual([await entry(units.commerce)]);
      expect(part.children[0].sites[0].used).toEqual({ cpu: 4, ramGb: 32 });
      expect(outline(await tree(ada, '?depth=1'))).toBe('Meridian');
      expect(outline(await tree(dora, `?root=${units.payments.id}`))).toEqual({
        Payments: ['Checkout', 'Risk'],
      });
      await dora.get(`/allocation-tree?root=${units.storefront.id}`).expect(404);
      await dora.get('/allocation-tree?root=payments').expect(400);
      await dora.get('/allocation-tree?depth=0').expect(400);
    });

    it('keeps to what the permission policy leaves', async () => {
      const narrow = await startInfraBackend({
        database: backend.database,
        permissions: onlyUnits(units.checkout.id),
      });
      try {
        expect(outline(await tree(narrow.as('ada')))).toEqual({
          '(Meridian)': [{ '(Commerce)': [{ '(Payments)': ['Checkout'] }] }],
        });
        await narrow.as('ada').get(`/units/${units.risk.id}/quota`).expect(404);
      } finally {
        await narrow.stop();
      }
    });
  });

  it('forgets quota with the unit', async () => {
    const team = await createUnit(ada, 'team', 'Passing', units.payments);
    await grant(units.payments, 5);
    await grant(team, 5);
    await ada.del(`/units/${team.id}`).expect(409);
    await grant(team, 0);
    await ada.del(`/units/${team.id}`).expect(204);
    expect(await entry(units.payments)).toMatchObject({ allotted: { cpu: 0 } });
  });
});

/** A policy that lets everybody read only what is one of these units or beneath one. */
function onlyUnits(...ids: string[]) {
  const conditional = {
    result: 'CONDITIONAL' as const,
    pluginId: 'infra',
    resourceType: 'infra-unit',
    conditions: { rule: 'IS_IN_UNIT', resourceType: 'infra-unit', params: { units: ids } },
  };
  return {
    authorize: async (requests: unknown[]) => requests.map(() => ({ result: 'ALLOW' as const })),
    authorizeConditional: async (requests: { permission: { resourceType?: string } }[]) =>
      requests.map(({ permission }) =>
        permission.resourceType === 'infra-unit' ? conditional : { result: 'ALLOW' as const },
      ),
  } as never;
}
