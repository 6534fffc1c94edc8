import type { Batch } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../__testUtils__';
import type { Actor } from '../../access';
import { AuditTrail } from '../../audit';
import { quietLogger } from '../../runs/__testUtils__/quietServices';
import { gate } from '../../runs/__testUtils__/waiting';
import { type Shop, startShop, until } from '../__testUtils__/startShop';
import { BatchRunner } from './BatchRunner';
import { BatchStore } from './BatchStore';

jest.setTimeout(120_000);

let shop: Shop;
let [ada, tess, tom, mia, otto]: Caller[] = [];

beforeAll(async () => {
  shop = await startShop();
  [ada, tess, tom, mia, otto] = ['ada', 'tess', 'tom', 'mia', 'otto'].map(name =>
    shop.backend.as(name),
  );
});

afterEach(() => shop.provisioner.reset());

afterAll(() => shop.backend.stop());

const ask = async (caller: Caller, action: string, resourceIds: string[]): Promise<Batch> =>
  (await caller.post('/batches', { action, resourceIds }).expect(202)).body;

const finished = (id: string, caller = ada): Promise<Batch> =>
  until(async () => {
    const { body } = await caller.get(`/batches/${id}`).expect(200);
    return body.finishedAt ? body : undefined;
  });

it('does the same with many resources, and tells what became of each', async () => {
  const things = await Promise.all(['b1', 'b2', 'b3'].map(name => shop.made(tess, name)));
  const ids = things.map(({ id }) => id);
  const batch = await ask(tess, 'apply', ids);
  expect(batch).toMatchObject({
    ...{ action: 'apply', requestedBy: tess.ref },
    counts: { waiting: 3, done: 0, refused: 0 },
    items: ids.map((resourceId, index) => ({
      ...{ resourceId, name: `b${index + 1}`, status: 'waiting' },
    })),
  });
  const end = await finished(batch.id);
  expect(end.counts).toEqual({ waiting: 0, done: 3, refused: 0 });
  for (const { resourceId, runId } of end.items) {
    const { body: run } = await tess.get(`/runs/${runId}`).expect(200);
    expect(run).toMatchObject({ resourceId, kind: 'apply', requestedBy: tess.ref });
    await shop.settled(resourceId);
  }
});

it('refuses by item what may not be done, and goes on with the others', async () => {
  const own = await shop.made(tess, 'mixed');
  const shared = await shop.made(tom, 'theirs', { unitId: shop.units.risk.id });
  await shop.backend.give('tess', 'member', shop.units.risk.id);
  const hidden = await shop.made(ada, 'hidden', { unitId: shop.units.risk.id });
  const missing = randomUUID();
  const fresh = shop.backend.as('tess');
  const ids = [missing, shared.id, own.id, hidden.id];
  const end = await until(async () => {
    const batch = await finished((await ask(fresh, 'destroy', ids)).id);
    // The role of a moment ago counts within two seconds.
    const { name, error } = batch.items[1];
    return name && error?.code === 'FORBIDDEN' ? batch : undefined;
  });
  expect(end.items[0]).toMatchObject({ status: 'refused', error: { code: 'NOT_FOUND' } });
  expect(end.items[0].name).toBeUndefined();
  expect(end.items[1]).toMatchObject({ name: 'theirs', status: 'refused' });
  expect(await shop.settled(own.id)).toMatchObject({ state: 'destroyed' });
  expect(await shop.get(shared.id)).toMatchObject({ state: 'provisioned' });
});

it('says of an item what the action alone would be refused for', async () => {
  const thing = await shop.made(tess, 'calm');
  const end = await finished((await ask(tess, 'retry', [thing.id])).id);
  expect(end.items).toMatchObject([
    {
      status: 'refused',
      error: { code: 'INVALID_STATE', message: expect.stringContaining('calm') },
    },
  ]);
});

it('does nothing for a member of the team, nor for the lead of another', async () => {
  const thing = await shop.made(tess, 'guarded');
  const byMember = await finished((await ask(mia, 'destroy', [thing.id])).id);
  expect(byMember.items[0].error).toMatchObject({ code: 'FORBIDDEN' });
  const byStranger = await finished((await ask(otto, 'destroy', [thing.id])).id);
  expect(byStranger.items[0].error).toMatchObject({ code: 'NOT_FOUND' });
  expect(await shop.get(thing.id)).toMatchObject({ state: 'provisioned' });
});

it('counts the roles that the requester has when an item is carried out', async () => {
  const bindingId = await shop.backend.give('uma', 'team_lead', shop.units.checkout.id);
  const { knex } = shop.backend.database;
  const uma = shop.backend.as('uma');
  const things = await Promise.all(
    ['r1', 'r2', 'r3', 'r4', 'r5'].map(name => shop.made(tess, name)),
  );
  const ids = things.map(({ id }) => id);
  const holding = await knex.transaction();
  await holding('resources').whereIn('id', ids.slice(0, 4)).forUpdate();
  const { id } = await ask(uma, 'destroy', ids);
  await ada.del(`/role-bindings/${bindingId}`).expect(204);
  await holding.rollback();
  const end = await finished(id);
  expect(end.items[4]).toMatchObject({ status: 'refused', error: { code: 'NOT_FOUND' } });
  expect(await shop.get(ids[4])).toMatchObject({ state: 'provisioned' });
});

it('carries out a batch once, however often it is sent with its key', async () => {
  const thing = await shop.made(tess, 'once');
  const body = { action: 'apply', resourceIds: [thing.id] };
  const key = { 'Idempotency-Key': randomUUID() };
  const [first, again] = await Promise.all([
    tess.post('/batches', body, key).expect(202),
    tess.post('/batches', body, key).expect(202),
  ]);
  expect(again.body.id).toBe(first.body.id);
  await finished(first.body.id);
  await shop.settled(thing.id);
  const { body: runs } = await tess.get(`/resources/${thing.id}/runs`).expect(200);
  expect(runs.items).toHaveLength(2);
  await tess.post('/batches', { ...body, action: 'destroy' }, key).expect(409);
});

it('shows everybody their own batches, and administrators all', async () => {
  const thing = await shop.made(tess, 'seen');
  const mine = await ask(tess, 'apply', [thing.id]);
  await finished(mine.id);
  await tom.get(`/batches/${mine.id}`).expect(404);
  const idsOf = async (caller: Caller, query = '') =>
    (await caller.get(`/batches${query}`).expect(200)).body.items.map(({ id }: Batch) => id);
  expect(await idsOf(tess)).toContain(mine.id);
  expect(await idsOf(tom)).not.toContain(mine.id);
  expect(await idsOf(ada)).toContain(mine.id);

  const { body: page } = await tess.get('/batches?limit=1').expect(200);
  expect(page.items[0].id).toBe(mine.id);
  expect(await idsOf(tess, `?limit=1&cursor=${page.nextCursor}`)).not.toContain(mine.id);
});

it.each([
  [{ action: 'reject', resourceIds: [randomUUID()] }, '/action'],
  [{ action: 'plan', resourceIds: [] }, '/resourceIds'],
  [{ action: 'plan', resourceIds: ['x'] }, '/resourceIds/0'],
  [
    { action: 'plan', resourceIds: Array.from({ length: 201 }, () => randomUUID()) },
    '/resourceIds',
  ],
  [{ action: 'plan', resourceIds: Array(2).fill(randomUUID()) }, '/resourceIds'],
])('refuses %j', async (body, pointer) => {
  const answer = await tess.post('/batches', body).expect(400);
  expect(answer.body.error.details).toEqual([expect.objectContaining({ pointer })]);
});

it('refuses what a stopping backend has not begun, and says so', async () => {
  const { knex } = shop.backend.database;
  const store = new BatchStore(knex);
  const [begun, more] = [gate(), gate()];
  let acted = 0;
  const runner = new BatchRunner({
    ...{ knex, store, logger: quietLogger, audit: new AuditTrail(knex) },
    bindings: { of: async () => [] },
    changed: () => {},
    resources: {
      async actWithin(_actor, _id, _action, _request, within) {
        acted += 1;
        if (acted === 4) begun.open();
        await more.hold();
        await knex.transaction(trx => within(trx, undefined));
      },
    },
  });
  const items = Array.from({ length: 6 }, () => ({ resourceId: randomUUID() }));
  const id = await knex.transaction(trx =>
    store.insert(trx, { action: 'plan', requestedBy: tess.ref, items }),
  );
  runner.begin((await store.find(id))!, { ref: tess.ref } as Actor);
  await begun.hold();
  const stopped = runner.stop();
  more.open();
  await stopped;
  const end = (await store.find(id))!;
  expect(end.counts).toEqual({ waiting: 0, done: 4, refused: 2 });
  expect(end.finishedAt).toBeDefined();
  expect(end.items[5].error).toMatchObject({ code: 'INTERRUPTED' });
  const trail = await knex('audit_entries').where({ event: 'batch-interrupted', subject_id: id });
  expect(trail).toMatchObject([{ actor: 'plugin:infra', after: { refused: 2 } }]);
});

it('refuses what a process left behind that died, and never does it afterwards', async () => {
  const thing = await shop.made(tess, 'orphan');
  const { knex } = shop.backend.database;
  const holding = await knex.transaction();
  await holding('resources').where({ id: thing.id }).forUpdate();
  const { id } = await ask(tess, 'destroy', [thing.id]);
  // As if the process that carries it out hung for longer than the others wait.
  await knex('batches')
    .where({ id })
    .update({ held_until: new Date(0) });
  const end = await finished(id);
  expect(end.items[0].error).toMatchObject({ code: 'INTERRUPTED' });
  await holding.rollback();
  // The slow process has its turn now, and finds out that the item was given up.
  const { id: next } = await ask(tess, 'apply', [thing.id]);
  expect((await finished(next)).counts).toMatchObject({ done: 1 });
  expect(await shop.settled(thing.id)).toMatchObject({ state: 'provisioned', status: 'done' });
});
