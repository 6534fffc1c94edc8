import knexFactory, { type Knex } from 'knex';
import { type OpenTestDatabase, openTestDatabase } from '../../__testUtils__';
import { runPrepared } from './prepared';
import { together } from './together';

let database: OpenTestDatabase;
const opened: Knex[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  for (const knex of opened) await knex.destroy();
  await database.drop();
});

const connect = (pipeline: boolean) => {
  const connection = { ...database.connection, pipeline };
  const knex = knexFactory({ client: 'pg', connection });
  opened.push(knex);
  return knex;
};

describe.each([false, true])('things done together, with pipeline %s', pipeline => {
  const insert = (trx: Knex.Transaction, name: string) =>
    runPrepared(trx, `together-${name}`, 'INSERT INTO sites (name) VALUES (:name)', { name });

  it('answer in their order, each statement after those before it', async () => {
    const knex = connect(pipeline);
    const answers = await knex.transaction(trx =>
      together(trx, [
        async () => (await insert(trx, `first-${pipeline}`)).rowCount,
        async () => {
          const text = 'SELECT name FROM sites WHERE name = :name';
          const name = `first-${pipeline}`;
          return (await runPrepared<{ name: string }>(trx, 'together-find', text, { name })).rows;
        },
      ]),
    );
    expect(answers).toEqual([1, [{ name: `first-${pipeline}` }]]);
  });

  it('fail as the first that failed, and nothing of them stays', async () => {
    const knex = connect(pipeline);
    const ended: string[] = [];
    const failing = knex.transaction(trx =>
      together(trx, [
        () => insert(trx, `gone-${pipeline}`),
        async () => {
          await runPrepared(trx, 'together-fails', 'SELECT 1 / :n::int', { n: 0 });
        },
        async () => {
          await insert(trx, `late-${pipeline}`).finally(() => ended.push('late'));
        },
      ]),
    );
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(ended).toEqual(pipeline ? ['late'] : []);
    expect(await knex('sites').whereIn('name', [`gone-${pipeline}`, `late-${pipeline}`])).toEqual(
      [],
    );
  });
});
