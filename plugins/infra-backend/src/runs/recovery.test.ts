import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { Lead, plantTeams, type Team } from './__testUtils__/Lead';
import { openRunHouse, type RunHouse, temporaryFolder } from './__testUtils__/openRunHouse';
import { spawnWorker } from './__testUtils__/spawnWorker';
import { type Moment, ThingProvisioner } from './__testUtils__/ThingProvisioner';
import { aborted, gate, until } from './__testUtils__/waiting';

jest.setTimeout(120_000);

let database: OpenTestDatabase;
let portal: RunHouse;
let team: Team;
let lead: Lead;
let directory: string;
const open: RunHouse[] = [];

/** A further process with the worker role, on the same database and the same outside world. */
async function startWorker(runs = {}): Promise<RunHouse> {
  const house = openRunHouse({ database, provisioner: new ThingProvisioner(directory), runs });
  open.push(house);
  await house.start?.();
  return house;
}

beforeAll(async () => {
  database = await openTestDatabase();
  directory = temporaryFolder();
  portal = openRunHouse({
    database,
    provisioner: new ThingProvisioner(directory),
    runs: { worker: false, maxAttempts: 2 },
  });
  [team] = await plantTeams(portal, ['Checkout'], 1000);
  lead = new Lead(portal, team);
  await portal.start?.();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(house => house.close()));
});

afterAll(async () => {
  await portal.close();
  await database.drop();
});

const countOf = async (effect: string) =>
  (await portal.provisioner.effects()).filter(one => one === effect).length;

describe('a worker that dies', () => {
  const moments: Moment[] = [
    'before:make',
    'within:make',
    'effect:make',
    'after:make',
    'effect:mark',
    'after:mark',
  ];

  it.each(moments)(
    '%s of an apply leaves it to another, which repeats no finished step',
    async moment => {
      const name = `apply-${moment.replace(':', '-')}`;
      const dying = await startWorker();
      const reached = gate();
      dying.provisioner.at(moment, async context => {
        void reached.hold();
        await aborted(context.signal);
      });
      const { id } = await lead.request(name);
      await reached.reached;
      const comeBack = dying.cutOff();
      await startWorker();

      expect(await lead.settled(id)).toMatchObject({
        state: 'provisioned',
        status: 'done',
        reservation: 'committed',
      });
      expect(await lead.runs(id)).toMatchObject([{ status: 'done', attempt: 2 }]);
      // Between its effect and the storing of its result a step cannot help being repeated; it is idempotent.
      expect(await countOf(`make ${name}`)).toBe(moment === 'effect:make' ? 2 : 1);
      expect(await countOf(`mark ${name}`)).toBe(moment === 'effect:mark' ? 2 : 1);
      comeBack();
    },
  );

  it.each<Moment>(['before:remove', 'effect:remove', 'after:remove'])(
    '%s of a destruction leaves it to another, and the quota is given back once',
    async moment => {
      const first = await startWorker();
      const { id } = await lead.request(`destroy-${moment.replace(':', '-')}`, 7);
      await lead.settled(id);
      const before = await lead.used();
      const reached = gate();
      first.provisioner.at(moment, async context => {
        void reached.hold();
        await aborted(context.signal);
      });
      await lead.act(id, 'destroy');
      await reached.reached;
      const comeBack = first.cutOff();
      await startWorker();
      expect(await lead.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
      expect(await lead.used()).toBe(before - 7);
      comeBack();
    },
  );

  it.each<Moment>(['before:takeBack', 'effect:takeBack', 'after:takeBack'])(
    '%s of a compensation leaves it to another, and the quota is given back once',
    async moment => {
      const before = await lead.used();
      const dying = await startWorker();
      dying.provisioner.at('before:mark', () => Promise.reject(new Error('No marks left')));
      const reached = gate();
      dying.provisioner.at(moment, async context => {
        void reached.hold();
        await aborted(context.signal);
      });
      const { id } = await lead.request(`back-${moment.replace(':', '-')}`, 7);
      await reached.reached;
      expect(await lead.used()).toBe(before + 7);
      const comeBack = dying.cutOff();
      await startWorker();
      expect(await lead.settled(id)).toMatchObject({
        state: 'provision',
        status: 'error',
        statusReason: 'No marks left',
        reservation: 'released',
      });
      expect(await lead.used()).toBe(before);
      expect(await portal.provisioner.things()).not.toContain(
        `checkout.back-${moment.replace(':', '-')}`,
      );
      comeBack();
    },
  );

  it('with a run that somebody cancelled leaves its compensation to another', async () => {
    const dying = await startWorker();
    const reached = gate();
    dying.provisioner.at('before:mark', async () => {
      void reached.hold();
      await new Promise(() => {});
    });
    const { id } = await lead.request('orphan');
    await reached.reached;
    const comeBack = dying.cutOff();
    await lead.act(id, 'cancel');
    await startWorker();
    expect(await lead.settled(id)).toMatchObject({
      status: 'error',
      statusReason: `Cancelled by ${team.lead.ref}`,
      reservation: 'released',
    });
    expect(await portal.provisioner.things()).not.toContain('checkout.orphan');
    comeBack();
  });

  it('with a run whose provisioner must not be repeated leaves the decision to a person', async () => {
    const dying = await startWorker();
    dying.provisioner.recovery = 'stop';
    const reached = gate();
    dying.provisioner.at('before:mark', async () => {
      void reached.hold();
      await new Promise(() => {});
    });
    const { id } = await lead.request('ledger');
    await reached.reached;
    const comeBack = dying.cutOff();
    // Whichever process finds out: one with or one without the worker role.
    portal.provisioner.recovery = 'stop';
    const other = await startWorker();
    other.provisioner.recovery = 'stop';
    expect(await lead.settled(id)).toMatchObject({
      state: 'provision',
      status: 'unknown',
      statusReason: 'The worker was lost in the phase mark',
      reservation: 'held',
    });
    expect(await lead.runs(id)).toMatchObject([{ status: 'lost', attempt: 1 }]);
    portal.provisioner.recovery = 'resume';
    other.provisioner.recovery = 'resume';
    await lead.act(id, 'retry');
    expect(await lead.settled(id)).toMatchObject({ status: 'done', reservation: 'committed' });
    comeBack();
  });

  it('is missed by processes that only answer, when no other worker is there', async () => {
    const dying = await startWorker();
    const reached = gate();
    dying.provisioner.at('before:mark', async () => {
      void reached.hold();
      await new Promise(() => {});
    });
    const { id } = await lead.request('lonely');
    await reached.reached;
    const comeBack = dying.cutOff();
    expect(await lead.at(id, 'provision/queued')).toMatchObject({
      statusReason: 'The worker was lost in the phase mark',
    });
    await startWorker();
    expect(await lead.settled(id)).toMatchObject({ status: 'done' });
    comeBack();
  });

  it('again and again takes the run with it in the end, and what it left is taken back', async () => {
    const { id } = await lead.request('curse');
    for (let attempt = 1; attempt <= 2; attempt++) {
      const dying = await startWorker({ maxAttempts: 2 });
      const reached = gate();
      dying.provisioner.at('before:mark', async context => {
        void reached.hold();
        await aborted(context.signal);
      });
      await reached.reached;
      dying.cutOff();
      open.splice(open.indexOf(dying), 1);
      setTimeout(() => void dying.close().catch(() => {}), 5_000).unref();
    }
    await startWorker({ maxAttempts: 2 });
    expect(await lead.settled(id)).toMatchObject({
      status: 'error',
      statusReason: 'The worker was lost 2 times',
      reservation: 'released',
    });
  });
});

describe('a worker that overslept its lease', () => {
  it('wakes to a run that is not its own, and changes nothing', async () => {
    const sleeper = await startWorker();
    sleeper.provisioner.recovery = 'stop';
    const bed = gate();
    const afterwards: string[] = [];
    sleeper.provisioner.at('effect:make', async context => {
      await bed.hold();
      const tries = {
        phase: () => context.phase('dream'),
        commit: () => context.recordCommit('f'.repeat(40)),
        checkpoint: () => context.checkpoint('dream', async () => 'dreamt'),
      };
      for (const [name, attempt] of Object.entries(tries)) {
        await attempt().then(
          () => afterwards.push(`${name} passed`),
          error => afterwards.push(`${name}: ${error.name}`),
        );
      }
    });
    const { id } = await lead.request('siesta');
    await bed.reached;
    const comeBack = sleeper.cutOff();
    await startWorker();
    await lead.settled(id);
    const [run] = await lead.runs(id);
    const lines = await lead.log(run.id);
    comeBack();
    bed.open();
    await until(async () => (afterwards.length === 3 ? true : undefined));

    expect(afterwards).toEqual(['phase: LeaseLost', 'commit: LeaseLost', 'checkpoint: LeaseLost']);
    expect(await lead.runs(id)).toEqual([run]);
    expect(await lead.log(run.id)).toEqual(lines);
    expect(await lead.get(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });
});

describe('a process killed with -9', () => {
  it.each<Moment>(['within:make', 'effect:make', 'after:mark'])(
    '%s is followed by another, which brings the run to its end',
    async moment => {
      const name = `killed-${moment.replace(':', '-')}`;
      const child = spawnWorker({ connection: database.connection, directory, moment });
      const { id } = await lead.request(name);
      await child.said('reached');
      expect(await lead.get(id)).toMatchObject({ status: 'in_progress' });
      await child.kill();
      await startWorker();
      expect(await lead.settled(id)).toMatchObject({ status: 'done', reservation: 'committed' });
      expect(await countOf(`mark ${name}`)).toBe(1);
      expect(await lead.runs(id)).toMatchObject([{ status: 'done', attempt: 2 }]);
    },
  );
});

describe('a worker that is told to stop', () => {
  it('gives back what does not end in time, and another resumes at once', async () => {
    const first = await startWorker({ leaseDuration: { minutes: 5 } });
    const reached = gate();
    first.provisioner.at('before:mark', async context => {
      void reached.hold();
      await aborted(context.signal);
    });
    const { id } = await lead.request('relay');
    await reached.reached;
    const began = Date.now();
    await first.close();
    open.splice(open.indexOf(first), 1);
    expect((await lead.runs(id))[0]).toMatchObject({ status: 'queued', attempt: 1 });
    await startWorker();
    expect(await lead.settled(id)).toMatchObject({ status: 'done' });
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await countOf('make relay')).toBe(1);
  });

  it('lets what is about to end come to its end', async () => {
    const first = await startWorker({ shutdownGrace: { seconds: 20 } });
    const slow = gate();
    first.provisioner.at('before:mark', slow.hold);
    const { id } = await lead.request('finish');
    await slow.reached;
    const closing = first.close();
    open.splice(open.indexOf(first), 1);
    slow.open();
    await closing;
    expect(await lead.get(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('by SIGTERM to its process does so too', async () => {
    const child = spawnWorker({
      connection: database.connection,
      directory,
      moment: 'before:mark',
    });
    const { id } = await lead.request('term');
    await child.said('reached');
    await child.terminate();
    expect((await lead.runs(id))[0]).toMatchObject({ status: 'queued' });
    await startWorker();
    expect(await lead.settled(id)).toMatchObject({ status: 'done' });
  });
});

describe('messages', () => {
  it('that are delivered twice start a run once', async () => {
    const { id } = await lead.request('echo');
    const { rows } = await portal.knex.raw(
      `INSERT INTO infra_queue.job (name, data, singleton_key, policy)
       SELECT name, data, NULL, 'standard' FROM infra_queue.job WHERE data ->> 'resourceId' = ?
       RETURNING id`,
      [id],
    );
    expect(rows).toHaveLength(1);
    await Promise.all([startWorker(), startWorker()]);
    expect(await lead.settled(id)).toMatchObject({ status: 'done' });
    expect(await countOf('make echo')).toBe(1);
    expect(await lead.runs(id)).toMatchObject([{ status: 'done', attempt: 1 }]);
  });

  it('that are lost are sent again', async () => {
    const { id } = await lead.request('bottle');
    await portal.knex.raw("DELETE FROM infra_queue.job WHERE data ->> 'resourceId' = ?", [id]);
    await startWorker();
    expect(await lead.settled(id)).toMatchObject({ status: 'done' });
  });

  it('of many runs are shared by two workers, and each run is carried out once', async () => {
    const [one, two] = await Promise.all([startWorker(), startWorker()]);
    const made = await Promise.all(
      Array.from({ length: 60 }, (_, index) => lead.request(`share-${index}`, 1)),
    );
    for (const { id } of made) await lead.settled(id);
    const effects = (await portal.provisioner.effects()).filter(one1 => /share-/.test(one1));
    expect(new Set(effects).size).toBe(120);
    expect(effects).toHaveLength(120);
    expect([one, two].every(house => house.engine)).toBe(true);
  });
});
