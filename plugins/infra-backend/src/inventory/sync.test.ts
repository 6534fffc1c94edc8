import type { Server, SyncResult } from '@bailiwick/backstage-plugin-infra-common';
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

/** What the tables of servers and limits were last written by: the same before and after where nothing was written. */
async function versions(backend: InfraBackend): Promise<unknown> {
  const { rows } = await backend.database.knex.raw(
    `SELECT 'server' AS kind, id::text AS id, xmin::text, xmax::text, ctid::text FROM servers
     UNION ALL SELECT 'quota', unit_id || site, xmin::text, xmax::text, ctid::text FROM quotas
     UNION ALL SELECT 'site', name, xmin::text, xmax::text, ctid::text FROM sites ORDER BY 1, 2`,
  );
  return rows;
}

describe('the inventory sync', () => {
  let inventory: Inventory;
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  const rows = inventoryRows(60);

  const sync = async (body = {}): Promise<SyncResult> =>
    (await ada.post('/inventory/sync', body).expect(200)).body;

  beforeAll(async () => {
    inventory = await startInventory({ rows });
    backend = await startInfraBackend({
      infra: { inventory: { url: inventory.url, timeout: { seconds: 2 } } },
    });
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
  });
  beforeEach(async () => {
    inventory.faults.reset();
    inventory.setRows(rows);
    await sync({ confirmLoss: true });
  });
  afterAll(async () => {
    await backend.stop();
    await inventory.stop();
  });

  const refused = async (status: number, body = {}) =>
    (await ada.post('/inventory/sync', body).expect(status)).body.error;
  const server = async (name: string): Promise<Server> => {
    const { body } = await ada.get(`/servers?q=${encodeURIComponent(name)}`).expect(200);
    return body.items.find((item: Server) => item.name === name);
  };
  const limitOf = async (unitId: string, site: string) => {
    const { body } = await ada.get(`/units/${unitId}/quota`).expect(200);
    return body.sites.find((entry: { site: string }) => entry.site === site);
  };
  const latest = async (): Promise<SyncResult> =>
    (await ada.get('/inventory/syncs?limit=1').expect(200)).body.items[0];
  const sum = (some: readonly InventoryRow[]) => ({
    cpu: some.reduce((total, { cpu }) => total + cpu, 0),
    ramGb: some.reduce((total, { ram_gb }) => total + ram_gb, 0),
  });

  it('takes over servers with all that is told of them, and their tier', async () => {
    const [row] = rows;
    expect(await server(row.name)).toMatchObject({
      name: row.name,
      serialNumber: row.serial_number,
      vendor: row.vendor,
      product: row.product,
      site: row.site,
      deploymentCluster: row.deployment_cluster,
      cpu: row.cpu,
      ramGb: row.ram_gb,
      performanceTier: 'regular',
      status: 'active',
    });
    const large = rows.find(({ cpu }) => cpu === 64) as InventoryRow;
    expect((await server(large.name)).performanceTier).toBe('high_performance');
    expect((await ada.get('/sites').expect(200)).body.items).toEqual([
      { name: 'ams1' },
      { name: 'fra2' },
      { name: 'lhr3' },
    ]);
    const centre = await limitOf(units.meridian.id, 'ams1');
    expect(centre.limit).toEqual(sum(rows.filter(({ site }) => site === 'ams1')));
  });

  it('writes nothing where nothing changed, and yet says when it looked', async () => {
    const { id } = await server(rows[0].name);
    await ada.post('/server-assignments', { serverId: id, fieldId: units.commerce.id }).expect(201);
    const before = await versions(backend);
    const first = await server(rows[0].name);
    const result = await sync();
    expect(result).toMatchObject({
      ...{ status: 'succeeded', added: 0, updated: 0, unchanged: 60, returned: 0 },
      ...{ markedOffline: 0, rejected: [], rejectedCount: 0 },
    });
    expect(await versions(backend)).toEqual(before);
    expect(Date.parse((await server(rows[0].name)).syncedAt)).toBeGreaterThan(
      Date.parse(first.syncedAt),
    );
    expect((await server(rows[0].name)).syncedAt).toBe(result.finishedAt);
    await ada.del(`/server-assignments/${id}`).expect(204);
  });

  it('keeps the assignment of a host that was renamed', async () => {
    const [row] = rows;
    const { id } = await server(row.name);
    await ada.post('/server-assignments', { serverId: id, fieldId: units.commerce.id }).expect(201);
    inventory.faults.set({ rename: { [row.name]: 'renamed' } });
    expect(await sync()).toMatchObject({ added: 0, updated: 1, markedOffline: 0 });
    expect(await server('renamed')).toMatchObject({ id, fieldId: units.commerce.id });
    await ada.del(`/server-assignments/${id}`).expect(204);
  });

  it('lets the limit of a field follow servers that go, change and return', async () => {
    const [mine, other] = rows.filter(({ site }) => site === 'fra2');
    for (const { name } of [mine, other]) {
      const { id } = await server(name);
      const body = { serverId: id, fieldId: units.logistics.id };
      await ada.post('/server-assignments', body).expect(201);
    }
    expect(await limitOf(units.logistics.id, 'fra2')).toMatchObject({
      limit: sum([mine, other]),
      offline: { cpu: 0, ramGb: 0 },
      overcommitted: false,
    });
    const seen = (await latest()).finishedAt;

    await ada
      .put(
        `/units/${units.fleet.id}/quota/fra2`,
        { cpu: mine.cpu + other.cpu, ramGb: 0 },
        { 'If-None-Match': '*' },
      )
      .expect(200);
    inventory.faults.set({ drop: [mine.name], set: { [other.name]: { cpu: 200 } } });
    expect(await sync()).toMatchObject({ updated: 1, markedOffline: 1, unchanged: 58 });
    expect(await limitOf(units.logistics.id, 'fra2')).toMatchObject({
      limit: { cpu: 200, ramGb: other.ram_gb },
      offline: { cpu: mine.cpu, ramGb: mine.ram_gb },
    });
    expect(await server(mine.name)).toMatchObject({ status: 'offline', syncedAt: seen });
    expect((await server(other.name)).performanceTier).toBe('high_performance');

    inventory.faults.set({ drop: [mine.name, other.name], set: {} });
    await sync();
    expect(await limitOf(units.logistics.id, 'fra2')).toMatchObject({
      limit: { cpu: 0, ramGb: 0 },
      allotted: { cpu: mine.cpu + other.cpu, ramGb: 0 },
      available: { cpu: -mine.cpu - other.cpu, ramGb: 0 },
      overcommitted: true,
    });

    inventory.faults.reset();
    expect(await sync()).toMatchObject({ returned: 2, added: 0, updated: 0, unchanged: 58 });
    expect(await limitOf(units.logistics.id, 'fra2')).toMatchObject({
      limit: sum([mine, other]),
      overcommitted: false,
    });
  });

  it('moves the capacity of a server that moved to another site', async () => {
    const row = rows.filter(({ site }) => site === 'lhr3')[0];
    const { id } = await server(row.name);
    await ada.post('/server-assignments', { serverId: id, fieldId: units.commerce.id }).expect(201);
    inventory.faults.set({ set: { [row.name]: { site: 'ams1' } } });
    await sync();
    expect((await limitOf(units.commerce.id, 'lhr3')).limit).toEqual({ cpu: 0, ramGb: 0 });
    expect((await limitOf(units.commerce.id, 'ams1')).limit).toEqual(sum([row]));
    await ada.del(`/server-assignments/${id}`).expect(204);
  });

  describe('rows that cannot be used', () => {
    const [good, other] = rows;

    it.each([
      ['text', 'not a row', 'row 61', 'must be an object'],
      ['a list', [], 'row 61', 'must be an object'],
      ['null', null, 'row 61', 'must be an object'],
      ['no name', { ...good, name: undefined, serial_number: 'X1' }, 'row 61', 'name is missing'],
      ['an empty name', { ...good, name: ' ', serial_number: 'X1' }, 'row 61', 'name is missing'],
      ['a numeric name', { ...good, name: 7 }, 'row 61', 'name must be text'],
      ['NUL in a name', { ...good, name: 'a\0b' }, 'a\ufffdb', 'name must be well-formed text'],
      [
        'half a surrogate pair',
        { ...good, name: 'x', vendor: '\ud83d' },
        'x',
        'vendor must be well',
      ],
      ['a long name', { ...good, name: 'n'.repeat(256) }, 'n'.repeat(255), 'at most 255'],
      ['no site', { ...good, name: 'x', site: null }, 'x', 'site is missing'],
      ['an odd site', { ...good, name: 'x', site: 'a/b' }, 'x', 'site must consist of'],
      ['no cores', { ...good, name: 'x', cpu: undefined }, 'x', 'cpu is missing'],
      ['negative cores', { ...good, name: 'x', cpu: -4 }, 'x', 'cpu must not be negative'],
      ['half a core', { ...good, name: 'x', cpu: 1.5 }, 'x', 'cpu must be a whole number'],
      ['cores as text', { ...good, name: 'x', cpu: '64' }, 'x', 'cpu must be a number'],
      ['too much memory', { ...good, name: 'x', ram_gb: 1e12 }, 'x', 'ram_gb must be at most'],
      ['a numeric serial number', { ...good, name: 'x', serial_number: 5 }, 'x', 'must be text'],
      ['a serial number twice', { ...good, name: 'x' }, 'x', `which ${good.name} has as well`],
    ])('rejects %s on its own', async (_case, extra, name, reason) => {
      inventory.faults.set({ extra: [extra] });
      const result = await sync();
      expect(result).toMatchObject({ added: 0, unchanged: 60, markedOffline: 0, rejectedCount: 1 });
      expect(result.rejected).toEqual([{ name, reason: expect.stringContaining(reason) }]);
    });

    it('keeps the servers that such rows speak of, and does not confirm them', async () => {
      const confirmed = (await server(good.name)).syncedAt;
      inventory.faults.set({ set: { [good.name]: { cpu: -1 } } });
      expect(await sync()).toMatchObject({ unchanged: 59, markedOffline: 0, rejectedCount: 1 });
      expect(await server(good.name)).toMatchObject({
        status: 'active',
        cpu: good.cpu,
        syncedAt: confirmed,
      });
      expect((await server(other.name)).syncedAt).not.toBe(confirmed);
      await sync();
      expect((await server(good.name)).syncedAt).toBe(confirmed);
      inventory.faults.reset();
      const { finishedAt } = await sync();
      expect((await server(good.name)).syncedAt).toBe(finishedAt);
    });

    it('lists a hundred of them and counts them all', async () => {
      inventory.faults.set({ extra: Array.from({ length: 130 }, (_, index) => `row ${index}`) });
      const result = await sync();
      expect(result.rejectedCount).toBe(130);
      expect(result.rejected).toHaveLength(100);
    });
  });

  describe('the guard against loss', () => {
    it.each([
      ['an empty list', { mode: 'empty' as const }, 60],
      ['a third less', { drop: rows.slice(0, 20).map(({ name }) => name) }, 20],
      ['rows of text only', { drop: rows.map(({ name }) => name), extra: ['a', 'b'] }, 60],
    ])('stops at %s', async (_case, faults, missing) => {
      inventory.faults.set(faults);
      const before = await versions(backend);
      const error = await refused(409);
      expect(error).toMatchObject({
        code: 'LOSS_GUARD',
        message: `${missing} of 60 active servers are missing from the inventory, more than the 20 % that may go offline at once: confirm the loss if it is real`,
        details: { active: 60, wouldMarkOffline: missing, maxLossPercent: 20 },
      });
      expect(error.details.servers).toHaveLength(20);
      expect(await versions(backend)).toEqual(before);
      expect(await latest()).toMatchObject({
        status: 'blocked',
        wouldMarkOffline: missing,
        markedOffline: 0,
        error: { code: 'LOSS_GUARD' },
      });
    });

    it('lets a loss pass that somebody confirmed', async () => {
      inventory.faults.set({ drop: rows.slice(0, 20).map(({ name }) => name) });
      expect(await sync({ confirmLoss: true })).toMatchObject({ markedOffline: 20, unchanged: 40 });
      // What is offline already is no further loss.
      expect(await sync()).toMatchObject({ markedOffline: 0, unchanged: 40 });
    });

    it('lets exactly the allowed share pass', async () => {
      inventory.faults.set({ drop: rows.slice(0, 12).map(({ name }) => name) });
      expect(await sync()).toMatchObject({ markedOffline: 12 });
    });
  });

  describe('a source that fails', () => {
    it.each([
      ['is down', { mode: 'down' as const }, 'cannot be reached'],
      ['answers HTML', { mode: 'html' as const }, 'answered with text/html'],
      ['answers an object', { mode: 'object' as const }, 'with an object instead of a list'],
      ['is slow', { mode: 'slow' as const, slowSeconds: 5 }, 'did not answer within 2 seconds'],
    ])('changes nothing where it %s, and shows with its time', async (_case, faults, message) => {
      inventory.faults.set(faults);
      const before = await versions(backend);
      const error = await refused(502);
      expect(error).toMatchObject({
        code: 'UPSTREAM_FAILED',
        message: expect.stringContaining(message),
      });
      expect(await versions(backend)).toEqual(before);
      const record = await latest();
      expect(record).toMatchObject({
        id: error.details.syncId,
        status: 'failed',
        requestedBy: 'user:default/ada',
        error: { code: 'UPSTREAM_FAILED', message: error.message },
      });
      expect(Date.parse(record.finishedAt as string)).toBeGreaterThanOrEqual(
        Date.parse(record.startedAt),
      );
    });
  });

  it('joins a sync that is under way', async () => {
    inventory.faults.set({ mode: 'slow', slowSeconds: 0.6 });
    const started = sync();
    await new Promise(resolve => setTimeout(resolve, 200));
    const others = await Promise.all([sync(), sync()]);
    expect(new Set([await started, ...others].map(({ id }) => id)).size).toBe(1);
  });

  it('does not let who confirmed the loss join one that nobody confirmed', async () => {
    inventory.faults.set({
      mode: 'slow',
      slowSeconds: 0.6,
      drop: rows.slice(0, 30).map(r => r.name),
    });
    const guarded = refused(409);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(await sync({ confirmLoss: true })).toMatchObject({ markedOffline: 30 });
    expect((await guarded).code).toBe('LOSS_GUARD');
  });

  it('keeps the history, in pages, the newest first', async () => {
    const first = await ada.get('/inventory/syncs?limit=3').expect(200);
    const second = await ada
      .get(`/inventory/syncs?limit=3&cursor=${first.body.nextCursor}`)
      .expect(200);
    const times = [...first.body.items, ...second.body.items].map(({ startedAt }) => startedAt);
    expect(times).toHaveLength(6);
    expect(times).toEqual(times.toSorted().toReversed());
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
  });

  it('is for administrators', async () => {
    for (const name of ['fred', 'dora', 'tess', 'mia']) {
      const { body } = await backend.as(name).post('/inventory/sync', {}).expect(403);
      expect(body.error.code).toBe('FORBIDDEN');
      await backend.as(name).get('/inventory/syncs').expect(403);
    }
  });

  it('writes down who synced and what changed', async () => {
    inventory.faults.set({ drop: [rows[5].name] });
    const result = await sync();
    const entry = await backend.database
      .knex('audit_entries')
      .where({ subject_kind: 'inventory', subject_id: result.id })
      .first();
    expect(entry).toMatchObject({
      event: 'inventory-synced',
      actor: 'user:default/ada',
      after: { markedOffline: 1, added: 0, confirmLoss: false },
    });
  });
});
