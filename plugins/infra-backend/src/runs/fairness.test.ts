import { setTimeout as sleep } from 'node:timers/promises';
import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { Lead, plantTeams } from './__testUtils__/Lead';
import { openRunHouse, type RunHouse } from './__testUtils__/openRunHouse';

jest.setTimeout(120_000);

let database: OpenTestDatabase;
let portal: RunHouse;
let many: Lead;
let few: Lead;

beforeAll(async () => {
  database = await openTestDatabase();
  portal = openRunHouse({ database, runs: { worker: false } });
  const teams = await plantTeams(portal, ['Many', 'Few'], 1000);
  [many, few] = teams.map(team => new Lead(portal, team));
  await portal.start?.();
});

afterAll(async () => {
  await portal.close();
  await database.drop();
});

/** Names of things in the order in which their runs began. */
async function order(): Promise<string[]> {
  const rows = await portal
    .knex('runs')
    .join('resources', 'resources.id', 'runs.resource_id')
    .whereNotNull('started_at')
    .orderBy('runs.started_at')
    .pluck('resources.name');
  return rows;
}

it('gives one run of a team its turn among 200 of another, and tells its place', async () => {
  const made = [];
  for (let index = 0; index < 200; index++) made.push(await many.request(`many-${index}`, 1));
  const lonely = await few.request('lonely', 1);

  const [behind] = await many.runs(made[150].id);
  const [ahead] = await few.runs(lonely.id);
  expect(behind.queuePosition).toBe(151);
  expect(ahead.queuePosition).toBe(1);

  const worker = openRunHouse({
    database,
    provisioner: portal.provisioner,
    runs: { provisioners: { things: { concurrency: 4 } } },
  });
  portal.provisioner.at('before:make', () => sleep(5));
  await worker.start?.();
  for (const { id } of made) await many.settled(id);
  await few.settled(lonely.id);
  const began = await order();
  expect(began).toHaveLength(201);
  expect(began.indexOf('lonely')).toBeLessThan(8);
  // Within a team the order of the requests holds, as far as four at a time leave one.
  const own = began.filter(name => name.startsWith('many-')).map(name => Number(name.slice(5)));
  for (const [place, number] of own.entries()) expect(Math.abs(place - number)).toBeLessThan(8);
  await worker.close();
});
