import { randomUUID } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { isDatabaseGone } from '@bailiwick/backstage-plugin-infra-node';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  openTestDatabase,
  type OpenTestDatabase,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { inTransaction, keepAnswer } from '../database';
import { IdempotencyKeys } from './IdempotencyKeys';

describe('Idempotency-Key', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let ada: Caller;
  beforeAll(async () => {
    backend = await startInfraBackend();
    units = await buildSmallOrganisation(backend);
    ada = backend.as('ada');
  });
  afterAll(() => backend.stop());

  const wishFor = (name: string) => ({ kind: 'team', name, parentId: units.payments.id });
  const withKey = (key: string) => ({ 'Idempotency-Key': key });

  it('gives the first answer again, with its status and ETag', async () => {
    const first = await ada.post('/units', wishFor('Once'), withKey('once')).expect(201);
    const again = await ada.post('/units', wishFor('Once'), withKey('once')).expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.etag).toBe(first.headers.etag);
  });

  it('gives the first answer even when the thing has changed since', async () => {
    const first = await ada.post('/units', wishFor('Fickle'), withKey('fickle')).expect(201);
    await ada.patch(`/units/${first.body.id}`, { name: 'Steady' }).expect(200);
    const again = await ada.post('/units', wishFor('Fickle'), withKey('fickle')).expect(201);
    expect(again.body.name).toBe('Fickle');
  });

  it('does not care how the body is spelled', async () => {
    const first = await ada.post('/units', wishFor('Spelled'), withKey('spelled')).expect(201);
    const { kind, name, parentId } = wishFor('Spelled');
    const again = await ada.post('/units', { parentId, name, kind }, withKey('spelled'));
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  });

  it('answers requests that race with the one that wins', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => ada.post('/units', wishFor('Raced'), withKey('raced'))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const { body } = await ada.get('/units?q=Raced').expect(200);
    expect(body.items).toHaveLength(1);
  });

  it('is refused for another body', async () => {
    await ada.post('/units', wishFor('This'), withKey('reused')).expect(201);
    const { body } = await ada.post('/units', wishFor('That'), withKey('reused')).expect(409);
    expect(body.error).toMatchObject({
      code: 'CONFLICT',
      message: 'This Idempotency-Key was used for another request: take a new one',
    });
  });

  it('is refused for another route', async () => {
    await ada.post('/units', wishFor('Here'), withKey('route')).expect(201);
    const binding = { userRef: 'user:default/x', role: 'center_admin' };
    await ada.post('/role-bindings', binding, withKey('route')).expect(409);
  });

  it('is the own of each caller', async () => {
    await backend.give('eve', 'center_admin');
    await ada.post('/units', wishFor('Mine'), withKey('shared')).expect(201);
    await backend.as('eve').post('/units', wishFor('Hers'), withKey('shared')).expect(201);
  });

  it('is free again after a refusal', async () => {
    await ada.post('/units', wishFor('Checkout'), withKey('refused')).expect(409);
    await ada.post('/units', { ...wishFor('X'), kind: 'guild' }, withKey('refused')).expect(400);
    await ada.post('/units', wishFor('Accepted'), withKey('refused')).expect(201);
  });

  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['two words', 'a b'],
    ['letters beyond ASCII', 'ü'],
    ['256 characters', 'x'.repeat(256)],
  ])('must be sane, unlike %s', async (_title, key) => {
    const encoded = Buffer.from(key, 'utf8').toString('latin1');
    const { body } = await ada.post('/units', wishFor('Insane'), withKey(encoded)).expect(400);
    expect(body.error.details).toEqual([
      { pointer: '/headers/Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
    ]);
  });

  describe('on bad days', () => {
    let database: OpenTestDatabase;
    let keys: IdempotencyKeys;
    const creation = jest.fn();
    beforeAll(async () => {
      database = await openTestDatabase();
      await database.knex.schema.createTable('things', table => table.text('name'));
      keys = new IdempotencyKeys(database.knex, mockServices.logger.mock(), { patienceMs: 200 });
    });
    afterAll(() => database.drop());

    const create = (key: string, work: () => Promise<unknown> = async () => undefined) =>
      keys.replay('user:default/ada', key, ['post', '/things'], async () => {
        const name = randomUUID();
        creation(name);
        await inTransaction(database.knex, trx => trx('things').insert({ name }));
        await work();
        return { status: 201 as const, body: { name } };
      });

    it('a crash before the commit leaves nothing, and the key free', async () => {
      const crashing = keys.replay('user:default/ada', 'crash', 'request', () =>
        inTransaction(database.knex, async trx => {
          await trx('things').insert({ name: 'crashed' });
          await trx.raw('SELECT pg_terminate_backend(pg_backend_pid())');
          return { status: 201 as const, body: {} };
        }),
      );
      expect(isDatabaseGone(await crashing.catch((error: unknown) => error))).toBe(true);
      expect(await database.knex('things').where({ name: 'crashed' })).toEqual([]);
      const retried = await keys.replay('user:default/ada', 'crash', 'request', async () => ({
        status: 201 as const,
        body: { name: 'retried' },
      }));
      expect(retried.body).toEqual({ name: 'retried' });
    });

    it('a crash after the commit does not make the thing twice', async () => {
      const lost = create('lost', () => Promise.reject(new Error('killed')));
      await expect(lost).rejects.toThrow('killed');
      creation.mockClear();
      await expect(create('lost')).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('was carried out, but its answer was lost'),
      });
      const [made] = creation.mock.calls[0];
      expect(await database.knex('things').where({ name: made })).toEqual([]);
    });

    it('an answer that is kept in the transaction survives a crash right after', async () => {
      const withAnswer = (name: string, after: () => Promise<void>) =>
        keys.replay('user:default/ada', 'kept', 'request', async () => {
          const reply = { status: 201 as const, body: { name } };
          await inTransaction(database.knex, async trx => {
            await trx('things').insert({ name });
            await keepAnswer(trx, reply);
          });
          await after();
          return reply;
        });
      const first = withAnswer('first', () => Promise.reject(new Error('killed')));
      await expect(first).rejects.toThrow('killed');
      const again = await withAnswer('second', async () => undefined);
      expect(again).toEqual({ status: 201, body: { name: 'first' } });
    });

    it('forgets keys after a day', async () => {
      await create('old');
      await create('young');
      await database
        .knex('idempotency_keys')
        .update({ created_at: database.knex.raw("now() - interval '25 hours'") })
        .where({ key: 'old' });
      await keys.forgetOld();
      const left = await database.knex('idempotency_keys').whereIn('key', ['old', 'young']);
      expect(left.map(({ key }) => key)).toEqual(['young']);
    });
  });
});
