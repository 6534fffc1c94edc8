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
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { gate, until } from '../runs/__testUtils__/waiting';
import {
  bucket,
  problemsOf,
  startTypeBackend,
  withVariables,
} from './types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

const SITE = 'ams1';

/** Saves its plans, and remembers which one it was to carry out. */
class SavingProvisioner extends ThingProvisioner {
  carriedOut: (string | undefined)[] = [];
  planning?: () => Promise<unknown>;

  override async plan(context: ProvisionerContext<{}>): Promise<PlanResult> {
    await this.planning?.();
    const artifact = Buffer.from(JSON.stringify(context.resource.variables));
    return { summary: { create: 1 }, changes: [], artifact };
  }

  override async apply(context: ProvisionerContext<{}>): Promise<ApplyResult> {
    const plan = await context.approvedPlan();
    this.carriedOut.push(plan?.toString());
    return super.apply(context);
  }
}

let backend: InfraBackend;
let units: SmallOrganisation;
let things: SavingProvisioner;
let [ada, dora, tess]: Caller[] = [];

beforeAll(async () => {
  things = new SavingProvisioner(temporaryFolder(), 'saving');
  const keys = [{ id: 'test', secret: randomBytes(32).toString('base64') }];
  ({ backend } = await startTypeBackend({
    ...{ provisioners: [things], infra: { encryption: { keys } } },
  }));
  units = await buildSmallOrganisation(backend);
  [ada, dora, tess] = ['ada', 'dora', 'tess'].map(name => backend.as(name));
  await addServers(backend.database.knex, [
    { fieldId: units.commerce.id, site: SITE, cpu: 100, ramGb: 100 },
  ]);
  for (const { id } of [units.payments, units.checkout]) {
    const headers = { 'If-None-Match': '*' };
    await ada.put(`/units/${id}/quota/${SITE}`, { cpu: 50, ramGb: 50 }, headers).expect(200);
  }
  const variables = withVariables({
    size: { type: 'integer', minimum: 1, default: 1 },
    region: { type: 'string', default: 'north', frozen: true },
    tier: { type: 'string', default: 'basic', restricted: true },
    domain: { type: 'string', unique: true },
  });
  const steps = [{ title: 'Department', approvers: { role: 'dept_admin' as const } }];
  const more = { provisioner: 'saving', siteRequired: true, cost: { cpu: 'variables.size' } };
  for (const type of [{ name: 'plain' }, { name: 'asked', approval: { steps } }]) {
    await ada.post('/resource-types', bucket({ ...type, ...more }, variables)).expect(201);
  }
});

afterEach(() => {
  things.reset();
  things.carriedOut = [];
  things.planning = undefined;
});

afterAll(() => backend.stop());

let count = 0;
const request = async (type: string, variables: object = {}, caller = tess): Promise<Resource> => {
  count += 1;
  const wish = { type, name: `m${count}`, unitId: units.checkout.id, site: SITE, variables };
  return (await caller.post('/resources', wish).expect(201)).body;
};
const read = async (id: string): Promise<Resource> =>
  (await tess.get(`/resources/${id}`).expect(200)).body;
const settled = (id: string): Promise<Resource> =>
  until(async () => {
    const resource = await read(id);
    return ['queued', 'in_progress'].includes(resource.status) ? undefined : resource;
  });
const provisioned = async (variables: object = {}, caller = tess) =>
  settled((await request('plain', variables, caller)).id);
const act = (id: string, action: string, body = {}, caller = tess) =>
  caller.post(`/resources/${id}/actions/${action}`, body);
const change = (id: string, variables: object, caller = tess) =>
  caller.patch(`/resources/${id}`, { variables });
const restore = (id: string, revision: number, caller = tess) =>
  caller.post(`/resources/${id}/revisions/${revision}/restore`);
const approval = (id: string): Promise<Approval> =>
  until(async () => {
    const { body } = await dora.get(`/approvals?resourceId=${id}&limit=1`).expect(200);
    return body.items[0]?.digest ? body.items[0] : undefined;
  });
const approve = async (id: string) => {
  const { digest } = await approval(id);
  return act(id, 'approve', { digest }, dora);
};
const used = async () => {
  const { body } = await ada.get(`/units/${units.checkout.id}/quota`).expect(200);
  return body.sites[0].used.cpu as number;
};
const expirePlans = () =>
  backend.database.knex('run_plans').update({ expires_at: new Date(Date.now() - 1000) });

describe('while a run is going', () => {
  it.each(['apply', 'retry', 'recreate', 'plan', 'unlock'])(
    '%s is refused with what is possible instead',
    async action => {
      const going = gate();
      things.at('before:make', going.hold);
      const { id } = await request('plain');
      await going.reached;
      const { body } = await act(id, action, { comment: 'Now' }).expect(409);
      expect(body.error).toMatchObject({
        code: 'INVALID_STATE',
        details: {
          allowedActions: expect.arrayContaining([{ action: 'cancel', allowed: true }]),
        },
      });
      going.open();
      expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
      const { body: runs } = await tess.get(`/resources/${id}/runs`).expect(200);
      expect(runs.items).toHaveLength(1);
    },
  );

  it('a change and a deletion are refused, and a destruction follows it', async () => {
    const { id } = await provisioned();
    const going = gate();
    things.at('before:make', going.hold);
    await act(id, 'apply').expect(202);
    await going.reached;
    expect((await change(id, { size: 2 }).expect(409)).body.error.code).toBe('INVALID_STATE');
    expect((await tess.del(`/resources/${id}`).expect(409)).body.error.code).toBe('INVALID_STATE');
    expect((await read(id)).pendingChange).toBeUndefined();
    await act(id, 'destroy').expect(202);
    going.open();
    expect(await settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
  });

  it('one of two applies that are asked for at once is carried out', async () => {
    const { id } = await provisioned();
    const answers = await Promise.all([act(id, 'apply'), act(id, 'apply')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    await settled(id);
    expect(things.carriedOut).toHaveLength(2);
  });
});

describe('a plan that has expired', () => {
  it('is not approved any more, and another one is', async () => {
    const { id } = await request('asked');
    await approval(id);
    await expirePlans();
    const { body } = await await approve(id);
    expect(body.error).toMatchObject({
      code: 'CONFLICT',
      message: 'The plan has expired: plan again',
    });
    const old = (await approval(id)).planRunId;
    await act(id, 'plan').expect(202);
    await until(async () => ((await approval(id)).planRunId === old ? undefined : true));
    expect((await approve(id)).status).toBe(202);
    expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('between its approval and its run is not carried out', async () => {
    const { id } = await request('asked');
    const { digest } = await approval(id);
    const { knex } = backend.database;
    await knex.raw(`
      CREATE FUNCTION expire() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN UPDATE run_plans SET expires_at = now() - interval '1 s'; RETURN NULL; END $$`);
    await knex.raw(`
      CREATE TRIGGER expire AFTER INSERT ON runs FOR EACH ROW
      WHEN (NEW.kind = 'apply') EXECUTE FUNCTION expire()`);
    await act(id, 'approve', { digest }, dora).expect(202);
    await knex.raw('DROP FUNCTION expire CASCADE');
    expect(await settled(id)).toMatchObject({
      ...{ state: 'provision', status: 'error' },
      statusReason: 'The approved plan has expired: plan and approve again',
    });
    expect(things.carriedOut).toEqual([]);
  });
});

describe('what waits for an approval', () => {
  it('is deleted with its plan and its quota, also while it is planned', async () => {
    const before = await used();
    const planning = gate();
    things.planning = planning.hold;
    const { id, lastRunId } = await request('asked', { size: 7 });
    await planning.reached;
    expect(await used()).toBe(before + 7);
    await tess.del(`/resources/${id}`).expect(204);
    planning.open();
    expect(await used()).toBe(before);
    await tess.get(`/resources/${id}`).expect(404);
    await tess.get(`/runs/${lastRunId}`).expect(404);
    const { body } = await dora.get('/approvals?status=open&limit=200').expect(200);
    expect(JSON.stringify(body)).not.toContain(id);
    const { rows } = await backend.database.knex.raw(
      `SELECT (SELECT count(*) FROM runs WHERE resource_id = :id)
         + (SELECT count(*) FROM run_plans WHERE resource_id = :id)
         + (SELECT count(*) FROM reservations WHERE resource_id = :id AND state <> 'released') AS left`,
      { id },
    );
    expect(rows).toEqual([{ left: '0' }]);
  });
});

it('what was destroyed is not deleted by who saw it as it was before', async () => {
  const { id } = await provisioned();
  await change(id, { size: 2 }).expect(202);
  await settled(id);
  await act(id, 'destroy').expect(202);
  await settled(id);
  const stale = await tess.del(`/resources/${id}`, { 'If-Match': '"1"' }).expect(412);
  expect(stale.body.error.code).toBe('STALE_REVISION');
  await tess.del(`/resources/${id}`, { 'If-Match': '"2"' }).expect(204);
});

describe('an earlier revision', () => {
  it('is not restored by who saw the resource as it was', async () => {
    const { id } = await provisioned();
    const { headers } = await tess.get(`/resources/${id}`).expect(200);
    await change(id, { size: 2 }).expect(202);
    await settled(id);
    const path = `/resources/${id}/revisions/1/restore`;
    const stale = await tess.post(path, {}, { 'If-Match': headers.etag }).expect(412);
    expect(stale.body.error.code).toBe('STALE_REVISION');
    await tess.post(path, {}, { 'If-Match': '"2"' }).expect(202);
    expect(await settled(id)).toMatchObject({ revision: 3, variables: { size: 1 } });
  });

  it('is not restored past what only administrators set', async () => {
    const { id } = await provisioned();
    await change(id, { tier: 'gold' }, ada).expect(202);
    await settled(id);
    expect(await problemsOf(restore(id, 1))).toEqual([
      '/variables/tier can only be set by an administrator',
    ]);
    await restore(id, 1, ada).expect(202);
    expect(await settled(id)).toMatchObject({ revision: 3, variables: { tier: 'basic' } });
  });

  it('is not restored past what is frozen', async () => {
    const { id } = await provisioned();
    await change(id, { size: 2 }).expect(202);
    await settled(id);
    // As a revision from before the variable was frozen.
    await backend.database
      .knex('resource_revisions')
      .where({ resource_id: id, revision: 1 })
      .update({ variables: { size: 1, region: 'south', tier: 'basic' } });
    expect(await problemsOf(restore(id, 1))).toEqual([
      '/variables/region cannot change once the resource is provisioned',
    ]);
  });

  it('is not restored with a value that another resource has by now, nor beyond the quota', async () => {
    const { id } = await provisioned({ domain: 'first.example', size: 30 });
    await change(id, { domain: 'second.example', size: 1 }).expect(202);
    await settled(id);
    const other = await provisioned({ domain: 'first.example', size: 25 });
    const taken = await restore(id, 1).expect(409);
    expect(taken.body.error).toMatchObject({
      code: 'CONFLICT',
      details: { pointer: '/variables/domain' },
    });
    await change(other.id, { domain: 'third.example' }).expect(202);
    await settled(other.id);
    expect((await restore(id, 1).expect(409)).body.error.code).toBe('QUOTA_EXCEEDED');
    expect((await read(id)).pendingChange).toBeUndefined();
    for (const each of [id, other.id]) {
      await act(each, 'destroy').expect(202);
      await settled(each);
    }
  });
});

it('what was destroyed is not recreated once its type is disabled or its version archived', async () => {
  const { id } = await provisioned();
  await act(id, 'destroy').expect(202);
  await settled(id);
  await ada.patch('/resource-types/plain', { enabled: false }).expect(200);
  const disabled = await act(id, 'recreate').expect(409);
  expect(disabled.body.error.message).toBe('The resource type plain is disabled');
  await ada.patch('/resource-types/plain', { enabled: true }).expect(200);
  const version = '/resource-types/plain/versions/1.0.0';
  await ada.patch(version, { lifecycle: 'archived' }).expect(200);
  const archived = await act(id, 'recreate').expect(409);
  expect(archived.body.error.message).toContain('is archived');
  await ada.patch(version, { lifecycle: 'active' }).expect(200);
  await act(id, 'recreate').expect(202);
  expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
});

it('a type that is disabled lets go of what there is of it', async () => {
  const { id } = await request('asked');
  await approve(id);
  await settled(id);
  await ada.patch('/resource-types/asked', { enabled: false }).expect(200);
  await act(id, 'destroy').expect(202);
  expect((await approve(id)).status).toBe(202);
  expect(await settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  await ada.patch('/resource-types/asked', { enabled: true }).expect(200);
});
