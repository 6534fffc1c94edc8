import { randomUUID } from 'node:crypto';
import type { Secret } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { encryptionKey } from './__testUtils__';

jest.setTimeout(120_000);

describe('secrets', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  beforeAll(async () => {
    backend = await startInfraBackend({ infra: { encryption: { keys: [encryptionKey('k1')] } } });
    units = await buildSmallOrganisation(backend);
  });
  afterAll(() => backend.stop());

  let count = 0;
  const make = async (by: string, unitId: string, name = `secret-${count++}`) => {
    const { body } = await backend
      .as(by)
      .post('/secrets', { name, unitId, value: 'hunter2', description: 'For the database' })
      .expect(201);
    return body as Secret;
  };
  const putResource = async (unitId: string, variables: object, state = 'provisioned') => {
    const id = randomUUID();
    await backend.database.knex('resources').insert({
      ...{ id, name: `r-${id}`, type: 'vm', version: '1', unit_id: unitId, state, status: 'done' },
      ...{ variables: JSON.stringify(variables), requested_by: 'user:default/tess' },
    });
    return id;
  };

  it('are answered without their value, and counted up with each new one', async () => {
    const made = await make('tess', units.checkout.id);
    expect(made).toMatchObject({ version: 1, unitId: units.checkout.id });
    const tess = backend.as('tess');
    const renewed = await tess.patch(`/secrets/${made.id}`, { value: 'hunter3' }).expect(200);
    expect(renewed.body).toMatchObject({ version: 2, description: 'For the database' });
    const told = await tess.patch(`/secrets/${made.id}`, { description: 'Other' }).expect(200);
    expect(told.body).toMatchObject({ version: 2, description: 'Other' });
    const { body } = await tess.get('/secrets').expect(200);
    expect(body.items).toContainEqual(told.body);
    expect(Object.keys(told.body)).not.toContain('value');
    expect((await tess.get(`/secrets/${made.id}`).expect(200)).body).toEqual(told.body);
  });

  it.each([
    ['a name that is none', { name: 'DB_PASSWORD' }, '/name'],
    ['an empty value', { value: '' }, '/value'],
    ['a value that is too long', { value: 'x'.repeat(65_537) }, '/value'],
    ['a unit that does not exist', { unitId: randomUUID() }, '/unitId'],
    ['a key that is not known', { sealed: 'x' }, '/'],
  ])('refuse %s', async (_what, change, pointer) => {
    const wish = { name: 'fine', unitId: units.checkout.id, value: 'hunter2', ...change };
    const { body } = await backend.as('tess').post('/secrets', wish).expect(400);
    expect(body.error.details).toEqual([
      expect.objectContaining({ pointer: pointer === '/' ? '' : pointer }),
    ]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('have a name once per unit', async () => {
    const { name } = await make('tess', units.checkout.id);
    const again = { name, unitId: units.checkout.id, value: 'x' };
    const { body } = await backend.as('tess').post('/secrets', again).expect(409);
    expect(body.error.code).toBe('CONFLICT');
    await make('tom', units.risk.id, name);
  });

  it('are kept by who leads the unit, seen by those beneath, and not there for others', async () => {
    const { id } = await make('dora', units.payments.id);
    const names = async (caller: string) => {
      const { body } = await backend.as(caller).get('/secrets').expect(200);
      return (body.items as Secret[]).map(secret => secret.id);
    };
    for (const caller of ['ada', 'fred', 'dora', 'tess', 'mia']) {
      expect([caller, (await names(caller)).includes(id)]).toEqual([caller, true]);
    }
    for (const caller of ['otto', 'nobody']) {
      expect([caller, (await names(caller)).includes(id)]).toEqual([caller, false]);
      await backend.as(caller).patch(`/secrets/${id}`, { value: 'x' }).expect(404);
      await backend.as(caller).del(`/secrets/${id}`).expect(404);
    }
    for (const caller of ['fred', 'tess', 'mia']) {
      await backend.as(caller).patch(`/secrets/${id}`, { value: 'x' }).expect(403);
      await backend.as(caller).del(`/secrets/${id}`).expect(403);
      const wish = { name: 'another', unitId: units.payments.id, value: 'x' };
      await backend.as(caller).post('/secrets', wish).expect(403);
    }
    await backend.as('dora').del(`/secrets/${id}`).expect(204);
  });

  it('of a unit are those that its resources may use: its own and those above', async () => {
    const own = await make('tess', units.checkout.id);
    const above = await make('dora', units.payments.id);
    const others = await make('tom', units.risk.id);
    const { body } = await backend
      .as('ada')
      .get(`/secrets?limit=200&unitId=${units.checkout.id}`)
      .expect(200);
    const ids = (body.items as Secret[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([own.id, above.id]));
    expect(ids).not.toContain(others.id);
    await backend.as('tess').get(`/secrets?unitId=${units.routing.id}`).expect(404);
  });

  it('stay while a live resource names them, unless a nearer one has the name', async () => {
    const above = await make('dora', units.payments.id, 'shared');
    const live = await putResource(units.checkout.id, { login: { $secret: 'shared' } });
    await putResource(units.routing.id, { login: { $secret: 'shared' } });
    await putResource(units.checkout.id, { login: 'shared' });
    const dora = backend.as('dora');
    const { body } = await dora.del(`/secrets/${above.id}`).expect(409);
    expect(body.error).toMatchObject({
      code: 'DEPENDENCY_EXISTS',
      details: { blockedBy: [{ id: live, name: `r-${live}`, type: 'vm' }] },
    });
    const nearer = await make('tess', units.checkout.id, 'shared');
    await dora.del(`/secrets/${above.id}`).expect(204);
    await backend.as('tess').del(`/secrets/${nearer.id}`).expect(409);
    await backend.database.knex('resources').where({ id: live }).update({ state: 'destroyed' });
    await backend.as('tess').del(`/secrets/${nearer.id}`).expect(204);
  });

  it('stay while a change that waits for approval names them', async () => {
    const { id } = await make('tess', units.checkout.id, 'wanted');
    const resourceId = await putResource(units.checkout.id, {});
    const approval = {
      ...{ id: randomUUID(), resource_id: resourceId, kind: 'change', status: 'open' },
      ...{ steps: '[]', step_order: 'sequential', requested_by: 'user:default/tess' },
      proposal: { version: '1', variables: { login: { $secret: 'wanted' } }, cost: {} },
    };
    await backend.database.knex('approvals').insert(approval);
    const { body } = await backend.as('tess').del(`/secrets/${id}`).expect(409);
    expect(body.error.details.blockedBy).toEqual([expect.objectContaining({ id: resourceId })]);
    await backend.database.knex('approvals').update({ status: 'rejected' });
    await backend.as('tess').del(`/secrets/${id}`).expect(204);
  });
});
