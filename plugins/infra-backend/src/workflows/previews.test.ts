import type { Workflow } from '@bailiwick/backstage-plugin-infra-common';
import type { Caller } from '../__testUtils__';
import { gate } from '../runs/__testUtils__/waiting';
import { type Shop, SITE, startShop, until } from './__testUtils__/startShop';

jest.setTimeout(120_000);

let shop: Shop;
let [ada, tess, tom, mia]: Caller[] = [];

const PAIR = {
  name: 'pair',
  title: 'Pair',
  inputs: [{ name: 'size', title: 'Size', type: 'integer', default: 2 }],
  nodes: [
    { key: 'vault', type: 'vault', parents: ['base'], variables: { size: { $input: 'size' } } },
    { key: 'base', type: 'thing', variables: { size: 3 } },
  ],
};

beforeAll(async () => {
  shop = await startShop();
  [ada, tess, tom, mia] = ['ada', 'tess', 'tom', 'mia'].map(name => shop.backend.as(name));
  await ada.post('/blueprints', PAIR).expect(201);
});

afterEach(() => shop.provisioner.reset());

afterAll(() => shop.backend.stop());

const wish = (more: object = {}) => ({
  ...{ kind: 'create', blueprint: 'pair', name: 'try', unitId: shop.units.checkout.id, site: SITE },
  ...more,
});

describe('the preview of a use of a blueprint', () => {
  it('tells steps, cost, who is asked and what is left of the quota, and stores nothing', async () => {
    const { body } = await tess.post('/workflows/preview', wish()).expect(200);
    expect(body).toMatchObject({ valid: true, problems: [], warnings: [] });
    expect(body.steps).toEqual([
      expect.objectContaining({ id: 'base', name: 'try-base', after: [], approval: [] }),
      expect.objectContaining({ id: 'vault', after: ['base'], unitName: 'Checkout' }),
    ]);
    expect(body.steps[1].approval).toEqual([expect.stringMatching(/^Department: /)]);
    const cpu = body.steps[0].cost.cpu + body.steps[1].cost.cpu;
    expect(body.cost.cpu).toBe(cpu);
    const team = body.quota.find(({ unit }: { unit: string }) => unit === 'Checkout');
    expect(team.before.cpu - team.after.cpu).toBe(cpu);
    const made = await shop.backend.database.knex('resources').where('name', 'like', 'try-%');
    expect(made).toEqual([]);
  });

  it('says that the sum is too much, although each alone would not be', async () => {
    const { body } = await tess
      .post('/workflows/preview', wish({ inputs: { size: 99 } }))
      .expect(200);
    expect(body.valid).toBe(false);
    expect(body.problems).toEqual([expect.objectContaining({ code: 'QUOTA_EXCEEDED' })]);
  });

  it('refuses what is not well formed, and who may not ask', async () => {
    const { body } = await tess
      .post('/workflows/preview', wish({ inputs: { size: 'much' } }))
      .expect(400);
    expect(body.error.details).toEqual([
      { pointer: '/inputs/size', message: 'must be of type integer' },
    ]);
    await mia.post('/workflows/preview', wish()).expect(403);
  });
});

describe('the preview of a destruction', () => {
  it('tells what would go, in which order, and who is asked', async () => {
    const base = await shop.made(tess, 'p-base');
    const door = await shop.made(tess, 'p-door', { type: 'door', parents: [base.id] });
    const ask = { kind: 'destroy', resourceId: base.id };
    const { body } = await tess.post('/workflows/preview', ask).expect(200);
    expect(body).toMatchObject({ valid: true, problems: [], warnings: [], quota: [] });
    expect(body.steps).toEqual([
      expect.objectContaining({ id: base.id, after: [door.id], approval: [] }),
      expect.objectContaining({ id: door.id, after: [] }),
    ]);
    expect(body.steps[1].approval).toHaveLength(1);
    expect(body.cost.cpu).toBe(base.cost.cpu + door.cost.cpu);
    expect(await shop.get(base.id)).toMatchObject({ state: 'provisioned' });
  });

  it('says what would be refused, and what would stop it', async () => {
    const base = await shop.made(tess, 'q-base');
    await shop.request(tess, 'q-vault', { type: 'vault', parents: [base.id] });
    const ask = { kind: 'destroy', resourceId: base.id };
    const { body } = await tess.post('/workflows/preview', ask).expect(200);
    expect(body.valid).toBe(true);
    expect(body.warnings).toEqual([expect.stringMatching(/^q-vault is .* would stop it/)]);
    const { body: asMia } = await mia.post('/workflows/preview', ask).expect(200);
    expect(asMia.valid).toBe(false);
    expect(asMia.problems).toEqual([
      { code: 'FORBIDDEN', message: expect.stringContaining('q-base, q-vault') },
    ]);
    await tom.post('/workflows/preview', ask).expect(404);
  });
});

describe('what can be done with a workflow', () => {
  it('follows from where it is and from who looks', async () => {
    const going = gate();
    shop.provisioner.at('before:make', going.hold);
    const { body: begun } = await tess.post('/workflows', wish({ name: 'go' })).expect(202);
    expect(begun.allowedActions).toEqual([
      { action: 'resume', allowed: false, reason: expect.stringContaining('active') },
      { action: 'cancel', allowed: true },
    ]);
    const read = async (caller: Caller): Promise<Workflow> =>
      (await caller.get(`/workflows/${begun.id}`).expect(200)).body;
    expect((await read(mia)).allowedActions[1]).toEqual({
      ...{ action: 'cancel', allowed: false },
      reason: expect.stringContaining('lead of Checkout'),
    });
    going.open();
    await tess.post(`/workflows/${begun.id}/cancel`).expect(202);
    const over = await until(async () => {
      const workflow = await read(tess);
      return workflow.status === 'cancelled' ? workflow : undefined;
    });
    expect(over.allowedActions.map(({ allowed }) => allowed)).toEqual([false, false]);
  });

  it('lists by who started it and by unit', async () => {
    const ids = async (query: string) => {
      const { body } = await ada.get(`/workflows?${query}`).expect(200);
      return body.items.map(({ title }: { title: string }) => title);
    };
    const mine = `requestedBy=${encodeURIComponent(tess.ref)}`;
    expect(await ids(mine)).toEqual(['go']);
    expect(await ids(`${mine}&unitId=${shop.units.payments.id}`)).toEqual(['go']);
    expect(await ids(`${mine}&unitId=${shop.units.risk.id}`)).toEqual([]);
    expect(await ids(`requestedBy=${encodeURIComponent(tom.ref)}`)).toEqual([]);
  });
});

describe('the check of a blueprint', () => {
  const check = async (draft: Record<string, unknown>) =>
    (await ada.post('/blueprints/check', draft).expect(200)).body.problems;

  it('finds nothing wrong with one that could be saved, and saves nothing', async () => {
    expect(await check({ ...PAIR, name: 'checked' })).toEqual([]);
    await ada.get('/blueprints/checked').expect(404);
  });

  it('tells each problem with where it is, of its form and of its meaning', async () => {
    expect(await check({ ...PAIR, title: '' })).toEqual([
      { pointer: '/title', message: 'must not be empty' },
    ]);
    expect(await check({})).toContainEqual({ pointer: '/name', message: 'is required' });
    const [vault, base] = PAIR.nodes;
    const nodes = [
      { ...vault, parents: [] },
      { ...base, variables: { size: 1000 } },
    ];
    expect(await check({ ...PAIR, nodes })).toEqual([
      { pointer: '/nodes/0/parents', message: 'must name a thing' },
      { pointer: '/nodes/1/variables/size', message: expect.any(String) },
    ]);
  });

  it('is for who may change blueprints', async () => {
    await tess.post('/blueprints/check', PAIR).expect(403);
  });
});
