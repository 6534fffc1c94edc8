import { mockServices } from '@backstage/backend-test-utils';
import type { ScheduledAction } from '@bailiwick/backstage-plugin-infra-common';
import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import type { PlacedBinding } from '../access';
import { AuditTrail } from '../audit';
import { Lead, plantTeams, type Team } from '../runs/__testUtils__/Lead';
import { openRunHouse, type RunHouse, temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { quietLogger } from '../runs/__testUtils__/quietServices';
import { ThingProvisioner, thingType } from '../runs/__testUtils__/ThingProvisioner';
import { Clockwork } from './Clockwork';
import { ScheduleStore } from './ScheduleStore';
import type { ScheduleRecord } from './types';

jest.setTimeout(120_000);

let database: OpenTestDatabase;
let houses: RunHouse[];
let clocks: Clockwork[];
let store: ScheduleStore;
let team: Team;
let neighbours: Team;
let lead: Lead;
/** What the owner holds now. */
let bindings: readonly PlacedBinding[];

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

beforeAll(async () => {
  database = await openTestDatabase();
  const provisioner = new ThingProvisioner(temporaryFolder());
  const type = { ...thingType, ttl: { defaultDays: 10, maxDays: 20 } };
  houses = [0, 1].map(() => openRunHouse({ database, provisioner, types: [type] }));
  [team, neighbours] = await plantTeams(houses[0], ['Checkout', 'Risk']);
  lead = new Lead(houses[0], team);
  await houses[0].start?.();
  clocks = houses.map(
    ({ knex, actions, resources }) =>
      new Clockwork({
        ...{ knex, actions, resources },
        store: new ScheduleStore(knex),
        audit: new AuditTrail(knex),
        auth: mockServices.auth(),
        bindings: { of: async () => bindings },
        logger: quietLogger,
        changed: () => {},
      }),
  );
  store = new ScheduleStore(houses[0].knex);
});
beforeEach(() => {
  bindings = team.lead.bindings;
});
afterEach(() => houses[0].knex('schedules').delete());
afterAll(async () => {
  await Promise.all(houses.map(house => house.close()));
  await database.drop();
});

const made = async (name: string) => lead.settled((await lead.request(name, 1)).id);

const plan = async (
  resourceId: string,
  action: ScheduledAction,
  more: Partial<ScheduleRecord> = {},
) =>
  houses[0].knex.transaction(trx =>
    store.insert(trx, {
      ...{ name: 'nightly', action, resourceId, cron: '0 2 * * *', timezone: 'UTC' },
      ...{ enabled: true, owner: team.lead.ref, nextDueAt: LONG_AGO, ...more },
    }),
  );

const events = async (resourceId: string) =>
  houses[0]
    .knex('audit_entries')
    .where({ subject_id: resourceId })
    .whereLike('event', 'schedule-%')
    .orderBy('id')
    .select('event', 'actor', 'after');

const runsOf = async (resourceId: string) => (await lead.runs(resourceId)).length;

describe('a schedule that is due', () => {
  it('fires once, however many processes look at once', async () => {
    const { id } = await made('once');
    const before = await runsOf(id);
    const { id: schedule } = await plan(id, 'apply');
    const fired = await Promise.all([...clocks, ...clocks].map(clock => clock.fireDue()));
    expect(fired.reduce((sum, count) => sum + count)).toBe(1);
    await lead.settled(id);
    expect(await runsOf(id)).toBe(before + 1);
    const after = await store.find(schedule);
    expect(after).toMatchObject({ lastOutcome: 'fired', lastDueAt: LONG_AGO, enabled: true });
    expect(await events(id)).toEqual([
      {
        event: 'schedule-fired',
        actor: team.lead.ref,
        after: expect.objectContaining({ schedule, action: 'apply' }),
      },
    ]);
  });

  it('that was missed many times while nobody was there fires once, and then in time again', async () => {
    const { id } = await made('missed');
    const { id: schedule } = await plan(id, 'extend', { cron: '* * * * *' });
    expect(await clocks[0].fireDue()).toBe(1);
    const { nextDueAt } = (await store.find(schedule))!;
    expect(nextDueAt!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    const due = await store.due(new Date(nextDueAt!.getTime() - 1), 10);
    expect(due).toEqual([]);
  });

  it('once only is disabled after it', async () => {
    const { id } = await made('single');
    const more = { cron: undefined, at: LONG_AGO };
    const { id: schedule } = await plan(id, 'destroy', more);
    expect(await clocks[0].fireDue()).toBe(1);
    expect(await lead.settled(id)).toMatchObject({ state: 'destroyed' });
    const after = await store.find(schedule);
    expect(after).toMatchObject({ enabled: false, lastOutcome: 'fired', nextDueAt: undefined });
    expect(await clocks[0].fireDue()).toBe(0);
  });

  it('but disabled does not fire', async () => {
    const { id } = await made('disabled');
    await plan(id, 'apply', { enabled: false });
    expect(await clocks[0].fireDue()).toBe(0);
  });

  it('does not fire as it was when somebody changes it at the same moment', async () => {
    const { id } = await made('changed');
    const before = await runsOf(id);
    const schedule = await plan(id, 'apply');
    const { knex } = houses[0];
    const taken = await knex.transaction(async trx => {
      await store.lock(trx, schedule.id);
      const count = await clocks[1].fireDue();
      await store.change(trx, schedule.id, { ...schedule, enabled: false });
      return count;
    });
    expect(taken).toBe(0);
    expect(await clocks[1].fireDue()).toBe(0);
    expect(await runsOf(id)).toBe(before);
    expect(await events(id)).toEqual([]);
  });

  it('is gone with its resource', async () => {
    const { id } = await made('gone');
    const { id: schedule } = await plan(id, 'apply');
    await houses[0].knex('resources').where({ id }).delete();
    expect(await store.find(schedule)).toBeUndefined();
  });
});

describe('a schedule that is refused', () => {
  const again = (id: string) =>
    houses[0].knex('schedules').where({ id }).update({ next_due_at: LONG_AGO });

  it('since its owner lost the role says so, and is disabled the third time', async () => {
    const { id } = await made('lost');
    const before = await runsOf(id);
    const { id: schedule } = await plan(id, 'apply');
    bindings = [];
    for (const [round, enabled] of [true, true, false].entries()) {
      await again(schedule);
      expect(await clocks[0].fireDue()).toBe(0);
      expect(await store.find(schedule)).toMatchObject({
        ...{ enabled, refusals: round + 1, lastOutcome: 'refused' },
        lastReason: `${team.lead.ref} may no longer act for Checkout`,
      });
    }
    await again(schedule);
    expect(await clocks[0].fireDue()).toBe(0);
    expect(await runsOf(id)).toBe(before);
    const written = await events(id);
    expect(written.map(({ event, after }) => [event, after.enabled])).toEqual([
      ['schedule-refused', true],
      ['schedule-refused', true],
      ['schedule-refused', false],
    ]);
  });

  it('counts afresh once the owner has the role again', async () => {
    const { id } = await made('back');
    const { id: schedule } = await plan(id, 'extend');
    bindings = [];
    await clocks[0].fireDue();
    bindings = team.lead.bindings;
    await again(schedule);
    expect(await clocks[0].fireDue()).toBe(1);
    expect(await store.find(schedule)).toMatchObject({ refusals: 0, lastOutcome: 'fired' });
  });

  it('for what another team has put on top does not name it', async () => {
    const { id } = await made('party-wall');
    const { knex } = houses[0];
    const [top] = await knex('resources')
      .insert({
        ...{ id: knex.raw('gen_random_uuid()'), name: 'neighbours-shelf', type: 'thing' },
        ...{ version: '1', unit_id: neighbours.id, state: 'provisioned', status: 'done' },
        requested_by: 'user:default/somebody',
      })
      .returning('id');
    await knex('resource_parents').insert({ resource_id: top.id, parent_id: id });
    const { id: schedule } = await plan(id, 'destroy');
    expect(await clocks[0].fireDue()).toBe(0);
    expect((await store.find(schedule))?.lastReason).toBe(
      'Children that must be destroyed first: 1 that you may not see',
    );
    await knex('resources').where({ id: top.id }).delete();
  });

  it('by the table of transitions says why, and stays', async () => {
    const { id } = await made('settled');
    await lead.act(id, 'destroy');
    await lead.settled(id);
    const { id: schedule } = await plan(id, 'destroy');
    expect(await clocks[0].fireDue()).toBe(0);
    expect(await store.find(schedule)).toMatchObject({
      ...{ enabled: true, refusals: 0, lastOutcome: 'refused' },
      lastReason: expect.stringMatching(/\w/),
    });
    expect(await events(id)).toEqual([expect.objectContaining({ event: 'schedule-refused' })]);
  });
});
