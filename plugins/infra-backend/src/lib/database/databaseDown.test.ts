import { type Postgres, startPostgres } from '@bailiwick/sandbox';
import knexFactory, { type Knex } from 'knex';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { openDatabase } from './open';

describe('a database that goes away', () => {
  let server: Postgres;
  let knex: Knex;
  let backend: InfraBackend;
  let units: SmallOrganisation;
  beforeAll(async () => {
    jest.spyOn(console, 'log').mockImplementation(); // where knex tells of lost connections
    server = await startPostgres({ settings: { synchronous_commit: 'on' } });
    const connection = await server.createDatabase('infra');
    knex = knexFactory({ client: 'pg', connection, pool: { min: 0, max: 5 } });
    backend = await startInfraBackend({
      database: { connection, knex, drop: () => knex.destroy() },
    });
    units = await buildSmallOrganisation(backend);
  }, 60_000);
  afterAll(async () => {
    await backend.stop();
    await knex.destroy();
    await server.stop();
  }, 30_000);

  const recovered = async () => {
    for (let attempt = 0; attempt < 50; attempt++) {
      const { status } = await backend.as('ada').get('/units');
      if (status === 200) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error('The backend does not find the database again');
  };

  it('is 503 while it is down, for reading and for writing, and all is well after', async () => {
    const ada = backend.as('ada');
    const down = server.restart({ downForMs: 1_500 });
    await new Promise(resolve => setTimeout(resolve, 500));
    const wish = { kind: 'team', name: 'Meanwhile', parentId: units.payments.id };
    const answers = await Promise.all([
      ada.get('/units'),
      ada.get(`/units/${units.checkout.id}`),
      ada.post('/units', wish, { 'Idempotency-Key': 'meanwhile' }),
      backend.as('somebody-new').get('/me'),
    ]);
    for (const { status, body } of answers) {
      expect([status, body.error?.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
      expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|terminat/);
    }
    await down;
    await recovered();
    await ada.post('/units', wish, { 'Idempotency-Key': 'meanwhile' }).expect(201);
  }, 30_000);

  it('is 503 in the middle of work, and the work is undone', async () => {
    const ada = backend.as('ada');
    const blocker = await knex.transaction();
    await blocker('units').where({ id: units.checkout.id }).forUpdate();
    const renaming = ada.patch(`/units/${units.checkout.id}`, { name: 'Halfway' });
    const settled = renaming.then(({ status, body }) => [status, body.error?.code]);
    for (let waiting = 0; waiting === 0;) {
      const { rows } = await knex.raw<{ rows: { waiting: number }[] }>(
        "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
      );
      waiting = rows[0].waiting;
    }
    await server.restart();
    expect(await settled).toEqual([503, 'DATABASE_UNAVAILABLE']);
    await blocker.rollback().catch(() => undefined);
    await recovered();
    const { body } = await ada.get(`/units/${units.checkout.id}`).expect(200);
    expect(body.name).toBe('Checkout');
  }, 30_000);
});

describe('a database of another kind', () => {
  it('is refused with what to set', async () => {
    const knex = knexFactory({ client: 'better-sqlite3', useNullAsDefault: true });
    await expect(openDatabase({ getClient: async () => knex })).rejects.toThrow(
      'runs on PostgreSQL only, and its database client is "better-sqlite3": set backend.database.client to pg',
    );
  });
});
