import type { Server } from '@bailiwick/backstage-plugin-infra-common';
import {
  type Inventory,
  type InventoryRow,
  inventoryRows,
  startInventory,
} from '@bailiwick/sandbox';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';

const NOBODY = '6a1d2f3e-0000-4000-8000-000000000000';

describe('servers', () => {
  let inventory: Inventory;
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  let servers: Server[];
  const rows: InventoryRow[] = inventoryRows(30);

  beforeAll(async () => {
    inventory = await startInventory({ rows });
    backend = await startInfraBackend({
      infra: { inventory: { url: inventory.url }, calculator: { ratio: 1.5 } },
    });
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
    await ada.post('/inventory/sync', {}).expect(200);
    servers = (await ada.get('/servers?limit=200').expect(200)).body.items;
  });
  beforeEach(async () => {
    inventory.faults.reset();
    const { knex } = backend.database;
    await knex('servers').update({ field_id: null });
    await knex('quotas').delete();
  });
  afterAll(async () => {
    await backend.stop();
    await inventory.stop();
  });

  const at = (site: string, index = 0) => servers.filter(server => server.site === site)[index];
  const assign = (server: Server, fieldId: string, caller = ada) =>
    caller.post('/server-assignments', { serverId: server.id, fieldId });
  const entry = async (unitId: string, site: string) =>
    (await ada.get(`/units/${unitId}/quota`).expect(200)).body.sites.find(
      (each: { site: string }) => each.site === site,
    );
  const grant = (unitId: string, site: string, cpu: number) =>
    ada
      .put(`/units/${unitId}/quota/${site}`, { cpu, ramGb: 0 }, { 'If-None-Match': '*' })
      .expect(200);

  describe('the list', () => {
    const namesOf = async (query: string, caller = ada) =>
      (await caller.get(`/servers${query}`).expect(200)).body.items.map(({ name }: Server) => name);

    it('comes in pages, by name', async () => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await ada.get(`/servers?limit=7${cursor}`).expect(200);
        seen.push(...body.items.map(({ name }: Server) => name));
        cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
      } while (cursor);
      expect(seen).toEqual(rows.map(({ name }) => name).toSorted());
    });

    it('is narrowed by every filter', async () => {
      const [first] = rows;
      expect(await namesOf(`?q=${first.serial_number.toLowerCase()}`)).toEqual([first.name]);
      expect(await namesOf('?q=%25')).toEqual([]);
      expect(await namesOf('?site=fra2&limit=200')).toHaveLength(10);
      const large = rows.filter(({ cpu }) => cpu >= 64).map(({ name }) => name);
      expect(await namesOf('?tier=high_performance&limit=200')).toEqual(large.toSorted());
      expect(await namesOf('?status=offline')).toEqual([]);
      await assign(servers[3], units.commerce.id).expect(201);
      expect(await namesOf('?unassigned=false')).toEqual([servers[3].name]);
      expect(await namesOf(`?fieldId=${units.commerce.id}`)).toEqual([servers[3].name]);
      expect(await namesOf('?unassigned=true&limit=200')).toHaveLength(29);
    });

    it.each([
      'site=a%2Fb',
      'tier=fast',
      'status=gone',
      'unassigned=maybe',
      'limit=0',
      'cursor=abc',
    ])('refuses %s', async query => {
      const { body } = await ada.get(`/servers?${query}`).expect(400);
      expect(body.error.code).toBe('VALIDATION_ERROR');
    });

    it('shows to others the servers of fields that they read', async () => {
      const [mine, other] = servers;
      await assign(mine, units.commerce.id).expect(201);
      await assign(other, units.logistics.id).expect(201);
      const fred = backend.as('fred');
      expect(await namesOf('', fred)).toEqual([mine.name]);
      await fred.get(`/servers/${mine.id}`).expect(200);
      await fred.get(`/servers/${other.id}`).expect(404);
      await fred.get(`/servers/${servers[2].id}`).expect(404);
      for (const name of ['dora', 'tess', 'mia', 'nina']) {
        expect(await namesOf('', backend.as(name))).toEqual([]);
        await backend.as(name).get(`/servers/${mine.id}`).expect(404);
      }
      expect(await namesOf('?limit=200', backend.asService('catalog'))).toHaveLength(30);
    });

    it('answers 404 for a server that is not there, and 400 for what is no id', async () => {
      await ada.get(`/servers/${NOBODY}`).expect(404);
      const { body } = await ada.get('/servers/one').expect(400);
      expect(body.error.details).toEqual([{ pointer: '/params/id', message: 'must be a UUID' }]);
    });
  });

  describe('assigning', () => {
    it('gives the field the capacity, and takes it away again', async () => {
      const server = at('ams1');
      const { body } = await assign(server, units.commerce.id).expect(201);
      expect(body).toMatchObject({ id: server.id, fieldId: units.commerce.id });
      const limit = { cpu: server.cpu, ramGb: server.ramGb };
      expect(await entry(units.commerce.id, 'ams1')).toMatchObject({ limit, available: limit });
      expect((await entry(units.meridian.id, 'ams1')).allotted).toEqual(limit);
      await ada.del(`/server-assignments/${server.id}`).expect(204);
      expect((await entry(units.commerce.id, 'ams1')).limit).toEqual({ cpu: 0, ramGb: 0 });
      const { body: gone } = await ada.del(`/server-assignments/${server.id}`).expect(404);
      expect(gone.error.code).toBe('NOT_FOUND');
    });

    it('answers the same where it is assigned already, and 409 where another field has it', async () => {
      const server = at('ams1');
      await assign(server, units.commerce.id).expect(201);
      await assign(server, units.commerce.id).expect(201);
      const { body } = await assign(server, units.logistics.id).expect(409);
      expect(body.error).toMatchObject({
        code: 'CONFLICT',
        message: `Server ${server.name} is assigned to Commerce`,
        details: { fieldId: units.commerce.id },
      });
    });

    it('lets one of several fields have it that ask at once', async () => {
      const server = at('lhr3');
      const statuses = await Promise.all(
        [units.commerce, units.logistics, units.commerce, units.logistics].map(({ id }) =>
          assign(server, id).then(({ status }) => status),
        ),
      );
      expect(statuses.toSorted()).toEqual([201, 201, 409, 409]);
      const [commerce, logistics] = [
        await entry(units.commerce.id, 'lhr3'),
        await entry(units.logistics.id, 'lhr3'),
      ];
      expect(commerce.limit.cpu + logistics.limit.cpu).toBe(server.cpu);
    });

    it.each([
      ['a department', () => units.payments.id, 'must be a field: Payments is a department'],
      ['a unit that is not there', () => NOBODY, 'must be the id of a unit that exists'],
    ])('refuses %s', async (_case, fieldId, message) => {
      const { body } = await assign(at('ams1'), fieldId()).expect(400);
      expect(body.error.details).toEqual([{ pointer: '/fieldId', message }]);
    });

    it('answers 404 for a server that is not there', async () => {
      await ada
        .post('/server-assignments', { serverId: NOBODY, fieldId: units.commerce.id })
        .expect(404);
    });

    it('does not take away what the field has allotted', async () => {
      const [one, two] = [at('fra2', 0), at('fra2', 1)];
      await assign(one, units.commerce.id).expect(201);
      await assign(two, units.commerce.id).expect(201);
      const total = one.cpu + two.cpu;
      await grant(units.payments.id, 'fra2', total - one.cpu + 1);
      const { body } = await ada.del(`/server-assignments/${one.id}`).expect(409);
      expect(body.error).toMatchObject({
        code: 'QUOTA_EXCEEDED',
        message: `Field Commerce has allotted ${total - one.cpu + 1} cores at fra2 of ${total}; without server ${one.name} it would have ${total - one.cpu}`,
        details: {
          ...{ unit: 'Commerce', site: 'fra2', dimension: 'cpu', limit: total },
          ...{ allotted: total - one.cpu + 1, requested: one.cpu, available: one.cpu - 1 },
        },
      });
      expect((await ada.get(`/servers/${one.id}`)).body.fieldId).toBe(units.commerce.id);
    });

    it('takes a server away that is offline anyway', async () => {
      const server = at('fra2', 2);
      await assign(server, units.commerce.id).expect(201);
      await grant(units.payments.id, 'fra2', server.cpu);
      inventory.faults.set({ drop: [server.name] });
      await ada.post('/inventory/sync', {}).expect(200);
      await ada.del(`/server-assignments/${server.id}`).expect(204);
      inventory.faults.reset();
      await ada.post('/inventory/sync', {}).expect(200);
      expect((await entry(units.commerce.id, 'fra2')).limit.cpu).toBe(0);
    });
  });

  describe('swapping', () => {
    const swap = (server: Server, fromFieldId: string, toFieldId: string) =>
      ada.post('/server-assignments/swap', { serverId: server.id, fromFieldId, toFieldId });

    it('moves the capacity from one field to the other', async () => {
      const server = at('ams1');
      await assign(server, units.commerce.id).expect(201);
      const { body } = await swap(server, units.commerce.id, units.logistics.id).expect(200);
      expect(body.fieldId).toBe(units.logistics.id);
      expect((await entry(units.commerce.id, 'ams1')).limit.cpu).toBe(0);
      expect((await entry(units.logistics.id, 'ams1')).limit.cpu).toBe(server.cpu);
    });

    it('refuses where the first field does not have it, or cannot do without it', async () => {
      const server = at('ams1');
      const nobodys = await swap(server, units.commerce.id, units.logistics.id).expect(409);
      expect(nobodys.body.error.message).toBe(`Server ${server.name} is assigned to no field`);
      await assign(server, units.commerce.id).expect(201);
      await grant(units.payments.id, 'ams1', 1);
      const needed = await swap(server, units.commerce.id, units.logistics.id).expect(409);
      expect(needed.body.error.code).toBe('QUOTA_EXCEEDED');
      const other = await swap(server, units.logistics.id, units.commerce.id).expect(409);
      expect(other.body.error.code).toBe('CONFLICT');
      const same = await swap(server, units.commerce.id, units.commerce.id).expect(400);
      expect(same.body.error.details[0].pointer).toBe('/toFieldId');
    });

    it('writes down where the server came from', async () => {
      const server = at('ams1');
      await assign(server, units.commerce.id).expect(201);
      await swap(server, units.commerce.id, units.logistics.id).expect(200);
      const entries = await backend.database
        .knex('audit_entries')
        .where({ subject_kind: 'server', subject_id: server.id })
        .orderBy('id', 'desc')
        .limit(1);
      expect(entries).toMatchObject([
        {
          ...{ event: 'server-swapped', actor: 'user:default/ada' },
          ...{ before: { fieldId: units.commerce.id }, after: { fieldId: units.logistics.id } },
        },
      ]);
    });
  });

  it('lets administrators alone change assignments', async () => {
    for (const name of ['fred', 'dora', 'tess']) {
      const caller = backend.as(name);
      await assign(at('ams1'), units.commerce.id, caller).expect(403);
      await caller.del(`/server-assignments/${at('ams1').id}`).expect(403);
    }
  });

  it('keeps a field that has servers', async () => {
    await assign(at('ams1'), units.logistics.id).expect(201);
    const { body } = await ada.del(`/units/${units.logistics.id}`).expect(409);
    expect(body.error.details.servers).toEqual([at('ams1').name]);
  });

  it('converts cores between tiers by the configured ratio', async () => {
    const convert = async (cpuCount: number, fromTier: string, toTier: string) =>
      (await backend.as('mia').post('/calculator/convert', { cpuCount, fromTier, toTier })).body;
    expect(await convert(4, 'high_performance', 'regular')).toEqual({
      ...{ inputCpu: 4, outputCpu: 6, ratio: 1.5 },
    });
    expect(await convert(4, 'regular', 'high_performance')).toMatchObject({ outputCpu: 3 });
    await backend
      .as('mia')
      .post('/calculator/convert', { cpuCount: 0, fromTier: 'regular', toTier: 'regular' })
      .expect(400);
  });
});

describe('without an inventory', () => {
  it('says which setting is missing', async () => {
    const backend = await startInfraBackend();
    await backend.give('ada', 'center_admin');
    const { body } = await backend.as('ada').post('/inventory/sync', {}).expect(409);
    expect(body.error.message).toBe('There is no inventory to sync with: set infra.inventory.url');
    await backend.stop();
  });
});
