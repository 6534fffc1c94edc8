import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';
import { gate } from '../runs/__testUtils__/waiting';
import { Lead, plantTeams } from '../runs/__testUtils__/Lead';
import { openRunHouse, type RunHouse } from '../runs/__testUtils__/openRunHouse';
import { thingType } from '../runs/__testUtils__/ThingProvisioner';
import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';

jest.setTimeout(60_000);

/** Rests upon a thing. */
const shelfType: BuiltInResourceType = {
  ...thingType,
  name: 'shelf',
  title: 'Shelf',
  parents: ['thing'],
  externalName: ({ unit, name }) => `${unit.slug}.shelf.${name}`,
};

let database: OpenTestDatabase;
let house: RunHouse;
let lead: Lead;
let other: Lead;

beforeAll(async () => {
  database = await openTestDatabase();
  house = openRunHouse({ database, types: [thingType, shelfType] });
  const teams = await plantTeams(house, ['Checkout', 'Risk']);
  [lead, other] = teams.map(team => new Lead(house, team));
  await house.start?.();
});

afterEach(() => house.provisioner.reset());

afterAll(async () => {
  await house.close();
  await database.drop();
});

const shelf = (name: string, parents: string[]) =>
  lead.request(name, 1, { type: 'shelf', parents });

it('a resource waits for its parents, and begins when the last of them is provisioned', async () => {
  const [first, second] = [gate(), gate()];
  house.provisioner.at('before:mark', ({ resource }) => {
    if (resource.name === 'wall') return first.hold();
    return resource.name === 'beam' ? second.hold() : undefined;
  });
  const wall = await lead.request('wall');
  const beam = await lead.request('beam');
  const { id } = await shelf('books', [wall.id, beam.id]);
  expect(await lead.get(id)).toMatchObject({
    state: 'provision',
    status: 'pending',
    reservation: 'held',
    parents: [{ name: 'beam' }, { name: 'wall' }],
  });
  expect(await lead.runs(id)).toEqual([]);
  await Promise.all([first.reached, second.reached]);
  first.open();
  await lead.settled(wall.id);
  expect(await lead.get(id)).toMatchObject({ status: 'pending' });
  second.open();
  expect(await lead.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  expect((await lead.get(wall.id)).children).toMatchObject([{ id, name: 'books', type: 'shelf' }]);
});

it('a resource that others rest upon is not destroyed before them', async () => {
  const wall = await lead.request('base');
  await lead.settled(wall.id);
  const { id } = await shelf('top', [wall.id]);
  await lead.settled(id);
  await expect(lead.act(wall.id, 'destroy')).rejects.toMatchObject({
    code: 'DEPENDENCY_EXISTS',
    details: { blockedBy: [{ id, name: 'top', type: 'shelf' }] },
  });
  await lead.act(id, 'destroy');
  await lead.settled(id);
  await lead.act(wall.id, 'destroy');
  expect(await lead.settled(wall.id)).toMatchObject({ state: 'destroyed' });
  await expect(lead.act(id, 'recreate')).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('Parents that are not provisioned: base'),
  });
});

it('a parent that is gone for good is missing when its child is recreated', async () => {
  const wall = await lead.request('brief');
  await lead.settled(wall.id);
  const { id } = await shelf('briefly', [wall.id]);
  await lead.settled(id);
  for (const each of [id, wall.id]) {
    await lead.act(each, 'destroy');
    await lead.settled(each);
  }
  await house.authorizedResources.delete(lead.team.lead, wall.id);
  expect((await lead.get(id)).parents).toEqual([]);
  await expect(lead.act(id, 'recreate')).rejects.toMatchObject({
    message: expect.stringContaining('Parents that are not provisioned: a thing'),
  });
});

it('what waits for its parents can be cancelled or destroyed, and gives its quota back', async () => {
  const going = gate();
  house.provisioner.at('before:mark', going.hold);
  const wall = await lead.request('slow');
  const before = await lead.used();
  const cancelled = await shelf('one', [wall.id]);
  const destroyed = await shelf('two', [wall.id]);
  expect(await lead.used()).toBe(before + 2);
  expect((await lead.act(cancelled.id, 'cancel')).resource).toMatchObject({
    state: 'provision',
    status: 'error',
    statusReason: `Cancelled by ${lead.team.lead.ref}`,
    reservation: 'released',
  });
  await lead.act(destroyed.id, 'destroy');
  expect(await lead.settled(destroyed.id)).toMatchObject({
    state: 'destroyed',
    reservation: 'released',
  });
  expect(await lead.used()).toBe(before);
  going.open();
  await lead.settled(wall.id);
  expect(await lead.get(cancelled.id)).toMatchObject({ status: 'error' });
});

it('parents must be of the right type, readable, named once and alive', async () => {
  const wall = await lead.request('right');
  await lead.settled(wall.id);
  const theirs = await other.request('theirs');
  const gone = await lead.request('gone');
  await lead.settled(gone.id);
  await lead.act(gone.id, 'destroy');
  await lead.settled(gone.id);
  const rack = await shelf('rack', [wall.id]);

  const problems = async (parents: string[]) =>
    shelf('never', parents).then(
      () => [],
      error => error.details,
    );
  expect(await problems([])).toEqual([{ pointer: '/parents', message: 'must name a thing' }]);
  expect(await problems([wall.id, wall.id])).toEqual([
    { pointer: '/parents/1', message: 'is named twice' },
  ]);
  expect(await problems([theirs.id])).toEqual([
    { pointer: '/parents/0', message: `there is no resource ${theirs.id}` },
  ]);
  expect(await problems([rack.id])).toEqual([
    { pointer: '/parents/0', message: 'a shelf does not rest upon a shelf' },
  ]);
  expect(await problems([gone.id])).toEqual([
    { pointer: '/parents/0', message: 'gone is being destroyed or gone' },
  ]);
  await expect(lead.request('lonely', 1, { parents: [wall.id] })).rejects.toMatchObject({
    details: [{ pointer: '/parents/0' }],
  });
});

it('relatives of another team are counted where they matter, and told only to who may read them', async () => {
  const wall = await lead.request('party-wall');
  await lead.settled(wall.id);
  const [binding] = lead.team.lead.bindings;
  const bindings = [...other.team.lead.bindings, { ...binding, role: 'member' as const }];
  const both = new Lead(house, { ...other.team, lead: { ...other.team.lead, bindings } });
  const top = await both.request('neighbours-shelf', 1, { type: 'shelf', parents: [wall.id] });
  await both.settled(top.id);
  expect((await both.get(wall.id)).children).toMatchObject([{ id: top.id }]);
  expect((await both.get(top.id)).parents).toMatchObject([{ id: wall.id }]);

  const shown = await lead.get(wall.id);
  const reason = 'Children that must be destroyed first: 1 that you may not see';
  expect(shown.children).toEqual([]);
  expect(shown.allowedActions).toContainEqual({ action: 'destroy', allowed: false, reason });
  const refusal = await lead.act(wall.id, 'destroy').then(
    () => undefined,
    error => error,
  );
  expect(refusal).toMatchObject({
    ...{ code: 'DEPENDENCY_EXISTS', message: reason },
    details: { blockedBy: [] },
  });
  const told = JSON.stringify([shown, refusal.details]);
  for (const trace of ['neighbours-shelf', top.id]) expect(told).not.toContain(trace);

  const theirs = await other.get(top.id);
  expect(theirs.parents).toEqual([]);
  const read = (actor: typeof both) =>
    house.readable.revisions(actor.team.lead, top.id, { limit: 9 });
  const seen = JSON.stringify([theirs, await read(other)]);
  for (const trace of ['party-wall', wall.id]) expect(seen).not.toContain(trace);
  expect((await read(both)).items).toMatchObject([{ parents: [{ id: wall.id }] }]);
});
