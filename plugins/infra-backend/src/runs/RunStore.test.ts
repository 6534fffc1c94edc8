import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { Lead, plantTeams } from './__testUtils__/Lead';
import { openRunHouse, type RunHouse } from './__testUtils__/openRunHouse';

jest.setTimeout(60_000);

let database: OpenTestDatabase;
let house: RunHouse;
let lead: Lead;

beforeAll(async () => {
  database = await openTestDatabase();
  house = openRunHouse({ database, runs: { worker: false } });
  const [team] = await plantTeams(house, ['Checkout']);
  lead = new Lead(house, team);
  await house.start?.();
});

afterAll(async () => {
  await house.close();
  await database.drop();
});

/** A run that a worker took, under fence 1. */
async function taken(name: string): Promise<{ id: string; fence: number }> {
  const { lastRunId: id } = await lead.request(name);
  await house
    .knex('runs')
    .where({ id })
    .update({ status: 'in_progress', fence: 1, worker: 'test', lease_until: house.knex.fn.now() });
  return { id: id!, fence: 1 };
}

describe('renewing leases', () => {
  it('passes by a run that is being written, and keeps it', async () => {
    const [busy, free] = [await taken('busy'), await taken('free')];
    const renewals = await house.knex.transaction(async trx => {
      await trx('runs').where({ id: busy.id }).forUpdate();
      return house.engine.store.renew([busy, free], 60_000);
    });
    expect(renewals.get(busy.id)).toEqual({ isRenewed: false, cancelReason: null });
    expect(renewals.get(free.id)).toEqual({ isRenewed: true, cancelReason: null });
    const until = await house
      .knex('runs')
      .where({ id: free.id })
      .first(house.knex.raw("lease_until > now() + interval '50 s' AS later"));
    expect(until).toEqual({ later: true });
  });

  it('leaves out a run that another worker has, or that has ended', async () => {
    const [stolen, ended] = [await taken('stolen'), await taken('ended')];
    await house.knex('runs').where({ id: stolen.id }).update({ fence: 2 });
    await house.knex('runs').where({ id: ended.id }).update({ status: 'done' });
    expect(await house.engine.store.renew([stolen, ended], 60_000)).toEqual(new Map());
  });

  it('tells why a run is to stop', async () => {
    const run = await taken('unwanted');
    await house.knex('runs').where({ id: run.id }).update({ cancel_reason: 'Nobody wants it' });
    const renewals = await house.engine.store.renew([run], 60_000);
    expect(renewals.get(run.id)).toEqual({ isRenewed: true, cancelReason: 'Nobody wants it' });
  });
});
