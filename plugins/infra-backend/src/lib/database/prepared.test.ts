import { type OpenTestDatabase, openTestDatabase } from '../../__testUtils__';
import { runPrepared, sendPrepared } from './prepared';

describe('prepared statements', () => {
  let database: OpenTestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  it('take named parameters, beside casts and more than once', async () => {
    const text = `SELECT :n::int + :n::int AS twice, :text AS text, '{"a": 1}'::jsonb ? 'a' AS has`;
    const { rows, rowCount } = await runPrepared(database.knex, 'test-named', text, {
      ...{ n: 21, text: 'a ? : b' },
    });
    expect(rows).toEqual([{ twice: 42, text: 'a ? : b', has: true }]);
    expect(rowCount).toBe(1);
  });

  it('are planned once per connection', async () => {
    await database.knex.transaction(async trx => {
      for (const n of [1, 2]) await runPrepared(trx, 'test-once', 'SELECT :n::int AS n', { n });
      const { rows } = await trx.raw(
        `SELECT count(*)::int AS count FROM pg_prepared_statements WHERE name = 'test-once'`,
      );
      expect(rows).toEqual([{ count: 1 }]);
    });
  });

  it('belong to the transaction that they are given', async () => {
    const text = `INSERT INTO sites (name) VALUES ($1)`;
    const insert = { name: 'test-insert', text, values: ['nowhere'] };
    const undone = database.knex.transaction(async trx => {
      expect((await sendPrepared(trx, insert)).rowCount).toBe(1);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await database.knex('sites').where({ name: 'nowhere' })).toEqual([]);
  });

  it('are refused after the end of their transaction, whose connection is somebody else’s by then', async () => {
    const trx = await database.knex.transaction();
    await trx.commit();
    const late = sendPrepared(trx, { name: 'test-late', text: 'SELECT 1', values: [] });
    await expect(late).rejects.toThrow('The transaction has ended before the statement test-late');
  });

  it('say which parameter lacks a value', async () => {
    const statement = runPrepared(database.knex, 'test-lacks', 'SELECT :a::int, :b::int', { a: 1 });
    await expect(statement).rejects.toThrow('The statement test-lacks lacks a value for :b');
  });

  it('give the connection back after an error', async () => {
    for (let round = 0; round < 15; round++) {
      const failing = sendPrepared(database.knex, {
        ...{ name: 'test-error', text: 'SELECT 1 / $1::int', values: [0] },
      });
      await expect(failing).rejects.toMatchObject({ code: '22012' });
    }
    expect((await database.knex.raw('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
