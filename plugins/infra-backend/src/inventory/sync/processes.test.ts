import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Inventory, inventoryRows, startInventory } from '@bailiwick/sandbox';
import { openQuotaHouse, type QuotaHouse } from '../../quota/__testUtils__/quotaHouse';
import { type OpenTestDatabase, openTestDatabase } from '../../__testUtils__';

const REQUEST = { requestedBy: { ref: 'user:default/ada' } };

describe('syncs of several processes', () => {
  let inventory: Inventory;
  let database: OpenTestDatabase;
  let [one, other]: QuotaHouse[] = [];

  beforeAll(async () => {
    inventory = await startInventory({ rows: inventoryRows(20) });
    database = await openTestDatabase();
    [one, other] = [1, 2].map(() => openQuotaHouse(database, { inventoryUrl: inventory.url }));
  });
  beforeEach(async () => {
    inventory.faults.reset();
    await database.knex('inventory_syncs').delete();
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    await inventory.stop();
    await database.drop();
  });

  const statuses = () => database.knex('inventory_syncs').orderBy('started_at').pluck('status');

  it('happen one at a time, and who comes second gets the result of the first', async () => {
    inventory.faults.set({ mode: 'slow', slowSeconds: 0.5 });
    const first = one.syncs.sync(REQUEST);
    await sleep(150);
    const [second, third] = await Promise.all([
      other.syncs.sync(REQUEST),
      other.syncs.sync(REQUEST),
    ]);
    expect([second.id, third.id]).toEqual([(await first).id, (await first).id]);
    expect(await statuses()).toEqual(['succeeded']);
  });

  it('fail together', async () => {
    inventory.faults.set({
      mode: 'slow',
      slowSeconds: 0.5,
      drop: inventoryRows(20).map(r => r.name),
    });
    const first = one.syncs.sync(REQUEST).catch((error: Error) => error);
    await sleep(150);
    const second = other.syncs.sync(REQUEST).catch((error: Error) => error);
    expect(await first).toMatchObject({ code: 'LOSS_GUARD' });
    expect(await second).toEqual(await first);
    expect(await statuses()).toEqual(['blocked']);
  });

  it('go on where a process died in the middle of one', async () => {
    const id = randomUUID();
    await database.knex('inventory_syncs').insert({
      ...{ id, status: 'running', started_at: new Date(), requested_by: 'user:default/ada' },
    });
    expect((await other.syncs.sync(REQUEST)).status).toBe('succeeded');
    expect(await statuses()).toEqual(['failed', 'succeeded']);
    const { result } = await database.knex('inventory_syncs').where({ id }).first();
    expect(result.failure).toEqual({
      code: 'INTERRUPTED',
      message: 'The process that ran the sync ended',
    });
  });

  it('are taken over by who waits when the process that syncs dies', async () => {
    // What a process is to the others while it syncs: a lock of a connection, and a row.
    const dying = await database.knex.transaction();
    await dying.raw(
      `SELECT pg_advisory_xact_lock(hashtext('bailiwick'), hashtext('inventory sync'))`,
    );
    await database.knex('inventory_syncs').insert({
      ...{ id: randomUUID(), status: 'running', started_at: new Date(), requested_by: 'x' },
    });
    const waiting = other.syncs.sync(REQUEST);
    await sleep(300);
    expect(await statuses()).toEqual(['running']);
    await dying.rollback();
    expect((await waiting).status).toBe('succeeded');
    expect(await statuses()).toEqual(['failed', 'succeeded']);
  });

  it('change nothing and say so where the database refuses in the middle', async () => {
    const { knex } = database;
    await knex.raw(`ALTER TABLE servers ADD CONSTRAINT small CHECK (cpu < 500)`);
    inventory.setRows([{ ...inventoryRows(1)[0], cpu: 999 }, ...inventoryRows(20).slice(1)]);
    const before = await knex('servers').orderBy('id');
    await expect(one.syncs.sync(REQUEST)).rejects.toThrow('The sync failed on our side');
    expect(await knex('servers').orderBy('id')).toEqual(before);
    expect(await statuses()).toEqual(['failed']);
    await knex.raw('ALTER TABLE servers DROP CONSTRAINT small');
    inventory.setRows(inventoryRows(20));
  });
});
