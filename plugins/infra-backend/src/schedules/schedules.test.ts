import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';

jest.setTimeout(60_000);

let backend: InfraBackend;
let units: SmallOrganisation;
let denied: string[] = [];
let [ada, tess, tom, mia]: Caller[] = [];

const decide = (name: string) => ({
  result: denied.includes(name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
});

beforeAll(async () => {
  backend = await startInfraBackend({
    permissions: {
      authorize: async requests => requests.map(({ permission }) => decide(permission.name)),
      authorizeConditional: async requests =>
        requests.map(({ permission }) => decide(permission.name)),
    },
  });
  units = await buildSmallOrganisation(backend);
  [ada, tess, tom, mia] = ['ada', 'tess', 'tom', 'mia'].map(name => backend.as(name));
});
afterAll(() => backend.stop());
afterEach(async () => {
  denied = [];
  await backend.database.knex('schedules').delete();
});

const plant = async (unit: { id: string }) => {
  const id = randomUUID();
  await backend.database.knex('resources').insert({
    ...{ id, name: `n-${id}`, type: 'project', version: '1', unit_id: unit.id, site: 'ams1' },
    ...{ state: 'provisioned', status: 'done', requested_by: 'user:default/tess' },
  });
  return id;
};

const wish = (resourceId: string, more = {}) => ({
  ...{ name: 'Nightly', resourceId, action: 'plan', cron: '0 2 * * *' },
  ...{ timezone: 'Europe/Amsterdam', ...more },
});

const create = async (resourceId: string, more = {}, who = tess) =>
  (await who.post('/schedules', wish(resourceId, more)).expect(201)).body;

describe('a schedule', () => {
  it('is made by who acts on the resource, in their name, and read by who reads it', async () => {
    const resourceId = await plant(units.checkout);
    const schedule = await create(resourceId);
    expect(schedule).toMatchObject({
      ...{ name: 'Nightly', action: 'plan', cron: '0 2 * * *', timezone: 'Europe/Amsterdam' },
      ...{ enabled: true, owner: 'user:default/tess', refusals: 0 },
      resource: { id: resourceId, type: 'project' },
    });
    expect(Date.parse(schedule.nextDueAt)).toBeGreaterThan(Date.now());
    const read = await mia.get(`/schedules/${schedule.id}`).expect(200);
    expect(read.body).toEqual({ ...schedule, allowedActions: expect.any(Array) });
    const { body: trail } = await ada
      .get(`/audit?subjectKind=resource&subjectId=${resourceId}`)
      .expect(200);
    expect(trail.items).toEqual([
      expect.objectContaining({
        ...{ event: 'schedule-created', actor: 'user:default/tess' },
        after: expect.objectContaining({ schedule: schedule.id, cron: '0 2 * * *' }),
      }),
    ]);
  });

  it('is made once for an idempotency key', async () => {
    const resourceId = await plant(units.checkout);
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await tess.post('/schedules', wish(resourceId), key).expect(201);
    const second = await tess.post('/schedules', wish(resourceId), key).expect(201);
    expect(second.body).toEqual(first.body);
    expect(await backend.database.knex('schedules')).toHaveLength(1);
  });

  it.each([
    ['a bad expression', { cron: '61 * * * *' }, '/cron'],
    ['a bad time zone', { timezone: 'Mars/Olympus' }, '/timezone'],
    ['both a time and an expression', { at: '2036-01-01T00:00Z' }, '/at'],
    ['a time that is over', { cron: undefined, at: '2020-01-01T00:00Z' }, '/at'],
    ['no time at all', { cron: undefined }, '/cron'],
    ['an action that cannot be scheduled', { action: 'approve' }, '/action'],
    ['no name', { name: ' ' }, '/name'],
    ['a resource that is no id', { resourceId: 'x' }, '/resourceId'],
    ['an owner', { owner: 'user:default/ada' }, ''],
  ])('is refused with %s', async (_what, more, pointer) => {
    const resourceId = await plant(units.checkout);
    const { body } = await tess.post('/schedules', wish(resourceId, more)).expect(400);
    expect(body.error.details).toEqual([expect.objectContaining({ pointer })]);
  });

  it('is not made for a foreign resource, nor by who may only read it', async () => {
    const resourceId = await plant(units.checkout);
    await tom.post('/schedules', wish(resourceId)).expect(404);
    await tess.post('/schedules', wish(randomUUID())).expect(404);
    await mia.post('/schedules', wish(resourceId)).expect(403);
    await backend.asService('scaffolder').post('/schedules', wish(resourceId)).expect(403);
  });

  it('needs the permission', async () => {
    const resourceId = await plant(units.checkout);
    await backend.give('denied', 'team_lead', units.checkout.id);
    denied = ['infra.schedule.manage'];
    const { body } = await backend.as('denied').post('/schedules', wish(resourceId)).expect(403);
    expect(body.error.message).toContain('infra.schedule.manage');
  });

  it('is listed to who reads its resource, page by page', async () => {
    const own = await plant(units.checkout);
    const foreign = await plant(units.risk);
    const names = ['first', 'second', 'third'];
    for (const name of names) await create(own, { name });
    await create(foreign, { name: 'foreign' }, tom);
    const seen: string[] = [];
    let next = '';
    do {
      const { body } = await mia.get(`/schedules?limit=2${next}`).expect(200);
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      next = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (next);
    expect(seen).toEqual([...names].reverse());
    const { body: all } = await ada.get(`/schedules?resourceId=${foreign}`).expect(200);
    expect(all.items).toEqual([expect.objectContaining({ name: 'foreign' })]);
    const { body: mine } = await tom.get('/schedules?mine=true').expect(200);
    expect(mine.items).toHaveLength(1);
    expect((await ada.get('/schedules?mine=true').expect(200)).body.items).toEqual([]);
  });

  it('is not there for who may not read its resource', async () => {
    const { id } = await create(await plant(units.checkout));
    const { body } = await tom.get(`/schedules/${id}`).expect(404);
    expect(body.error.message).toBe(`There is no schedule ${id}`);
    await tom.patch(`/schedules/${id}`, { enabled: false }).expect(404);
    await tom.del(`/schedules/${id}`).expect(404);
  });

  it('is changed by its owner, with a new time in place of the old', async () => {
    const { id } = await create(await plant(units.checkout));
    const { headers } = await tess.get(`/schedules/${id}`).expect(200);
    const patch = { at: '2036-01-01T02:00', action: 'destroy' };
    const changed = await tess
      .patch(`/schedules/${id}`, patch, { 'If-Match': headers.etag })
      .expect(200);
    expect(changed.body).toMatchObject({
      action: 'destroy',
      nextDueAt: '2036-01-01T01:00:00.000Z',
    });
    expect(changed.body).not.toHaveProperty('cron');
    await tess.patch(`/schedules/${id}`, patch, { 'If-Match': headers.etag }).expect(412);
    const { body } = await tess.patch(`/schedules/${id}`, { cron: '0 0 30 2 *' }).expect(400);
    expect(body.error.details).toEqual([expect.objectContaining({ pointer: '/cron' })]);
    await tess.patch(`/schedules/${id}`, {}).expect(400);
    const disabled = await tess.patch(`/schedules/${id}`, { enabled: false }).expect(200);
    expect(disabled.body).not.toHaveProperty('nextDueAt');
  });

  it('of somebody else can only be ended', async () => {
    const { id } = await create(await plant(units.checkout));
    const { body } = await ada.patch(`/schedules/${id}`, { action: 'destroy' }).expect(403);
    expect(body.error.message).toContain('user:default/tess');
    await ada.patch(`/schedules/${id}`, { enabled: true }).expect(403);
    await mia.patch(`/schedules/${id}`, { enabled: false }).expect(403);
    await ada.patch(`/schedules/${id}`, { enabled: false }).expect(200);
    await mia.del(`/schedules/${id}`).expect(403);
    await ada.del(`/schedules/${id}`).expect(204);
    await ada.get(`/schedules/${id}`).expect(404);
  });

  it('starts afresh when it is enabled again', async () => {
    const { id } = await create(await plant(units.checkout));
    await backend.database
      .knex('schedules')
      .where({ id })
      .update({ enabled: false, refusals: 3, next_due_at: new Date('2020-01-01') });
    const { body } = await tess.patch(`/schedules/${id}`, { enabled: true }).expect(200);
    expect(body).toMatchObject({ enabled: true, refusals: 0 });
    expect(Date.parse(body.nextDueAt)).toBeGreaterThan(Date.now());
  });
});

it('says what can be done with it, and lists by the unit of its resource', async () => {
  const resourceId = await plant(units.checkout);
  const { id, allowedActions } = await create(resourceId);
  expect(allowedActions.map(({ allowed }: { allowed: boolean }) => allowed)).toEqual([
    ...[true, true, true],
  ]);
  const ofAda = (await ada.get(`/schedules/${id}`).expect(200)).body;
  expect(ofAda).toMatchObject({ unitName: 'Checkout' });
  expect(ofAda.allowedActions).toEqual([
    { action: 'change', allowed: false, reason: expect.stringContaining(tess.ref) },
    { action: 'disable', allowed: true },
    { action: 'delete', allowed: true },
  ]);
  const ofMia = (await mia.get(`/schedules/${id}`).expect(200)).body;
  expect(ofMia.allowedActions.map(({ allowed }: { allowed: boolean }) => allowed)).toEqual([
    ...[false, false, false],
  ]);
  const under = async (unitId: string) =>
    (await ada.get(`/schedules?unitId=${unitId}`).expect(200)).body.items.length;
  expect(await under(units.payments.id)).toBe(1);
  expect(await under(units.risk.id)).toBe(0);
});
