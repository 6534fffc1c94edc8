import { type Postgres, startPostgres } from '@bailiwick/sandbox';
import knexFactory from 'knex';
import { migrateToLatest } from '../lib/database';
import { Lead, plantTeams } from './__testUtils__/Lead';
import { openRunHouse, type RunHouse } from './__testUtils__/openRunHouse';
import { gate, until } from './__testUtils__/waiting';

jest.setTimeout(120_000);

let server: Postgres;
let house: RunHouse;
let lead: Lead;

beforeAll(async () => {
  // What is committed must outlive the crash.
  server = await startPostgres({ settings: { synchronous_commit: 'on' } });
  const connection = await server.createDatabase('infra');
  const knex = knexFactory({ client: 'pg', connection });
  await migrateToLatest(knex);
  await knex.destroy();
  house = openRunHouse({ database: { connection }, runs: { leaseDuration: { seconds: 3 } } });
  const [team] = await plantTeams(house, ['Checkout']);
  lead = new Lead(house, team);
  await house.start?.();
});

afterAll(async () => {
  await house.close();
  await server.stop();
});

/** Asks again while the database is away. */
const eventually = <T>(ask: () => Promise<T>) => until(() => ask().catch(() => undefined), 60);

describe('a restart of PostgreSQL', () => {
  it('in the middle of a run loses nothing and repeats nothing', async () => {
    const going = gate();
    house.provisioner.at('before:mark', going.hold);
    const { id } = await lead.request('shop');
    await going.reached;
    await server.restart({ how: 'immediate', downForMs: 500 });
    going.open();
    const resource = await eventually(() => lead.settled(id));
    expect(resource).toMatchObject({
      state: 'provisioned',
      status: 'done',
      reservation: 'committed',
    });
    const [run] = await lead.runs(id);
    expect(run).toMatchObject({ status: 'done', attempt: 1 });
    expect(await lead.log(run.id)).toEqual(['Making shop', 'Done']);
    expect(await house.provisioner.effects()).toEqual(['make shop', 'mark shop']);
  });

  it('that lasts longer than a lease starts the run again, with its finished steps kept', async () => {
    const going = gate();
    house.provisioner.at('before:mark', async context => {
      void going.hold();
      await new Promise((_, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason));
      });
    });
    const { id } = await lead.request('barn');
    await going.reached;
    const restarted = server.restart({ how: 'immediate', downForMs: 6_000 });
    await until(async () => undefined, 5).catch(() => {});
    house.provisioner.reset();
    await restarted;
    const resource = await eventually(() => lead.settled(id));
    expect(resource).toMatchObject({ status: 'done', reservation: 'committed' });
    expect((await lead.runs(id))[0]).toMatchObject({ status: 'done', attempt: 2 });
    const effects = await house.provisioner.effects();
    expect(effects.filter(effect => effect === 'make barn')).toHaveLength(1);
  });

  it('leaves a worker that hears of new runs at once', async () => {
    await server.restart({ how: 'fast', downForMs: 100 });
    await eventually(async () => (house.engine.channel.isListening ? true : undefined));
    const asked = Date.now();
    const { id } = await eventually(() => lead.request('hut'));
    await lead.settled(id);
    expect(Date.now() - asked).toBeLessThan(5_000);
  });
});
