import type { Workflow } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../__testUtils__';
import { gate } from '../../runs/__testUtils__/waiting';
import { type Shop, SITE, startShop, until } from '../__testUtils__/startShop';

jest.setTimeout(120_000);

let shop: Shop;
let [ada, dora, tess, mia, otto]: Caller[] = [];

/** A thing, two walls on it, and what is wired to one of them and to the thing. */
const HOUSE = {
  name: 'house',
  title: 'House',
  description: 'Walls upon a base',
  inputs: [{ name: 'size', title: 'Size', type: 'integer', default: 2 }],
  nodes: [
    { key: 'wired', type: 'wired', parents: ['base', 'left'] },
    { key: 'left', type: 'wall', parents: ['base'] },
    { key: 'right', type: 'wall', parents: ['base'], variables: { size: { $input: 'size' } } },
    { key: 'base', type: 'thing', variables: { size: 3 } },
  ],
};

beforeAll(async () => {
  shop = await startShop();
  [ada, dora, tess, mia, otto] = ['ada', 'dora', 'tess', 'mia', 'otto'].map(name =>
    shop.backend.as(name),
  );
  await ada.post('/blueprints', HOUSE).expect(201);
});

afterEach(() => shop.provisioner.reset());

afterAll(() => shop.backend.stop());

const wishFor = (name: string, more: object = {}) => ({
  ...{ kind: 'create', blueprint: 'house', name, unitId: shop.units.checkout.id, site: SITE },
  ...more,
});

const begin = async (name: string, more?: object): Promise<Workflow> =>
  (await tess.post('/workflows', wishFor(name, more)).expect(202)).body;

const read = async (id: string): Promise<Workflow> =>
  (await tess.get(`/workflows/${id}`).expect(200)).body;

const reaches = (id: string, status: Workflow['status']): Promise<Workflow> =>
  until(async () => {
    const workflow = await read(id);
    return workflow.status === status ? workflow : undefined;
  });

const byKey = ({ steps }: Workflow) => Object.fromEntries(steps.map(step => [step.key, step]));

const statuses = ({ steps }: Workflow) =>
  Object.fromEntries(steps.map(({ key, status }) => [key, status]));

const used = async () => {
  const { body } = await ada.get(`/units/${shop.units.checkout.id}/quota`).expect(200);
  return body.sites[0].used.cpu as number;
};

const named = (prefix: string) =>
  shop.backend.database.knex('resources').where('name', 'like', `${prefix}-%`).pluck('name');

describe('a blueprint', () => {
  it('is kept by administrators and read by everybody who has a role', async () => {
    const { body } = await mia.get('/blueprints/house').expect(200);
    expect(body).toMatchObject({ name: 'house', title: 'House', createdBy: ada.ref });
    expect(body.nodes[3]).toEqual({
      ...{ key: 'base', type: 'thing', variables: { size: 3 }, parents: [] },
    });
    await tess.post('/blueprints', { ...HOUSE, name: 'mine' }).expect(403);
    await dora.patch('/blueprints/house', { title: 'X' }).expect(403);
    await dora.del('/blueprints/house').expect(403);
    await shop.backend.as('nobody').get('/blueprints/house').expect(403);
    await ada.post('/blueprints', HOUSE).expect(409);
    await ada.get('/blueprints/none').expect(404);
  });

  it('can be changed, where nobody else did, and deleted', async () => {
    await ada.post('/blueprints', { ...HOUSE, name: 'hut' }).expect(201);
    const { headers } = await ada.get('/blueprints/hut').expect(200);
    const tag = { 'If-Match': headers.etag };
    const { body } = await ada.patch('/blueprints/hut', { title: 'Hut' }, tag).expect(200);
    expect(body).toMatchObject({ title: 'Hut', inputs: HOUSE.inputs });
    expect(body.description).toBe(HOUSE.description);
    await ada.patch('/blueprints/hut', { title: 'Shed' }, tag).expect(412);
    const cleared = await ada.patch('/blueprints/hut', { description: null }).expect(200);
    expect(cleared.body).toMatchObject({ title: 'Hut' });
    expect(cleared.body).not.toHaveProperty('description');
    const broken = { nodes: [{ key: 'a', type: 'nothing' }] };
    await ada.patch('/blueprints/hut', broken).expect(400);
    await ada.patch('/blueprints/none', { title: 'X' }).expect(404);
    const first = await ada.get('/blueprints?limit=1').expect(200);
    expect(first.body.items).toMatchObject([{ name: 'house' }]);
    const next = await ada.get(`/blueprints?limit=1&cursor=${first.body.nextCursor}`).expect(200);
    expect(next.body).toMatchObject({ items: [{ name: 'hut' }] });
    await ada.del('/blueprints/hut', tag).expect(412);
    await ada.del('/blueprints/hut').expect(204);
    await ada.del('/blueprints/hut').expect(404);
    const events = await shop.backend.database
      .knex('audit_entries')
      .where({ subject_kind: 'blueprint', subject_id: 'hut' })
      .orderBy('id')
      .pluck('event');
    expect(events).toEqual([
      'blueprint-created',
      ...['blueprint-changed', 'blueprint-changed'],
      'blueprint-deleted',
    ]);
  });

  const base = { key: 'base', type: 'thing' };
  const wall = { key: 'wall', type: 'wall', parents: ['base'] };
  it.each([
    ['no node', '/nodes', { nodes: [] }],
    ['a type that there is not', '/nodes/0/type', { nodes: [{ key: 'a', type: 'nothing' }] }],
    ['a version that there is not', '/nodes/0/version', { nodes: [{ ...base, version: '9' }] }],
    ['a key twice', '/nodes/1/key', { nodes: [base, base] }],
    ['a parent that there is not', '/nodes/0/parents/0', { nodes: [wall] }],
    [
      'a parent twice',
      '/nodes/1/parents/1',
      { nodes: [base, { ...wall, parents: ['base', 'base'] }] },
    ],
    ['a missing parent', '/nodes/0/parents', { nodes: [{ key: 'wall', type: 'wall' }] }],
    [
      'a parent of the wrong type',
      '/nodes/2/parents/1',
      { nodes: [base, wall, { key: 'top', type: 'wall', parents: ['base', 'wall'] }] },
    ],
    ['a circle', '/nodes', { nodes: [base, { ...wall, parents: ['wall'] }] }],
    [
      'an input that there is not',
      '/nodes/0/variables/size',
      { nodes: [{ ...base, variables: { size: { $input: 'none' } } }] },
    ],
    [
      'a value that breaks the schema',
      '/nodes/0/variables/size',
      { nodes: [{ ...base, variables: { size: 1000 } }] },
    ],
    [
      'a variable that the type does not know',
      '/nodes/0/variables/colour',
      {
        inputs: [{ name: 'colour', title: 'Colour', type: 'string' }],
        nodes: [{ ...base, variables: { colour: { $input: 'colour' } } }],
      },
    ],
    [
      'an input twice',
      '/inputs/1/name',
      {
        inputs: Array(2).fill({ name: 'a', title: 'A', type: 'string' }),
        nodes: [base],
      },
    ],
    [
      'a default of another type',
      '/inputs/0/default',
      { inputs: [{ name: 'a', title: 'A', type: 'integer', default: 'b' }], nodes: [base] },
    ],
  ])('is refused with %s', async (_, pointer, parts) => {
    const { body } = await ada
      .post('/blueprints', { name: 'bad', title: 'Bad', ...parts })
      .expect(400);
    const pointers = body.error.details.map((problem: { pointer: string }) => problem.pointer);
    expect(pointers).toContain(pointer);
    await ada.get('/blueprints/bad').expect(404);
  });
});

describe('what a blueprint stands for', () => {
  it('is requested at once, and comes about in the order of what rests upon what', async () => {
    const before = await used();
    const going = gate();
    let address: unknown;
    shop.provisioner.at('before:make', ({ resource }) => {
      if (resource.name === 'one-wired') address = resource.variables.address;
      return resource.name === 'one-base' ? going.hold() : undefined;
    });
    const workflow = await begin('one', { inputs: { size: 4 } });
    expect(workflow).toMatchObject({ kind: 'create', blueprint: 'house', title: 'one' });
    expect(await used()).toBe(before + 3 + 4 + 1 + 1);
    await going.reached;
    expect(statuses(await read(workflow.id))).toEqual({
      ...{ base: 'in_progress', left: 'waiting', right: 'waiting', wired: 'waiting' },
    });
    going.open();
    const done = await reaches(workflow.id, 'done');
    expect(new Set(Object.values(statuses(done)))).toEqual(new Set(['done']));
    const { base, left, right, wired } = byKey(done);
    expect(wired.after.toSorted()).toEqual([base.resourceId, left.resourceId].toSorted());
    expect(await shop.get(right.resourceId)).toMatchObject({
      name: 'one-right',
      variables: { size: 4 },
    });
    expect((await shop.get(wired.resourceId)).parents).toMatchObject([
      ...[{ name: 'one-base' }, { name: 'one-left' }],
    ]);
    const order = (await shop.provisioner.effects())
      .filter(effect => effect.startsWith('make one-'))
      .map(effect => effect.slice('make one-'.length));
    expect(address).toBe('https://things.example/one-base');
    expect(order[0]).toBe('base');
    expect(order.indexOf('left')).toBeLessThan(order.indexOf('wired'));
    expect(order).toHaveLength(4);
    // What becomes of the resources later does not change what was done.
    await tess.post(`/resources/${right.resourceId}/actions/destroy`).expect(202);
    await shop.settled(right.resourceId);
    expect(statuses(await read(workflow.id)).right).toBe('done');
  });

  it('is nothing at all where the quota lacks for one of its parts', async () => {
    const before = await used();
    const { body } = await tess
      .post('/workflows', wishFor('big', { inputs: { size: 99 } }))
      .expect(409);
    expect(body.error.code).toBe('QUOTA_EXCEEDED');
    expect(await named('big')).toEqual([]);
    expect(await used()).toBe(before);
    const { body: all } = await tess.get('/workflows?kind=create').expect(200);
    expect(all.items.map(({ title }: Workflow) => title)).not.toContain('big');
  });

  it('is nothing at all where a name of its parts is taken', async () => {
    await shop.made(tess, 'clash-base');
    const { body } = await tess.post('/workflows', wishFor('clash')).expect(409);
    expect(body.error.message).toContain('clash-base');
    expect(await named('clash')).toEqual(['clash-base']);
  });

  it('asks for an approval where one of its parts does', async () => {
    const nodes = [
      { key: 'base', type: 'thing' },
      { key: 'safe', type: 'vault', parents: ['base'] },
    ];
    await ada.post('/blueprints', { name: 'bank', title: 'Bank', nodes }).expect(201);
    const { id } = await begin('rich', { blueprint: 'bank' });
    const waiting = await until(async () => {
      const workflow = await read(id);
      return statuses(workflow).safe === 'approval_pending' ? workflow : undefined;
    });
    expect(waiting.status).toBe('active');
    const { resourceId } = byKey(waiting).safe;
    const { digest } = await shop.approvalOf(resourceId);
    await dora.post(`/resources/${resourceId}/actions/approve`, { digest }).expect(202);
    await reaches(id, 'done');
  });

  it('stops where a part fails, and tries it again when it is resumed', async () => {
    shop.provisioner.at('before:make', ({ resource }) => {
      if (resource.name === 'ill-base') throw new Error('The ground is too soft');
    });
    const { id } = await begin('ill');
    const stopped = await reaches(id, 'stopped');
    expect(stopped.reason).toContain('The ground is too soft');
    expect(statuses(stopped)).toMatchObject({ base: 'failed', left: 'waiting' });
    shop.provisioner.reset();
    await mia.post(`/workflows/${id}/resume`).expect(403);
    await tess.post(`/workflows/${id}/resume`).expect(202);
    await reaches(id, 'done');
    await tess.post(`/workflows/${id}/resume`).expect(409);
  });

  it('begins nothing further once it is cancelled, and gives back what waited', async () => {
    const before = await used();
    const going = gate();
    shop.provisioner.at('before:make', going.hold);
    const { id } = await begin('off');
    await going.reached;
    const { body } = await tess.post(`/workflows/${id}/cancel`).expect(202);
    expect(body.status).toBe('cancelled');
    going.open();
    const { base, left, wired } = byKey(body);
    expect(await shop.settled(base.resourceId)).toMatchObject({ state: 'provisioned' });
    for (const { resourceId } of [left, wired]) {
      expect(await shop.get(resourceId)).toMatchObject({
        status: 'error',
        reservation: 'released',
      });
    }
    expect(await used()).toBe(before + 3);
  });

  it('is requested once, however often it is sent with its key', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await tess.post('/workflows', wishFor('keyed'), key).expect(202);
    const again = await tess.post('/workflows', wishFor('keyed'), key).expect(202);
    expect(again.body).toEqual(first.body);
    expect(await named('keyed')).toHaveLength(4);
  });

  it('is refused to who may not request for the team', async () => {
    await mia.post('/workflows', wishFor('never')).expect(403);
    await otto.post('/workflows', wishFor('never')).expect(404);
    expect(await named('never')).toEqual([]);
  });

  it.each([
    ['a blueprint that there is not', '/blueprint', { blueprint: 'none' }],
    ['an input of another type', '/inputs/size', { inputs: { size: 'big' } }],
    ['an input that there is not', '/inputs/colour', { inputs: { colour: 'red' } }],
    ['an input that breaks the schema of a type', '/inputs/size', { inputs: { size: 1000 } }],
    ['a name that becomes too long', '/name', { name: 'n'.repeat(60) }],
    ['a site that there is not', '/site', { site: 'nowhere' }],
    ['no site where one is needed', '/site', { site: undefined }],
  ])('is refused with %s', async (_, pointer, more) => {
    const { body } = await tess.post('/workflows', wishFor('wrong', more)).expect(400);
    const pointers = body.error.details.map((problem: { pointer: string }) => problem.pointer);
    expect(new Set(pointers)).toEqual(new Set([pointer]));
    expect(await named('wrong')).toEqual([]);
  });

  it('needs what has no default', async () => {
    const inputs = [{ name: 'size', title: 'Size', type: 'integer' }];
    const nodes = [{ key: 'base', type: 'thing', variables: { size: { $input: 'size' } } }];
    await ada.post('/blueprints', { name: 'open', title: 'Open', inputs, nodes }).expect(201);
    const { body } = await tess
      .post('/workflows', wishFor('open', { blueprint: 'open' }))
      .expect(400);
    expect(body.error.details).toEqual([{ pointer: '/inputs/size', message: 'is required' }]);
  });
});
