import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import type {
  ApplyResult,
  BuiltInResourceType,
  Observation,
  PlanResult,
  ProvisionerContext,
} from '@bailiwick/backstage-plugin-infra-node';
import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { Lead, plantTeams } from '../runs/__testUtils__/Lead';
import { openRunHouse, type RunHouse, temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner, thingType } from '../runs/__testUtils__/ThingProvisioner';
import { until } from '../runs/__testUtils__/waiting';

jest.setTimeout(60_000);

const PASSWORD = 'correct-horse-battery';

/** Tells what it finds, and gives what it makes an address and a password. */
class WatchedProvisioner extends ThingProvisioner {
  found: Observation = { drifted: false };
  address = 'a.example';
  seen: Variables[] = [];

  async observe(): Promise<Observation> {
    return this.found;
  }

  override async plan(): Promise<PlanResult> {
    const attributes = [{ path: 'password', before: PASSWORD, after: `${PASSWORD}!` }];
    return { summary: {}, changes: [{ address: 'thing.a', action: 'update', attributes }] };
  }

  override async apply(context: ProvisionerContext<{}>): Promise<ApplyResult> {
    this.seen.push(context.resource.variables);
    const log = await context.phase('make');
    log.info(`The password is ${PASSWORD}`);
    await super.apply(context);
    const outputs = { address: this.address, password: PASSWORD };
    return { outputs, sensitiveOutputs: ['password'] };
  }
}

const watchedType: BuiltInResourceType = {
  ...thingType,
  name: 'watched',
  driftCheckHours: 1,
  ttl: { defaultDays: 10, maxDays: 20 },
};

const usingType: BuiltInResourceType = {
  ...thingType,
  name: 'using',
  parents: ['watched'],
  schema: {
    ...thingType.schema,
    properties: {
      ...(thingType.schema.properties as {}),
      host: { type: 'string', from: 'watched.address' },
      key: { type: 'string', from: 'watched.password' },
    },
  },
};

let database: OpenTestDatabase;
let house: RunHouse;
let provisioner: WatchedProvisioner;
let lead: Lead;
let other: Lead;

beforeAll(async () => {
  database = await openTestDatabase();
  provisioner = new WatchedProvisioner(temporaryFolder());
  house = openRunHouse({ database, provisioner, types: [watchedType, usingType] });
  const teams = await plantTeams(house, ['Checkout', 'Risk']);
  [lead, other] = teams.map(team => new Lead(house, team));
  await house.start?.();
});

afterEach(() => {
  provisioner.reset();
  provisioner.found = { drifted: false };
  provisioner.address = 'a.example';
  provisioner.seen = [];
});

afterAll(async () => {
  await house.close();
  await database.drop();
});

const made = async (name: string, more: { type?: string; parents?: string[] } = {}) => {
  const { id } = await lead.request(name, 1, { type: 'watched', ...more });
  return lead.settled(id);
};

const change = (id: string, values: Record<string, unknown>) =>
  house.knex('resources').where({ id }).update(values);

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const DAY_MS = 24 * 3_600_000;

describe('what has expired', () => {
  it('is destroyed, and nothing else is', async () => {
    const old = await made('old');
    const young = await made('young');
    expect(Date.parse(old.expiresAt!) - Date.now()).toBeGreaterThan(9 * DAY_MS);
    await change(old.id, { expires_at: LONG_AGO });
    expect(await house.watch.endExpired()).toBe(1);
    expect(await lead.settled(old.id)).toMatchObject({
      state: 'destroyed',
      reservation: 'released',
    });
    expect(await lead.get(young.id)).toMatchObject({ state: 'provisioned' });
    expect(await house.watch.endExpired()).toBe(0);
  });

  it('waits for what rests upon it', async () => {
    const base = await made('base');
    const top = await made('top', { type: 'using', parents: [base.id] });
    await change(base.id, { expires_at: LONG_AGO });
    expect(await house.watch.endExpired()).toBe(0);
    await lead.act(top.id, 'destroy');
    await lead.settled(top.id);
    expect(await house.watch.endExpired()).toBe(1);
    expect(await lead.settled(base.id)).toMatchObject({ state: 'destroyed' });
  });

  it('can be extended before, by the usual time and no more', async () => {
    const { id } = await made('longer');
    await change(id, { expires_at: new Date(Date.now() + DAY_MS) });
    await lead.act(id, 'extend');
    const { expiresAt } = await lead.get(id);
    expect(Date.parse(expiresAt!) - Date.now()).toBeGreaterThan(9 * DAY_MS);
    await change(id, { expires_at: new Date(Date.now() + 15 * DAY_MS) });
    await expect(lead.act(id, 'extend')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('what has drifted', () => {
  it('is marked with what differs, until it is applied again', async () => {
    const { id } = await made('moved');
    provisioner.found = {
      drifted: true,
      changes: [{ address: 'thing.moved', action: 'update', attributes: [] }],
    };
    await change(id, { watched_at: LONG_AGO });
    await house.watch.lookForDrift();
    const drifted = await until(async () => {
      const resource = await lead.get(id);
      return resource.drift && resource;
    });
    expect(drifted).toMatchObject({
      ...{ state: 'provisioned', status: 'done' },
      drift: { summary: '1 thing differs' },
    });
    const plan = await house.authorizedRuns.plan(lead.team.lead, drifted.drift!.runId!);
    expect(plan).toMatchObject({ purpose: 'drift', counts: { update: 1 } });
    await lead.act(id, 'apply');
    expect((await lead.settled(id)).drift).toBeUndefined();
  });

  it('is looked for once in its time, by one of several processes', async () => {
    const { id } = await made('looked');
    await change(id, { watched_at: LONG_AGO });
    await Promise.all([house.watch.lookForDrift(), house.watch.lookForDrift()]);
    await house.watch.lookForDrift();
    const runs = await lead.runs(id);
    expect(runs.filter(({ kind }) => kind === 'plan')).toHaveLength(1);
  });
});

describe('outputs', () => {
  it('that are sensitive are stored sealed, hidden in later logs, and shown to who acts on the resource', async () => {
    const { id, outputs, lastRunId: firstRunId } = await made('sealed');
    // The run printed it before anybody could know that it is one.
    expect(await lead.log(firstRunId!)).toContain('The password is ***');
    expect(outputs).toEqual({ address: 'a.example', password: '********' });
    const { rows } = await house.knex.raw(
      'SELECT resources::text AS everything FROM resources WHERE id = ?',
      [id],
    );
    expect(rows[0].everything).toContain('a.example');
    expect(rows[0].everything).not.toContain(PASSWORD);
    expect(rows[0].everything).not.toContain(Buffer.from(PASSWORD).toString('hex'));
    await lead.act(id, 'apply');
    const { lastRunId } = await lead.settled(id);
    expect(await lead.log(lastRunId!)).toContain('The password is ***');

    const { runId } = await lead.act(id, 'plan');
    const plan = await until(() =>
      house.authorizedRuns.plan(lead.team.lead, runId!).catch(() => undefined),
    );
    expect(plan.changes[0].attributes).toEqual([
      { path: 'password', before: '***', after: '***!' },
    ]);

    const revealed = await house.readable.revealOutputs(lead.team.lead, id);
    expect(revealed).toEqual({ outputs: { password: PASSWORD } });
    await expect(house.readable.revealOutputs(other.team.lead, id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const { items } = await house.readable.audit(lead.team.lead, id, { limit: 1 });
    expect(items[0]).toMatchObject({
      event: 'resource-outputs-revealed',
      actor: lead.team.lead.ref,
      after: { outputs: ['password'] },
    });
  });

  it('that a run told before it failed leave its log and its reason once a later one brings them', async () => {
    const reason = `The user was refused: ${PASSWORD} is in use`;
    provisioner.at('before:make', () => Promise.reject(new Error(reason)));
    const failed = await made('printed');
    expect(failed).toMatchObject({ state: 'provision', status: 'error' });
    const [{ id: runId }] = await lead.runs(failed.id);
    // Nobody can know yet that it is one.
    expect(await lead.log(runId)).toContain(`The password is ${PASSWORD}`);
    expect(failed.statusReason).toBe(reason);
    provisioner.reset();
    await lead.act(failed.id, 'retry');
    expect(await lead.settled(failed.id)).toMatchObject({ status: 'done' });
    expect(await lead.log(runId)).toContain('The password is ***');
    const { rows } = await house.knex.raw(
      'SELECT count(*) FROM run_logs WHERE position(? IN text) > 0',
      [PASSWORD],
    );
    expect(rows).toEqual([{ count: '0' }]);
    expect(await lead.runs(failed.id)).toMatchObject([
      { status: 'error', error: 'The user was refused: *** is in use' },
      { status: 'done' },
    ]);
    const { items } = await house.readable.audit(lead.team.lead, failed.id, { limit: 50 });
    expect(JSON.stringify(items)).toContain('The user was refused: *** is in use');
    expect(JSON.stringify(items)).not.toContain(PASSWORD);
  });

  it('of a parent reach its children, who are stale once they change', async () => {
    const base = await made('parent');
    const child = await made('child', { type: 'using', parents: [base.id] });
    expect(provisioner.seen.at(-1)).toMatchObject({ host: 'a.example', key: PASSWORD });
    expect(child.variables).toEqual({ size: 1 });
    provisioner.address = 'b.example';
    await lead.act(base.id, 'apply');
    await lead.settled(base.id);
    expect(await lead.get(child.id)).toMatchObject({ stale: true });
    await lead.act(child.id, 'apply');
    expect((await lead.settled(child.id)).stale).toBeUndefined();
    expect(provisioner.seen.at(-1)).toMatchObject({ host: 'b.example' });
  });
});

it('relatives are shown over all levels, once each', async () => {
  const base = await made('root');
  const [left, right] = [
    await made('left', { type: 'using', parents: [base.id] }),
    await made('right', { type: 'using', parents: [base.id] }),
  ];
  const tree = (id: string, direction: 'up' | 'down' | 'both') =>
    house.readable.tree(lead.team.lead, id, direction);
  const namesOf = async (id: string, direction: 'up' | 'down' | 'both') =>
    (await tree(id, direction)).nodes.map(({ name }) => name);
  expect(await namesOf(base.id, 'down')).toEqual(['left', 'right', 'root']);
  expect(await namesOf(left.id, 'up')).toEqual(['left', 'root']);
  expect(await namesOf(right.id, 'both')).toEqual(['right', 'root']);
  expect((await tree(base.id, 'both')).edges).toHaveLength(2);
  await expect(house.readable.tree(other.team.lead, base.id, 'both')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
