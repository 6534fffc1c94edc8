import type { Approval, Resource } from '@bailiwick/backstage-plugin-infra-common';
import type {
  ApplyResult,
  PlanResult,
  ProvisionerContext,
} from '@bailiwick/backstage-plugin-infra-node';
import { randomBytes } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { addServers } from '../quota/__testUtils__/servers';
import { SITE, temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { until } from '../runs/__testUtils__/waiting';
import { bucket, problemsOf, startTypeBackend } from './types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

/** Plans as many things as a size says, and remembers which plan it was to carry out. */
class CountingProvisioner extends ThingProvisioner {
  plans = 0;
  carriedOut: (string | undefined)[] = [];

  override async plan(context: ProvisionerContext<{}>): Promise<PlanResult> {
    this.plans += 1;
    const { name, variables } = context.resource;
    const action = context.planFor === 'destroy' ? 'destroy' : 'create';
    const changes = Array.from({ length: Number(variables.size) }, (_, index) => ({
      ...{ address: `thing.${name}[${index}]`, action: action as 'create', attributes: [] },
    }));
    return { summary: { [action]: changes.length }, changes, artifact: Buffer.from(`${action}!`) };
  }

  override async apply(context: ProvisionerContext<{}>): Promise<ApplyResult> {
    this.carriedOut.push((await context.approvedPlan())?.toString());
    return super.apply(context);
  }

  override async destroy(context: ProvisionerContext<{}>): Promise<void> {
    this.carriedOut.push((await context.approvedPlan())?.toString());
    return super.destroy(context);
  }
}

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: { size: { type: 'integer', minimum: 1, default: 1 } },
};

const policies = [
  { name: 'few', expression: 'plan.create <= 3', message: 'At most three at a time' },
  { name: 'kept', expression: 'plan.destroy <= 2', message: 'Ask the platform team' },
];

let backend: InfraBackend;
let units: SmallOrganisation;
let provisioner: CountingProvisioner;
let [ada, dora, tess]: Caller[] = [];

beforeAll(async () => {
  provisioner = new CountingProvisioner(temporaryFolder(), 'counting');
  const blind = Object.assign(new ThingProvisioner(temporaryFolder(), 'blind'), {
    plan: undefined,
  });
  const keys = [{ id: 'test', secret: randomBytes(32).toString('base64') }];
  ({ backend } = await startTypeBackend({
    ...{ provisioners: [provisioner, blind], infra: { encryption: { keys } } },
  }));
  units = await buildSmallOrganisation(backend);
  [ada, dora, tess] = ['ada', 'dora', 'tess'].map(name => backend.as(name));
  await addServers(backend.database.knex, [
    { fieldId: units.commerce.id, site: SITE, cpu: 100, ramGb: 100 },
  ]);
  for (const unit of [units.payments, units.checkout]) {
    await ada
      .put(`/units/${unit.id}/quota/${SITE}`, { cpu: 50, ramGb: 50 }, { 'If-None-Match': '*' })
      .expect(200);
  }
  const approval = {
    autoApprove: 'variables.size < 10',
    steps: [{ title: 'Department', approvers: { role: 'dept_admin' as const } }],
  };
  for (const type of [
    { name: 'ruled', policies },
    { name: 'asked', policies, approval },
    { name: 'free' },
    { name: 'priced', policies, cost: { cpu: 'variables.size', ramGb: '1' } },
  ]) {
    await ada
      .post('/resource-types', bucket({ ...type, provisioner: 'counting' }, { schema }))
      .expect(201);
  }
});

beforeEach(() => {
  provisioner.plans = 0;
  provisioner.carriedOut = [];
});

afterAll(() => backend.stop());

let count = 0;
const settled = (id: string): Promise<Resource> =>
  until(async () => {
    const { body } = await tess.get(`/resources/${id}`).expect(200);
    return ['queued', 'in_progress'].includes(body.status) ? undefined : body;
  });
const request = async (type: string, size: number): Promise<Resource> => {
  count += 1;
  const wish = { type, name: `r${count}`, unitId: units.checkout.id, variables: { size } };
  const place = type === 'priced' ? { site: SITE } : {};
  return settled((await tess.post('/resources', { ...wish, ...place }).expect(201)).body.id);
};
const act = async (id: string, action: string) => {
  await tess.post(`/resources/${id}/actions/${action}`).expect(202);
  return settled(id);
};
const logOf = async ({ lastRunId }: Resource): Promise<string[]> => {
  const { body } = await tess.get(`/runs/${lastRunId}/logs`).expect(200);
  return body.items.map(({ phase, text }: Record<string, string>) => `${phase} ${text}`);
};
const refusal = (name: string, message: string) =>
  `A policy speaks against the plan: ${name}: ${message}`;

describe('rules for plans, where nobody is asked', () => {
  it.each(['ruled', 'asked'])('keep a run of the type %s from what they forbid', async type => {
    const refused = await request(type, 4);
    expect(refused).toMatchObject({
      ...{ state: 'provision', status: 'error' },
      statusReason: refusal('few', 'At most three at a time'),
    });
    expect(provisioner.carriedOut).toEqual([]);
    expect(await provisioner.things()).not.toContain(refused.name);
    expect(await logOf(refused)).toEqual(
      expect.arrayContaining(['policy Broken: few', 'policy Kept: kept']),
    );
  });

  it('hold no quota while nothing was ever made, and hold it once something may have been', async () => {
    provisioner.compensate = undefined;
    const { id, ...first } = await request('priced', 4);
    expect(first).toMatchObject({ status: 'error', reservation: 'released' });
    expect(await act(id, 'retry')).toMatchObject({ status: 'error', reservation: 'released' });
    provisioner.at('before:make', () => Promise.reject(new Error('Out of clay')));
    await tess.patch(`/resources/${id}`, { variables: { size: 2 } }).expect(202);
    expect(await settled(id)).toMatchObject({
      ...{ state: 'provision', statusReason: 'Out of clay', reservation: 'held' },
    });
    await tess.patch(`/resources/${id}`, { variables: { size: 4 } }).expect(202);
    expect(await settled(id)).toMatchObject({
      ...{ state: 'provision', statusReason: refusal('few', 'At most three at a time') },
      reservation: 'held',
    });
    provisioner.reset();
  });

  it('let a run carry out the very plan that kept them', async () => {
    const made = await request('ruled', 3);
    expect(made).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(provisioner.carriedOut).toEqual(['create!']);
    expect(provisioner.plans).toBe(1);
  });

  it('hold for changes, and for destructions', async () => {
    const { id } = await request('ruled', 2);
    await tess.patch(`/resources/${id}`, { variables: { size: 4 } }).expect(202);
    expect(await settled(id)).toMatchObject({
      ...{ state: 'provisioned', status: 'error' },
      statusReason: refusal('few', 'At most three at a time'),
    });
    const kept = await act(id, 'destroy');
    expect(kept).toMatchObject({
      ...{ state: 'destroy', status: 'error' },
      statusReason: refusal('kept', 'Ask the platform team'),
    });
    expect(provisioner.carriedOut).toEqual(['create!']);
    await ada.patch('/resource-types/ruled', { policies: policies.slice(0, 1) }).expect(200);
    expect(await act(id, 'retry')).toMatchObject({ state: 'destroyed', status: 'done' });
    expect(provisioner.carriedOut).toEqual(['create!', 'destroy!']);
    await ada.patch('/resource-types/ruled', { policies }).expect(200);
  });

  it('were held against an approved plan before, which is not made again', async () => {
    count += 1;
    const wish = { type: 'asked', name: `r${count}`, unitId: units.checkout.id };
    const variables = { size: 11 };
    const { body } = await tess.post('/resources', { ...wish, variables }).expect(201);
    /** The approval once its plan keeps the rules, or breaks one. */
    const approval = (passed: boolean): Promise<Approval> =>
      until(async () => {
        const answer = await dora.get(`/approvals?resourceId=${body.id}`).expect(200);
        const [found] = answer.body.items as Approval[];
        const results = found.digest && found.policies;
        return results && results.every(one => one.passed) === passed ? found : undefined;
      });
    const approve = async (passed: boolean) => {
      const { digest } = await approval(passed);
      return dora.post(`/resources/${body.id}/actions/approve`, { digest });
    };
    expect((await approve(false)).status).toBe(409);
    await ada.patch('/resource-types/asked', { policies: policies.slice(1) }).expect(200);
    await tess.post(`/resources/${body.id}/actions/plan`).expect(202);
    expect((await approve(true)).status).toBe(202);
    expect(await settled(body.id)).toMatchObject({ state: 'provisioned', status: 'done' });
    expect([provisioner.plans, provisioner.carriedOut]).toEqual([2, ['create!']]);
    await ada.patch('/resource-types/asked', { policies }).expect(200);
  });

  it('are refused where nothing makes plans', async () => {
    const wish = { name: 'blind', provisioner: 'blind', policies };
    const told = await problemsOf(ada.post('/resource-types', bucket(wish, { schema })));
    expect(told).toEqual(
      [0, 1].map(
        index =>
          `/policies/${index}/expression names plan, and blind makes none: it would never be checked`,
      ),
    );
    const others = [{ name: 'small', expression: 'variables.size < 5', message: 'Less' }];
    await ada
      .post('/resource-types', bucket({ ...wish, policies: others }, { schema }))
      .expect(201);
  });

  it('cost a type without any no plan', async () => {
    expect(await request('free', 9)).toMatchObject({ state: 'provisioned' });
    expect([provisioner.plans, provisioner.carriedOut]).toEqual([0, [undefined]]);
  });
});
