import { randomBytes, randomUUID } from 'node:crypto';
import type {
  AllocationNode,
  Approval,
  Budget,
  Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { clearQuota } from '../quota/__testUtils__/servers';
import { BudgetHistoryStore } from '../quota/BudgetHistoryStore';
import type { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { until } from '../runs/__testUtils__/waiting';
import {
  bucket,
  problemsOf,
  startTypeBackend,
  withVariables,
} from './types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

const SIZES = withVariables({ size: { type: 'integer', minimum: 0, default: 1 } });

describe('money', () => {
  let backend: InfraBackend;
  let things: ThingProvisioner;
  let units: SmallOrganisation;
  let [ada, fred, dora, tess, tom, mia]: Caller[] = [];

  beforeAll(async () => {
    const keys = [{ id: 'test', secret: randomBytes(32).toString('base64') }];
    ({ backend, things } = await startTypeBackend({
      infra: { encryption: { keys }, cost: { currency: 'EUR' } },
    }));
    units = await buildSmallOrganisation(backend);
    [ada, fred, dora, tess, tom, mia] = ['ada', 'fred', 'dora', 'tess', 'tom', 'mia'].map(name =>
      backend.as(name),
    );
    const cost = { monthlyCost: 'variables.size * 100' };
    await ada.post('/resource-types', bucket({ name: 'rented', cost }, SIZES)).expect(201);
    const approval = {
      autoApprove: 'cost.monthlyCost <= 200',
      steps: [{ title: 'Department', approvers: { role: 'dept_admin' as const } }],
    };
    await ada.post('/resource-types', bucket({ name: 'dear', cost, approval }, SIZES)).expect(201);
  });
  beforeEach(async () => {
    things.reset();
    await clearQuota(backend.database.knex);
  });
  afterAll(() => backend.stop());

  const budgetOf = async (unit: Unit, caller = ada): Promise<Budget> =>
    (await caller.get(`/units/${unit.id}/quota`).expect(200)).body.budget;
  const put = (
    unit: Unit,
    body: Record<string, unknown>,
    caller = ada,
    headers = { 'If-Match': '*' },
  ) => caller.put(`/units/${unit.id}/budget`, body, headers);
  const used = async (unit = units.checkout) => (await budgetOf(unit)).used;
  const wish = (type: string, size: number, more: object = {}) => ({
    ...{ type, name: `r-${randomUUID().slice(0, 8)}`, unitId: units.checkout.id },
    ...{ variables: { size }, ...more },
  });
  const settled = (id: string) =>
    until(async () => {
      const { body } = await ada.get(`/resources/${id}`).expect(200);
      return ['queued', 'in_progress'].includes(body.status) ? undefined : body;
    });
  const provision = async (size: number, type = 'rented') => {
    const { body } = await tess.post('/resources', wish(type, size)).expect(201);
    return settled(body.id);
  };

  describe('of a unit', () => {
    it('is granted by whoever grants its quota, of a field by administrators', async () => {
      await put(units.commerce, { monthlyCost: 9000 }, fred).expect(403);
      await put(units.commerce, { monthlyCost: 9000 }).expect(200);
      await put(units.payments, { monthlyCost: 5000 }, dora).expect(403);
      await put(units.payments, { monthlyCost: 5000 }, fred).expect(200);
      const { body, headers } = await put(units.checkout, { monthlyCost: 2000 }, dora).expect(200);
      expect(body).toEqual({
        ...{ currency: 'EUR', limit: 2000, allotted: 0, used: 0, available: 2000 },
        etag: headers.etag,
      });
      await put(units.checkout, { monthlyCost: 1 }, tess).expect(403);
      await put(units.routing, { monthlyCost: 1 }, tess).expect(404);
      expect(await budgetOf(units.checkout, mia)).toEqual(body);
      const refused = await put(units.risk, { monthlyCost: 3001 }, dora).expect(409);
      expect(refused.body.error).toMatchObject({
        code: 'QUOTA_EXCEEDED',
        message:
          'Department Payments has EUR 30.00 a month left of EUR 50.00; EUR 30.01 were asked for',
      });
    });

    it.each([
      [{}, '/monthlyCost is required'],
      [
        { monthlyCost: 12.5 },
        '/monthlyCost must be a whole number, in the smallest unit of the currency: 1250 for 12.50',
      ],
      [{ monthlyCost: -1 }, '/monthlyCost must not be negative'],
      [{ monthlyCost: '5' }, '/monthlyCost must be a number'],
      [{ monthlyCost: 2e12 }, '/monthlyCost must be at most 1000000000000'],
      [{ monthlyCost: 1, cpu: 2 }, ' has keys that are not known: cpu'],
    ])('is refused as %j', async (body, problem) => {
      expect(await problemsOf(put(units.checkout, body))).toEqual([problem]);
    });

    it('is changed only by whoever saw it', async () => {
      await put(units.checkout, { monthlyCost: 1 }, ada, {} as never).expect(428);
      await put(units.checkout, { monthlyCost: 1 }, ada, { 'If-Match': '"0"' }).expect(412);
    });

    it('stands in the tree, of units whose figures one may read', async () => {
      await provision(7);
      await put(units.payments, { monthlyCost: 5000 }).expect(200);
      const tree = async (caller: Caller): Promise<AllocationNode[]> => {
        const flat = (node: AllocationNode): AllocationNode[] => [
          node,
          ...node.children.flatMap(flat),
        ];
        return flat((await caller.get('/allocation-tree').expect(200)).body);
      };
      const shown = (nodes: AllocationNode[]) =>
        Object.fromEntries(
          nodes.flatMap(({ unit, budget }) =>
            budget ? [[unit.name, [budget.limit, budget.allotted, budget.used]]] : [],
          ),
        );
      expect(shown(await tree(ada))).toMatchObject({
        ...{ Meridian: [null, 0, 700], Commerce: [null, 5000, 700], Payments: [5000, 700, 700] },
        ...{ Checkout: [700, 0, 700], Risk: [0, 0, 0], Fleet: [null, 0, 0] },
      });
      expect(shown(await tree(tess))).toEqual({ Checkout: [700, 0, 700] });
    });
  });

  describe('of a resource', () => {
    it('is asked for in whole cents', async () => {
      const cost = { monthlyCost: 'variables.size == 1 ? 12.5 : 25.0' };
      await ada.post('/resource-types', bucket({ name: 'odd', cost }, SIZES)).expect(201);
      expect(await problemsOf(tess.post('/resources', wish('odd', 1)))).toEqual([
        '/variables the cost in monthlyCost must be a whole number from 0 on, in the smallest unit of the currency: 1250 for 12.50; with these values variables.size == 1 ? 12.5 : 25.0 is 12.5',
      ]);
      const wrong = bucket({ name: 'wrong', cost: { monthlyCost: 'variables.size *' } }, SIZES);
      const [problem] = await problemsOf(ada.post('/resource-types', wrong));
      expect(problem).toMatch(/^\/cost\/monthlyCost /);
    });

    it('is told before, held from the request on, and refused where it is too much', async () => {
      await put(units.payments, { monthlyCost: 2000 }).expect(200);
      await put(units.checkout, { monthlyCost: 1000 }).expect(200);
      const dry = (size: number) =>
        tess.post('/resources', { ...wish('rented', size), dryRun: true }).expect(200);
      const { body: fits } = await dry(10);
      expect(fits).toMatchObject({
        ...{ valid: true, quota: [], cost: { cpu: 0, ramGb: 0, monthlyCost: 1000 } },
        budget: [{ unit: 'Checkout', kind: 'team', before: 1000, after: 0 }],
      });
      const { body: over } = await dry(11);
      const message =
        'Team Checkout has EUR 10.00 a month left of EUR 10.00; EUR 11.00 were asked for';
      expect(over).toMatchObject({
        ...{ valid: false, problems: [{ code: 'QUOTA_EXCEEDED', message }] },
        budget: [{ before: 1000, after: -100 }],
      });
      const refused = await tess.post('/resources', wish('rented', 11)).expect(409);
      expect(refused.body.error).toMatchObject({ code: 'QUOTA_EXCEEDED', message });
      const { body } = await tess.post('/resources', wish('rented', 10)).expect(201);
      expect(body).toMatchObject({ reservation: 'held', cost: { monthlyCost: 1000 } });
      expect(await used()).toBe(1000);
      await settled(body.id);
    });

    it('plays no part where nothing costs any', async () => {
      await put(units.checkout, { monthlyCost: 0 }).expect(200);
      const { body } = await tess.post('/resources', wish('rented', 0)).expect(201);
      expect(body.cost).toEqual({ cpu: 0, ramGb: 0 });
      expect(body).not.toHaveProperty('reservation');
      const dryRun = { ...wish('rented', 0), dryRun: true };
      expect((await tess.post('/resources', dryRun).expect(200)).body).not.toHaveProperty('budget');
      await settled(body.id);
    });

    it('stays for the larger of both while a change goes on, and is given back in the end', async () => {
      await put(units.checkout, { monthlyCost: 1000 }).expect(200);
      const { id } = await provision(4);
      const change = (size: number, more = {}) =>
        tess.patch(`/resources/${id}`, { variables: { size }, ...more });
      const { body: forecast } = await change(6, { dryRun: true }).expect(200);
      expect(forecast).toMatchObject({
        cost: {
          before: { monthlyCost: 400 },
          after: { monthlyCost: 600 },
          delta: { monthlyCost: 200 },
        },
        budget: [{ unit: 'Checkout', before: 600, after: 400 }],
      });
      await change(11).expect(409);
      let finish = () => {};
      const going = new Promise<void>(resolve => (finish = resolve));
      things.at('before:make', () => going);
      await change(2).expect(202);
      expect(await used()).toBe(400);
      finish();
      await until(async () => ((await used()) === 200 ? true : undefined));
      await settled(id);
      things.at('before:make', undefined);
      await change(9).expect(202);
      expect(await used()).toBe(900);
      await settled(id);
      await tess.post(`/resources/${id}/actions/destroy`, {}).expect(202);
      await until(async () => ((await settled(id)).state === 'destroyed' ? true : undefined));
      expect(await used()).toBe(0);
      await tess.post(`/resources/${id}/actions/recreate`, {}).expect(202);
      expect(await used()).toBe(900);
      await settled(id);
    });

    it('begins with a change of what has cost nothing', async () => {
      await put(units.checkout, { monthlyCost: 500 }).expect(200);
      const { id } = await provision(0);
      await tess.patch(`/resources/${id}`, { variables: { size: 6 } }).expect(409);
      await tess.patch(`/resources/${id}`, { variables: { size: 5 } }).expect(202);
      const after = await until(async () => {
        const { body } = await ada.get(`/resources/${id}`);
        return body.reservation === 'committed' ? body : undefined;
      });
      expect([after.cost.monthlyCost, await used()]).toEqual([500, 500]);
    });

    it('of a failed request is given back once nothing is left of it', async () => {
      await put(units.checkout, { monthlyCost: 500 }).expect(200);
      let takesBack = false;
      things.at('effect:make', () => {
        throw new Error('The plug was pulled');
      });
      things.at('before:takeBack', () => {
        if (!takesBack) throw new Error('Not yet');
      });
      const { body } = await tess.post('/resources', wish('rented', 5)).expect(201);
      await until(async () => {
        const { statusReason } = (await ada.get(`/resources/${body.id}`)).body;
        return statusReason?.includes('Not yet') ? true : undefined;
      });
      expect(await used()).toBe(500);
      takesBack = true;
      await until(async () => ((await used()) === 0 ? true : undefined));
    });

    it('decides whether somebody is asked, who sees the difference', async () => {
      await put(units.checkout, { monthlyCost: 1000 }).expect(200);
      const { id, status } = await provision(2, 'dear');
      expect(status).toBe('done');
      await tess.patch(`/resources/${id}`, { variables: { size: 3 } }).expect(202);
      const approval: Approval = await until(async () => {
        const { body } = await dora.get(`/approvals?resourceId=${id}`).expect(200);
        return body.items.find((one: Approval) => one.resource.id === id);
      });
      expect(approval).toMatchObject({
        cost: { monthlyCost: 300 },
        costBefore: { monthlyCost: 200 },
      });
      expect(await used()).toBe(300);
      await tess.post(`/resources/${id}/actions/cancel`, {}).expect(202);
      expect(await used()).toBe(200);
      await tom.get(`/resources/${id}`).expect(404);
    });
  });

  it('on record keeps its currency, with which it was granted', async () => {
    const { database } = backend;
    const startIn = (currency: string) =>
      startInfraBackend({ database, infra: { cost: { currency } } });
    await put(units.checkout, { monthlyCost: 500 }).expect(200);
    const granted = database.knex('audit_entries').where({ event: 'budget-granted' });
    const { after } = await granted.orderBy('id', 'desc').first();
    expect(after).toMatchObject({ monthlyCost: 500, currency: 'EUR' });
    await expect(startIn('USD')).rejects.toThrow(
      'Monthly costs and budgets are on record in EUR, and infra.cost.currency is USD: set it to EUR',
    );
    await put(units.checkout, { monthlyCost: null }).expect(200);
    const { body } = await tess.post('/resources', wish('rented', 1)).expect(201);
    await settled(body.id);
    await expect(startIn('USD')).rejects.toThrow('on record in EUR');
    await (await startIn('EUR')).stop();

    await clearQuota(database.knex);
    await (await startIn('USD')).stop();
    expect(await database.knex('money').pluck('currency')).toEqual(['USD']);
    await (await startIn('EUR')).stop();
  });

  it('has a course, as quota has', async () => {
    const { knex } = backend.database;
    const history = new BudgetHistoryStore(knex);
    expect(await history.record()).toBe(0);
    await put(units.checkout, { monthlyCost: 1000 }).expect(200);
    await provision(3);
    // The team, and three levels above it.
    expect(await history.record()).toBe(4);
    expect(await history.record()).toBe(0);
    await provision(2);
    const { body } = await mia.get(`/units/${units.checkout.id}/quota/history`).expect(200);
    const points = body.budget.map(({ limit, used: spent }: { limit: number; used: number }) => [
      limit,
      spent,
    ]);
    expect(points).toEqual([
      [1000, 300],
      [1000, 500],
    ]);
  });
});
