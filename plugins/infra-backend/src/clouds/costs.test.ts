import type { Caller, InfraBackend, SmallOrganisation } from '../__testUtils__';
import { buildSmallOrganisation } from '../__testUtils__';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { until } from '../runs/__testUtils__/waiting';
import { problemsOf, startTypeBackend } from '../resources/types/__testUtils__/typeBackend';

jest.setTimeout(120_000);

describe('a database of a cloud', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let [ada, dora, tess]: Caller[] = [];
  beforeAll(async () => {
    const opentofu = new ThingProvisioner(temporaryFolder(), 'opentofu');
    ({ backend } = await startTypeBackend({ provisioners: [opentofu] }));
    units = await buildSmallOrganisation(backend);
    [ada, dora, tess] = ['ada', 'dora', 'tess'].map(name => backend.as(name));
    const budget = { monthlyCost: 20_000 };
    await ada.put(`/units/${units.checkout.id}/budget`, budget, { 'If-Match': '*' }).expect(200);
  });
  afterAll(() => backend.stop());

  const wish = (name: string, variables: object) => ({
    ...{ type: 'aws-rds-postgresql', name, unitId: units.checkout.id },
    variables: { environment: 'dev', ...variables },
  });
  const trial = (variables: object) =>
    tess.post('/resources', { ...wish('trial', variables), dryRun: true });
  const used = async () =>
    (await ada.get(`/units/${units.checkout.id}/quota`).expect(200)).body.budget.used;
  const settled = (id: string) =>
    until(async () => {
      const { body } = await ada.get(`/resources/${id}`).expect(200);
      return ['queued', 'in_progress'].includes(body.status) ? undefined : body;
    });
  const approve = async (id: string) => {
    // There is nothing to approve before the plan is made.
    const digest = await until(async () => {
      const { body } = await dora.get('/approvals').expect(200);
      const asked = body.items.find(
        ({ resource }: { resource: { id: string } }) => resource.id === id,
      );
      return asked?.digest as string | undefined;
    });
    await dora.post(`/resources/${id}/actions/approve`, { digest }).expect(202);
  };

  it('costs by its class, its storage and its standby, before it is asked for', async () => {
    const { body } = await trial({}).expect(200);
    expect(body).toMatchObject({ cost: { monthlyCost: 1398 } });
    const large = { instance_class: 'db.m7g.large', storage_gb: 100 };
    expect((await trial(large).expect(200)).body).toMatchObject({
      cost: { monthlyCost: 13_414 },
      budget: [{ unit: 'Checkout', before: 20_000, after: 6586 }],
    });
    const doubled = wish('standby', { ...large, high_availability: true });
    const refused = await tess.post('/resources', doubled).expect(409);
    expect(refused.body.error.message).toMatch(/USD 268\.28 were asked for/);
  });

  it('is refused in a class that has no price, instead of costing nothing', async () => {
    expect(await problemsOf(trial({ instance_class: 'db.x9.huge' }))).toEqual([
      '/variables the cost in monthlyCost cannot be told: The expression fails: No such key: db.x9.huge; what has no price cannot be requested',
    ]);
  });

  it('takes from the budget what it costs, and a change the difference', async () => {
    const { body } = await tess.post('/resources', wish('shop', {})).expect(201);
    expect(await used()).toBe(1398);
    await settled(body.id);
    await approve(body.id);
    expect(await settled(body.id)).toMatchObject({ state: 'provisioned', status: 'done' });
    const { body: forecast } = await tess
      .patch(`/resources/${body.id}`, { variables: { high_availability: true }, dryRun: true })
      .expect(200);
    expect(forecast.cost).toMatchObject({
      ...{ before: { monthlyCost: 1398 }, after: { monthlyCost: 2796 } },
      delta: { monthlyCost: 1398 },
    });
    await tess
      .patch(`/resources/${body.id}`, { variables: { high_availability: true } })
      .expect(202);
    expect(await used()).toBe(2796);
    await settled(body.id);
  });
});
