import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { Lead, plantTeams } from './__testUtils__/Lead';
import { openRunHouse, type RunHouse } from './__testUtils__/openRunHouse';
import type { Moment } from './__testUtils__/ThingProvisioner';
import { aborted, gate, until } from './__testUtils__/waiting';

jest.setTimeout(60_000);

let database: OpenTestDatabase;
let house: RunHouse;
let lead: Lead;

const ids = (runs: { id: string }[]) => runs.map(({ id }) => id);

beforeAll(async () => {
  database = await openTestDatabase();
  house = openRunHouse({ database });
  const [team] = await plantTeams(house, ['Checkout']);
  lead = new Lead(house, team);
  await house.start?.();
});

afterAll(async () => {
  await house.close();
  await database.drop();
});

afterEach(async () => {
  house.provisioner.reset();
  expect(await lead.used()).toBe(await held());
});

/** What the live reservations come to. */
async function held(): Promise<number> {
  const { rows } = await house.knex.raw(
    "SELECT coalesce(sum((amounts ->> 'cpu')::int), 0)::int AS cpu FROM reservations WHERE state <> 'released'",
  );
  return rows[0].cpu;
}

const fail = (message: string) => () => Promise.reject(new Error(message));

describe('a resource', () => {
  it('comes from request to done, and from destroy to gone', async () => {
    const made = await lead.request('shop');
    expect(made).toMatchObject({ state: 'provision', status: 'queued', reservation: 'held' });
    expect(await lead.settled(made.id)).toMatchObject({
      state: 'provisioned',
      status: 'done',
      reservation: 'committed',
      outputs: { url: 'https://things.example/shop' },
      links: [{ title: 'url', url: 'https://things.example/shop' }],
    });
    expect(await house.provisioner.things()).toEqual(['checkout.shop']);

    await lead.act(made.id, 'destroy');
    expect(await lead.settled(made.id)).toMatchObject({
      state: 'destroyed',
      status: 'done',
      reservation: 'released',
    });
    expect(await house.provisioner.things()).toEqual([]);
    expect(await lead.runs(made.id)).toMatchObject([
      {
        kind: 'apply',
        status: 'done',
        attempt: 1,
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
      { kind: 'destroy', status: 'done', attempt: 1 },
    ]);
  });

  it('whose apply fails is taken back, and its quota is given back once', async () => {
    house.provisioner.at('before:mark', fail('No marks left'));
    const { id } = await lead.request('lamp');
    expect(await lead.settled(id)).toMatchObject({
      state: 'provision',
      status: 'error',
      statusReason: 'No marks left',
      reservation: 'released',
    });
    expect(await house.provisioner.things()).toEqual([]);
    expect(await lead.runs(id)).toMatchObject([
      { status: 'error', error: 'No marks left', phase: 'compensate' },
    ]);
  });

  it('whose apply fails tells no secret that its compensation finds out', async () => {
    house.provisioner.at('before:mark', fail('No mark s3cret-9 left'));
    const stuck = gate();
    let tries = 0;
    house.provisioner.at('before:takeBack', async context => {
      context.redact('s3cret-9');
      tries++;
      if (tries === 2) await stuck.hold();
      if (tries < 3) throw new Error('Still locked by s3cret-9');
    });
    const { id } = await lead.request('amphora');
    await stuck.reached;
    expect((await lead.get(id)).statusReason).toBe(
      'No mark *** left. What it left behind is being taken back, and the quota stays held until that is gone. ' +
        'Not yet, and it is tried again: Still locked by ***',
    );
    stuck.open();
    expect(await lead.settled(id)).toMatchObject({
      ...{ status: 'error', statusReason: 'No mark *** left', reservation: 'released' },
    });
    expect(await lead.runs(id)).toMatchObject([{ error: 'No mark *** left' }]);
    const trail = await house.knex('audit_entries').where({ subject_id: id });
    expect(JSON.stringify(trail)).not.toContain('s3cret-9');
  });

  it('whose reason is very long is told in short, and no secret is cut in two', async () => {
    house.provisioner.at('before:make', context => {
      context.redact('s3cret-7');
      throw new Error(`${'x'.repeat(1_997)}s3cret-7${'y'.repeat(5_000)}`);
    });
    const { id } = await lead.request('pithos');
    const { statusReason } = await lead.settled(id);
    expect(statusReason).toBe(`${'x'.repeat(1_997)}**…`);
  });

  it('whose retry fails tells no secret that it finds out of the run before', async () => {
    house.provisioner.at('before:make', fail('Out of s3cret-8'));
    const { id } = await lead.request('krater');
    expect(await lead.settled(id)).toMatchObject({ statusReason: 'Out of s3cret-8' });
    house.provisioner.at('before:make', context => {
      context.redact('s3cret-8');
      throw new Error('Still out of s3cret-8');
    });
    await lead.act(id, 'retry');
    expect(await lead.settled(id)).toMatchObject({ statusReason: 'Still out of ***' });
    expect(await lead.runs(id)).toMatchObject([
      { error: 'Out of ***' },
      { error: 'Still out of ***' },
    ]);
  });

  it('holds its quota until what was left behind is gone', async () => {
    const failures = ['No marks left', 'Still locked', 'Still locked'];
    house.provisioner.at('before:mark', fail(failures[0]));
    const stuck = gate();
    let tries = 0;
    house.provisioner.at('before:takeBack', async () => {
      tries++;
      if (tries === 2) await stuck.hold();
      if (tries < 3) throw new Error('Still locked');
    });
    const { id } = await lead.request('vase');
    await stuck.reached;
    expect(await lead.get(id)).toMatchObject({
      state: 'provision',
      status: 'in_progress',
      statusReason:
        'No marks left. What it left behind is being taken back, and the quota stays held until that is gone. ' +
        'Not yet, and it is tried again: Still locked',
      reservation: 'held',
    });
    stuck.open();
    expect(await lead.settled(id)).toMatchObject({ status: 'error', reservation: 'released' });
    expect(tries).toBe(3);
    expect(await house.provisioner.things()).toEqual([]);
  });

  it('keeps its quota where nobody can tell what a failed apply left', async () => {
    house.provisioner.compensate = undefined;
    house.provisioner.at('before:mark', fail('No marks left'));
    const { id } = await lead.request('relic', 3);
    expect(await lead.settled(id)).toMatchObject({ status: 'error', reservation: 'held' });

    await lead.act(id, 'destroy');
    expect(await lead.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    expect(await house.provisioner.things()).toEqual([]);
  });

  it('takes its quota again when it is retried', async () => {
    house.provisioner.at('before:make', fail('Out of clay'));
    const { id } = await lead.request('jug');
    expect(await lead.settled(id)).toMatchObject({ status: 'error', reservation: 'released' });

    house.provisioner.reset();
    const retried = await lead.act(id, 'retry');
    expect(retried.resource.reservation).toBe('held');
    expect(await lead.settled(id)).toMatchObject({ status: 'done', reservation: 'committed' });
    expect(await lead.runs(id)).toMatchObject([{ attempt: 1 }, { attempt: 2, status: 'done' }]);
  });

  it('is not retried beyond the quota', async () => {
    house.provisioner.at('before:make', fail('Out of clay'));
    const { id } = await lead.request('statue', 60);
    await lead.settled(id);
    house.provisioner.reset();
    const other = await lead.request('column', 60);
    await lead.settled(other.id);

    await expect(lead.act(id, 'retry')).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await lead.get(id)).toMatchObject({ state: 'provision', status: 'error' });
    await lead.act(other.id, 'destroy');
    await lead.settled(other.id);
  });

  it('fails when its run takes too long', async () => {
    house.provisioner.timeoutMs = 100;
    house.provisioner.at('before:mark', context => aborted(context.signal));
    const { id } = await lead.request('snail');
    expect(await lead.settled(id)).toMatchObject({
      status: 'error',
      statusReason: 'Took longer than 0.1 seconds',
      reservation: 'released',
    });
  });

  it('goes on without a provisioner that does not stop when it is told to', async () => {
    house.provisioner.timeoutMs = 100;
    const deaf = gate();
    house.provisioner.at('within:make', deaf.hold);
    const { id } = await lead.request('mule');
    expect(await lead.settled(id)).toMatchObject({ status: 'error', reservation: 'released' });
    deaf.open();
    // The body of the step ends in vain: it finds its context closed.
    await until(async () => (await house.provisioner.effects()).find(one => one === 'make mule'));
    expect(
      await house
        .knex('run_steps')
        .where({ key: 'make' })
        .whereIn('run_id', ids(await lead.runs(id))),
    ).toEqual([]);
  });

  it('is recreated after it was destroyed, and its name is free meanwhile', async () => {
    const first = await lead.request('phoenix');
    await lead.settled(first.id);
    await expect(lead.request('phoenix')).rejects.toMatchObject({ code: 'CONFLICT' });
    await lead.act(first.id, 'destroy');
    await lead.settled(first.id);

    const second = await lead.request('phoenix');
    await lead.settled(second.id);
    await expect(lead.act(first.id, 'recreate')).rejects.toMatchObject({ code: 'CONFLICT' });
    await lead.act(second.id, 'destroy');
    await lead.settled(second.id);
    await lead.act(first.id, 'recreate');
    expect(await lead.settled(first.id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('is planned without leaving its place', async () => {
    const { id } = await lead.request('sketch');
    await lead.settled(id);
    const { runId } = await lead.act(id, 'plan');
    const run = await until(async () => {
      const found = (await lead.runs(id)).find(candidate => candidate.id === runId);
      return found?.status === 'done' ? found : undefined;
    });
    expect(run.summary).toEqual({ create: 1 });
    expect(await lead.get(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });
});

describe('logs', () => {
  it('are removed once their run ended long enough ago', async () => {
    const old = await lead.request('diary');
    const recent = await lead.request('note');
    await Promise.all([lead.settled(old.id), lead.settled(recent.id)]);
    await house
      .knex('runs')
      .where({ resource_id: old.id })
      .update({ finished_at: new Date(Date.now() - 3 * 3_600_000) });
    expect(await house.engine.logs.forget(2 * 3_600_000)).toBe(1);
    const [[oldRun], [recentRun]] = [await lead.runs(old.id), await lead.runs(recent.id)];
    expect(await lead.log(oldRun.id)).toEqual([]);
    expect(await lead.log(recentRun.id)).toEqual(['Making note', 'Done']);
    expect(await house.engine.logs.forget(2 * 3_600_000)).toBe(0);
  });
});

describe('destroying while provisioning', () => {
  it('stops the apply, and nothing turns the resource active any more', async () => {
    const held1 = gate();
    house.provisioner.at('before:mark', async context => {
      void held1.hold();
      await aborted(context.signal);
    });
    const { id } = await lead.request('mayfly');
    await held1.reached;
    const { resource, runId } = await lead.act(id, 'destroy');
    expect(resource.state).toMatch(/^destroy/);
    expect(await lead.settled(id)).toMatchObject({
      state: 'destroyed',
      status: 'done',
      reservation: 'released',
    });
    expect(await house.provisioner.things()).not.toContain('checkout.mayfly');
    expect(await lead.runs(id)).toMatchObject([
      { kind: 'apply', status: 'cancelled' },
      { kind: 'destroy', status: 'done', id: runId },
    ]);
  });

  it('waits for an apply that ends well all the same, and undoes it', async () => {
    const slow = gate();
    house.provisioner.at('after:mark', slow.hold);
    const { id } = await lead.request('moth');
    await slow.reached;
    await lead.act(id, 'destroy');
    slow.open();
    expect(await lead.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    expect(await house.provisioner.things()).not.toContain('checkout.moth');
    expect(await lead.runs(id)).toMatchObject([
      { kind: 'apply', status: 'done' },
      { kind: 'destroy', status: 'done' },
    ]);
  });

  it('ends a compensation that does not get through', async () => {
    house.provisioner.at('before:mark', fail('No marks left'));
    const tried = gate();
    house.provisioner.at('before:takeBack', async () => {
      void tried.hold();
      throw new Error('Locked for ever');
    });
    const { id } = await lead.request('barnacle');
    await tried.reached;
    await lead.act(id, 'destroy');
    expect(await lead.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
  });

  it('is done once, whoever else asks at the same moment', async () => {
    const { id } = await lead.request('twin');
    await lead.settled(id);
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => lead.act(id, 'destroy')),
    );
    const refused = answers.filter(answer => answer.status === 'rejected');
    expect(refused).toHaveLength(4);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        code: 'INVALID_STATE',
        details: { allowedActions: expect.any(Array) },
      });
    }
    await lead.settled(id);
    expect(await lead.runs(id)).toHaveLength(2);
  });
});

describe('cancelling', () => {
  it('ends a run that nobody has taken, and gives the quota back', async () => {
    const idle = openRunHouse({
      database,
      provisioner: house.provisioner,
      runs: { worker: false },
    });
    house.provisioner.concurrency = 0;
    const { id } = await lead.request('bud');
    expect((await lead.runs(id))[0]).toMatchObject({ status: 'queued', queuePosition: 0 });
    await lead.act(id, 'cancel');
    expect(await lead.get(id)).toMatchObject({
      state: 'provision',
      status: 'error',
      statusReason: `Cancelled by ${lead.team.lead.ref}`,
      reservation: 'released',
    });
    expect(await lead.runs(id)).toMatchObject([{ status: 'cancelled' }]);
    await idle.close();
  });

  it.each<Moment>(['before:make', 'within:make', 'after:make', 'before:mark', 'after:mark'])(
    'stops an apply %s',
    async moment => {
      const reached = gate();
      house.provisioner.at(moment, async context => {
        void reached.hold();
        await aborted(context.signal);
      });
      const name = `c-${moment.replace(':', '-')}`;
      const { id } = await lead.request(name);
      await reached.reached;
      await lead.act(id, 'cancel');
      expect(await lead.settled(id)).toMatchObject({
        state: 'provision',
        status: 'error',
        statusReason: `Cancelled by ${lead.team.lead.ref}`,
        reservation: 'released',
      });
      expect(await house.provisioner.things()).not.toContain(`checkout.${name}`);
      expect(await lead.runs(id)).toMatchObject([{ status: 'cancelled' }]);
    },
  );

  it('stops a destruction, which keeps the quota and can be retried', async () => {
    const { id } = await lead.request('oak');
    await lead.settled(id);
    const reached = gate();
    house.provisioner.at('before:remove', async context => {
      void reached.hold();
      await aborted(context.signal);
    });
    const { runId } = await lead.act(id, 'destroy');
    await reached.reached;
    await house.authorizedRuns.cancel(lead.team.lead, runId!);
    expect(await lead.settled(id)).toMatchObject({
      state: 'destroy',
      status: 'error',
      reservation: 'committed',
    });
    house.provisioner.reset();
    await lead.act(id, 'retry');
    expect(await lead.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
  });

  it('does not disturb a compensation, but ends its pause', async () => {
    house.provisioner.at('before:mark', fail('No marks left'));
    let tries = 0;
    house.provisioner.at('before:takeBack', async () => {
      tries++;
      if (tries === 1) throw new Error('Locked');
    });
    const { id } = await lead.request('crab');
    await until(async () => (tries > 0 ? true : undefined));
    const answer = await lead.act(id, 'cancel').then(
      () => 'accepted',
      error => error.code,
    );
    expect(['accepted', 'INVALID_STATE']).toContain(answer);
    expect(await lead.settled(id)).toMatchObject({ status: 'error', reservation: 'released' });
    expect(await lead.runs(id)).toMatchObject([{ status: 'error', error: 'No marks left' }]);
  });

  it('of a run that has ended is refused', async () => {
    const { id } = await lead.request('stone');
    await lead.settled(id);
    const [run] = await lead.runs(id);
    await expect(house.authorizedRuns.cancel(lead.team.lead, run.id)).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
  });
});
