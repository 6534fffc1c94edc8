import type { Workflow, WorkflowStep } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import { type Caller, type InfraBackend, openTestDatabase } from '../__testUtils__';
import { gate } from '../runs/__testUtils__/waiting';
import { type Shop, startShop, until } from './__testUtils__/startShop';

jest.setTimeout(120_000);

let shop: Shop;
let second: InfraBackend;
let [ada, dora, tess, tom, mia, otto]: Caller[] = [];

beforeAll(async () => {
  shop = await startShop();
  // Two processes look after every workflow of these tests.
  second = await shop.another();
  [ada, dora, tess, tom, mia, otto] = ['ada', 'dora', 'tess', 'tom', 'mia', 'otto'].map(name =>
    shop.backend.as(name),
  );
});

afterEach(() => shop.provisioner.reset());

afterAll(async () => {
  await second.stop();
  await shop.backend.stop();
});

const begin = async (resourceId: string, caller = tess): Promise<Workflow> =>
  (await caller.post('/workflows', { kind: 'destroy', resourceId }).expect(202)).body;

const read = async (id: string, caller = ada): Promise<Workflow> =>
  (await caller.get(`/workflows/${id}`).expect(200)).body;

const reaches = (id: string, status: Workflow['status'], caller = ada): Promise<Workflow> =>
  until(async () => {
    const workflow = await read(id, caller);
    return workflow.status === status ? workflow : undefined;
  });

const steps = ({ steps: all }: Workflow) =>
  Object.fromEntries(all.map(({ name, status }) => [name, status]));

const stepReaches = (id: string, name: string, status: WorkflowStep['status']) =>
  until(async () => {
    const workflow = await read(id);
    return steps(workflow)[name] === status ? workflow : undefined;
  });

const removals = async (prefix: string) =>
  (await shop.provisioner.effects())
    .filter(effect => effect.startsWith(`remove ${prefix}`))
    .map(effect => effect.slice('remove '.length));

const destroyRuns = async (resourceId: string) => {
  const { body } = await ada.get(`/resources/${resourceId}/runs`).expect(200);
  return body.items.filter(({ kind }: { kind: string }) => kind === 'destroy').length;
};

/** A thing with a wall on it, both provisioned. */
const pair = async (name: string, type = 'wall') => {
  const base = await shop.made(tess, `${name}-base`);
  const top = await shop.made(tess, `${name}-top`, { type, parents: [base.id] });
  return { base, top };
};

const decide = async (id: string, action: 'approve' | 'reject') => {
  const { digest } = await shop.approvalOf(id);
  await dora.post(`/resources/${id}/actions/${action}`, { digest, comment: 'Hm' }).expect(202);
};

it('destroys a diamond, which is refused alone, from its leaves down, each once, though two processes look after it', async () => {
  const base = await shop.made(tess, 'd-base');
  const [left, right] = await Promise.all(
    ['d-left', 'd-right'].map(name => shop.made(tess, name, { type: 'wall', parents: [base.id] })),
  );
  const roof = await shop.made(tess, 'd-roof', { type: 'roof', parents: [left.id, right.id] });
  const refusalOf = async (id: string) => {
    const { body } = await tess.post(`/resources/${id}/actions/destroy`).expect(409);
    expect(body.error.code).toBe('DEPENDENCY_EXISTS');
    return body.error.details.blockedBy.map(({ name }: { name: string }) => name).sort();
  };
  expect(await refusalOf(base.id)).toEqual(['d-left', 'd-right']);
  expect(await refusalOf(left.id)).toEqual(['d-roof']);
  expect(await refusalOf(right.id)).toEqual(['d-roof']);
  const going = gate();
  shop.provisioner.at('before:remove', going.hold);
  const workflow = await begin(base.id);
  expect(workflow).toMatchObject({ kind: 'destroy', status: 'active', title: 'd-base' });
  expect(steps(workflow)).toEqual({
    ...{ 'd-base': 'waiting', 'd-left': 'waiting', 'd-right': 'waiting', 'd-roof': 'waiting' },
  });
  await going.reached;
  expect(steps(await read(workflow.id))).toEqual({
    ...{ 'd-base': 'waiting', 'd-left': 'waiting', 'd-right': 'waiting', 'd-roof': 'in_progress' },
  });
  going.open();
  const done = await reaches(workflow.id, 'done');
  expect(new Set(Object.values(steps(done)))).toEqual(new Set(['done']));
  expect(done.finishedAt).toBeDefined();
  const order = await removals('d-');
  expect([order[0], order.slice(1, 3).sort(), order[3]]).toEqual([
    ...['d-roof', ['d-left', 'd-right'], 'd-base'],
  ]);
  for (const { id } of [base, left, right, roof]) expect(await destroyRuns(id)).toBe(1);
});

it('waits for an approval in the middle, and goes on after it', async () => {
  const { base, top } = await pair('asked', 'door');
  const { id } = await begin(base.id);
  const waiting = await stepReaches(id, 'asked-top', 'approval_pending');
  expect(waiting.status).toBe('active');
  expect(steps(waiting)['asked-base']).toBe('waiting');
  await decide(top.id, 'approve');
  await reaches(id, 'done');
  expect(await removals('asked-')).toEqual(['asked-top', 'asked-base']);
});

it('stops where a step is rejected, and asks again when it is resumed', async () => {
  const { base, top } = await pair('no', 'door');
  const { id } = await begin(base.id);
  await stepReaches(id, 'no-top', 'approval_pending');
  await decide(top.id, 'reject');
  const stopped = await reaches(id, 'stopped');
  expect(stopped.reason).toBe('The destruction of no-top was rejected or withdrawn');
  expect(steps(stopped)).toEqual({ 'no-base': 'waiting', 'no-top': 'failed' });
  expect(await shop.get(base.id)).toMatchObject({ state: 'provisioned', status: 'done' });
  await tess.post(`/workflows/${id}/resume`).expect(202);
  await stepReaches(id, 'no-top', 'approval_pending');
  await decide(top.id, 'approve');
  await reaches(id, 'done');
});

it('stops where a step fails, and tries it again when it is resumed', async () => {
  const { base, top } = await pair('bad');
  shop.provisioner.at('before:remove', ({ resource }) => {
    if (resource.name === 'bad-top') throw new Error('The wall does not come off');
  });
  const { id } = await begin(base.id);
  const stopped = await reaches(id, 'stopped');
  expect(stopped.reason).toContain('The wall does not come off');
  expect(steps(stopped)).toEqual({ 'bad-base': 'waiting', 'bad-top': 'failed' });
  shop.provisioner.reset();
  const { body } = await tess.post(`/workflows/${id}/resume`).expect(202);
  expect(body).toMatchObject({ status: 'active' });
  expect(body.reason).toBeUndefined();
  await reaches(id, 'done');
  expect(await destroyRuns(top.id)).toBe(2);
  const trail = await shop.backend.database
    .knex('audit_entries')
    .where({ subject_kind: 'workflow', subject_id: id })
    .orderBy('id')
    .pluck('event');
  expect(trail).toEqual([
    ...['workflow-started', 'workflow-stopped', 'workflow-resumed', 'workflow-done'],
  ]);
});

it('begins nothing further once it is cancelled', async () => {
  const { base, top } = await pair('halt');
  const going = gate();
  shop.provisioner.at('before:remove', going.hold);
  const { id } = await begin(base.id);
  await going.reached;
  await tess.post(`/workflows/${id}/cancel`).expect(202);
  going.open();
  expect(await shop.settled(top.id)).toMatchObject({ state: 'destroyed' });
  const cancelled = await read(id);
  expect(cancelled).toMatchObject({ status: 'cancelled' });
  expect(steps(cancelled)).toEqual({ 'halt-base': 'waiting', 'halt-top': 'done' });
  for (const action of ['resume', 'cancel']) {
    const { body } = await tess.post(`/workflows/${id}/${action}`).expect(409);
    expect(body.error.code).toBe('INVALID_STATE');
  }
  const { knex } = shop.backend.database;
  // Another workflow that begins and ends later shows that the processes have looked since.
  await reaches((await begin((await shop.made(tess, 'halt-other')).id)).id, 'done');
  expect(await knex('runs').where({ resource_id: base.id, kind: 'destroy' })).toEqual([]);
});

it('stops where something was put on top meanwhile, and takes it along when it is resumed', async () => {
  const { base } = await pair('late');
  const going = gate();
  shop.provisioner.at('before:remove', going.hold);
  const { id } = await begin(base.id);
  await going.reached;
  const late = await shop.made(tess, 'late-guest', { type: 'wall', parents: [base.id] });
  going.open();
  expect((await reaches(id, 'stopped')).reason).toContain('late-guest');
  await tess.post(`/workflows/${id}/resume`).expect(202);
  await reaches(id, 'done');
  expect(await shop.get(late.id)).toMatchObject({ state: 'destroyed' });
});

it('counts the roles that whoever started it has when a step begins', async () => {
  const bindingId = await shop.backend.give('uma', 'team_lead', shop.units.checkout.id);
  const { base } = await pair('role');
  const going = gate();
  shop.provisioner.at('before:remove', going.hold);
  const { id } = await begin(base.id, shop.backend.as('uma'));
  await going.reached;
  await ada.del(`/role-bindings/${bindingId}`).expect(204);
  // Other processes know of it within two seconds.
  await new Promise(resolve => setTimeout(resolve, 2_500));
  going.open();
  const stopped = await reaches(id, 'stopped');
  expect(stopped.reason).toMatch(/^role-base could not be destroyed: .*lead/);
  await tess.post(`/workflows/${id}/resume`).expect(202);
  await reaches(id, 'done');
});

it('refuses at the start who may not destroy all of it, and names what they may read', async () => {
  const base = await shop.made(tess, 'shared');
  await shop.backend.give('tom', 'member', shop.units.checkout.id);
  await until(async () => {
    const { status } = await tom.get(`/resources/${base.id}`);
    return status === 200 ? true : undefined;
  });
  const wish = { type: 'wall', parents: [base.id], unitId: shop.units.risk.id };
  const wall = await shop.made(tom, 'neighbours-wall', wish);
  const attempt = async () =>
    (await tess.post('/workflows', { kind: 'destroy', resourceId: base.id }).expect(403)).body
      .error;
  const blind = await attempt();
  expect(blind.code).toBe('FORBIDDEN');
  expect(blind.message).toContain('1 that you may not see');
  expect(blind.message).not.toContain('neighbours-wall');
  await shop.backend.give('tess', 'member', shop.units.risk.id);
  const seeing = await until(async () => {
    const error = await attempt();
    return error.message.includes('neighbours-wall') ? error : undefined;
  });
  expect(seeing.message).not.toContain('may not see');
  expect(await shop.get(wall.id)).toMatchObject({ state: 'provisioned' });
  expect(await shop.get(base.id)).toMatchObject({ state: 'provisioned' });
});

it('refuses members, strangers, what is gone, and a second workflow at a time', async () => {
  const { base } = await pair('twice');
  const wish = { kind: 'destroy', resourceId: base.id };
  await mia.post('/workflows', wish).expect(403);
  await otto.post('/workflows', wish).expect(404);
  const going = gate();
  shop.provisioner.at('before:remove', going.hold);
  const answers = await Promise.all([
    tess.post('/workflows', wish),
    second.as('ada').post('/workflows', wish),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  const { id } = answers.find(({ status }) => status === 202)!.body;
  await mia.post(`/workflows/${id}/cancel`).expect(403);
  await otto.post(`/workflows/${id}/cancel`).expect(404);
  await tess.post(`/workflows/${id}/resume`).expect(409);
  going.open();
  await reaches(id, 'done');
  await tess.post('/workflows', wish).expect(409);
});

it('answers a repeated request with its first answer', async () => {
  const thing = await shop.made(tess, 'keyed');
  const key = { 'Idempotency-Key': randomUUID() };
  const wish = { kind: 'destroy', resourceId: thing.id };
  const first = await tess.post('/workflows', wish, key).expect(202);
  const again = await tess.post('/workflows', wish, key).expect(202);
  expect(again.body).toEqual(first.body);
  await reaches(first.body.id, 'done');
});

it.each([
  ['another kind', '/kind', { kind: 'paint', resourceId: randomUUID() }],
  ['an id that is none', '/resourceId', { kind: 'destroy', resourceId: 'x' }],
  ['no resource', '/resourceId', { kind: 'destroy' }],
])('refuses %s', async (_, pointer, body) => {
  const answer = await tess.post('/workflows', body).expect(400);
  expect(answer.body.error.details).toEqual([expect.objectContaining({ pointer })]);
});

it('lists what is of units that one may read', async () => {
  const thing = await shop.made(tess, 'listed');
  const { id } = await begin(thing.id);
  await reaches(id, 'done');
  const idsOf = async (caller: Caller, query = '') =>
    (await caller.get(`/workflows${query}`).expect(200)).body.items.map((one: Workflow) => one.id);
  for (const caller of [tess, mia, dora, ada]) expect(await idsOf(caller)).toContain(id);
  expect(await idsOf(otto)).not.toContain(id);
  await otto.get(`/workflows/${id}`).expect(404);
  expect(await idsOf(tess, '?status=done&kind=destroy')).toContain(id);
  expect(await idsOf(tess, '?status=stopped')).not.toContain(id);
  const { body: page } = await tess.get('/workflows?limit=1').expect(200);
  expect(page.items[0].id).toBe(id);
  expect(await idsOf(tess, `?limit=1&cursor=${page.nextCursor}`)).not.toContain(id);
  await tess.get(`/workflows/${randomUUID()}`).expect(404);
});

it('is carried on by another process where the one that began is gone', async () => {
  const database = await openTestDatabase();
  const doomed = await startShop({
    database,
    infra: { runs: { shutdownGrace: { milliseconds: 100 }, abortGrace: { milliseconds: 100 } } },
  });
  const lead = doomed.backend.as('tess');
  const base = await doomed.made(lead, 'base');
  const top = await doomed.made(lead, 'top', { type: 'wall', parents: [base.id] });
  const going = gate();
  doomed.provisioner.at('before:remove', going.hold);
  const wish = { kind: 'destroy', resourceId: base.id };
  const { body } = await lead.post('/workflows', wish).expect(202);
  await going.reached;
  const stopped = doomed.backend.stop();
  going.open();
  await stopped;
  doomed.provisioner.reset();
  const heir = await doomed.another();
  const done = await reaches(body.id, 'done', heir.as('ada'));
  expect(steps(done)).toEqual({ base: 'done', top: 'done' });
  for (const { id } of [base, top]) {
    expect(await database.knex('runs').where({ resource_id: id, kind: 'destroy' })).toHaveLength(1);
  }
  await heir.stop();
  await database.drop();
});
