import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Approval, Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  type BuiltInResourceType,
  type PlanResult,
  type ProvisionerContext,
  provisionersExtensionPoint,
  resourceTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { ApprovalStore } from './ApprovalStore';
import { addServers } from '../quota/__testUtils__/servers';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner, thingType } from '../runs/__testUtils__/ThingProvisioner';
import { gate, until } from '../runs/__testUtils__/waiting';

jest.setTimeout(60_000);

const SITE = 'ams1';
const SECRET = Buffer.alloc(32, 7).toString('base64');

/** Plans what it would write, and applies only a plan that says so. */
class PlanningProvisioner extends ThingProvisioner {
  applied: (string | undefined)[] = [];
  planning: Promise<void> | undefined;
  failsToPlan = false;

  override async plan(context: ProvisionerContext<{}>): Promise<PlanResult> {
    const log = await context.phase('plan');
    await this.planning;
    if (this.failsToPlan) throw new Error('The module is broken');
    const text = JSON.stringify([context.planFor, context.resource.variables]);
    log.info(`Plans ${text}`);
    return {
      summary: { create: 1 },
      changes: [
        {
          address: `thing.${context.resource.name}`,
          action: context.planFor === 'destroy' ? 'destroy' : 'create',
          attributes: [{ path: 'size', after: context.resource.variables.size ?? null }],
        },
      ],
      artifact: Buffer.from(text),
    };
  }

  override async apply(context: ProvisionerContext<{}>) {
    const plan = (await context.approvedPlan())?.toString();
    this.applied.push(plan);
    return super.apply(context);
  }
}

const POLICY: NonNullable<BuiltInResourceType['approval']> = {
  steps: [{ title: 'Department', approvers: { role: 'dept_admin' }, needed: 1 }],
  order: 'sequential',
  autoApprove: 'cost.cpu <= 2',
  kinds: ['create', 'change', 'destroy'],
};

const guarded: BuiltInResourceType = { ...thingType, name: 'guarded', approval: POLICY };
const unplanned: BuiltInResourceType = {
  ...thingType,
  ...{ name: 'unplanned', provisioner: 'simple', approval: POLICY },
};
const twoSteps: BuiltInResourceType = {
  ...thingType,
  name: 'two-steps',
  approval: {
    ...POLICY,
    autoApprove: undefined,
    steps: [
      { title: 'Department', approvers: { role: 'dept_admin' }, needed: 1 },
      {
        title: 'Field',
        approvers: { role: 'field_admin' },
        needed: 1,
        when: 'cost.cpu > 4',
      },
    ],
  },
};
const limited: BuiltInResourceType = {
  ...thingType,
  ...{ name: 'limited', approval: { ...POLICY, autoApprove: undefined } },
  policies: [
    { name: 'Nothing is destroyed', expression: 'plan.destroy == 0', message: 'Ask platform' },
  ],
};

let backend: InfraBackend;
let units: SmallOrganisation;
let planning: PlanningProvisioner;
let simple: ThingProvisioner;
let [ada, dora, fred, tess, tom, mia]: Caller[] = [];

beforeAll(async () => {
  planning = new PlanningProvisioner(temporaryFolder());
  simple = new ThingProvisioner(temporaryFolder(), 'simple');
  Object.assign(simple, { plan: undefined });
  backend = await startInfraBackend({
    infra: { encryption: { keys: [{ id: 'test', secret: SECRET }] } },
    features: [
      createBackendModule({
        pluginId: 'infra',
        moduleId: 'things',
        register(env) {
          env.registerInit({
            deps: { provisioners: provisionersExtensionPoint, types: resourceTypesExtensionPoint },
            async init({ provisioners, types }) {
              provisioners.addProvisioner(planning);
              provisioners.addProvisioner(simple);
              [guarded, unplanned, twoSteps, limited].forEach(type => types.addResourceType(type));
            },
          });
        },
      }),
    ],
  });
  units = await buildSmallOrganisation(backend);
  [ada, dora, fred, tess, tom, mia] = ['ada', 'dora', 'fred', 'tess', 'tom', 'mia'].map(name =>
    backend.as(name),
  );
  await addServers(backend.database.knex, [
    { fieldId: units.commerce.id, site: SITE, cpu: 1000, ramGb: 1000 },
  ]);
  const none = { 'If-None-Match': '*' };
  for (const unit of [units.payments, units.checkout]) {
    await ada.put(`/units/${unit.id}/quota/${SITE}`, { cpu: 400, ramGb: 400 }, none).expect(200);
  }
});

afterEach(() => {
  planning.reset();
  planning.applied = [];
  planning.failsToPlan = false;
  planning.planning = undefined;
  simple.reset();
});

afterAll(() => backend.stop());

let counter = 0;
const request = async (type = 'guarded', size = 10): Promise<Resource> => {
  counter += 1;
  const wish = { type, name: `t${counter}`, unitId: units.checkout.id, site: SITE };
  return (await tess.post('/resources', { ...wish, variables: { size } }).expect(201)).body;
};

const read = async (id: string, caller = tess): Promise<Resource> =>
  (await caller.get(`/resources/${id}`).expect(200)).body;

const approvalOf = async (id: string, caller = dora): Promise<Approval> =>
  (await caller.get(`/approvals?resourceId=${id}&limit=1`).expect(200)).body.items[0];

/** The approval once its plan is made. */
const planned = (id: string): Promise<Approval & { digest: string }> =>
  until(async () => {
    const approval = await approvalOf(id);
    return approval.digest ? (approval as Approval & { digest: string }) : undefined;
  });

const settled = (id: string): Promise<Resource> =>
  until(async () => {
    const resource = await read(id);
    return ['queued', 'in_progress', 'pending'].includes(resource.status) ? undefined : resource;
  });

const act = (id: string, action: string, caller: Caller, body = {}) =>
  caller.post(`/resources/${id}/actions/${action}`, body);

const approve = async (id: string, caller = dora) =>
  act(id, 'approve', caller, { digest: (await planned(id)).digest }).expect(202);

const used = async () => {
  const { body } = await ada.get(`/units/${units.checkout.id}/quota`).expect(200);
  return body.sites[0].used.cpu as number;
};

/** A resource that was approved and provisioned. */
const provisioned = async (type = 'guarded', size = 10): Promise<Resource> => {
  const { id } = await request(type, size);
  await approve(id);
  return settled(id);
};

const approveChange = async (id: string, size: number) => {
  await tess.patch(`/resources/${id}`, { variables: { size } }).expect(202);
  await approve(id);
  await settled(id);
};

describe('a request that needs an approval', () => {
  it('waits with its plan, is approved by somebody else, and just that plan is applied', async () => {
    const before = await used();
    const { id, status } = await request();
    expect(status).toBe('approval_pending');
    expect(await used()).toBe(before + 10);
    const approval = await planned(id);
    expect(approval).toMatchObject({
      ...{ kind: 'create', status: 'open', planStatus: 'ready', mayDecide: true },
      ...{ requestedBy: tess.ref, variables: { size: 10 }, cost: { cpu: 10, ramGb: 10 } },
      steps: [{ title: 'Department', status: 'open', decisions: [] }],
    });
    const { body: plan } = await dora.get(`/runs/${approval.planRunId}/plan`).expect(200);
    expect(plan).toMatchObject({ digest: approval.digest, counts: { create: 1 } });
    expect(await planning.things()).not.toContain(`checkout.t${counter}`);

    await act(id, 'approve', dora, { digest: approval.digest, comment: 'Fine' }).expect(202);
    expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(planning.applied).toEqual([JSON.stringify(['apply', { size: 10 }])]);
    const closed = await approvalOf(id);
    expect(closed).toMatchObject({
      status: 'approved',
      steps: [{ decisions: [{ by: dora.ref, decision: 'approved', comment: 'Fine' }] }],
    });
  });

  it('begins at once where the policy says so', async () => {
    const { id, status } = await request('guarded', 2);
    expect(status).toBe('queued');
    expect(await settled(id)).toMatchObject({ state: 'provisioned' });
    expect(await approvalOf(id)).toBeUndefined();
  });

  it('says beforehand who will decide', async () => {
    const wish = { type: 'guarded', name: 'dry', unitId: units.checkout.id, site: SITE };
    const ask = async (size: number) =>
      (await tess.post('/resources', { ...wish, variables: { size }, dryRun: true }).expect(200))
        .body.approval;
    expect(await ask(10)).toEqual({
      required: true,
      steps: [{ title: 'Department', approvers: 'an administrator of the department' }],
    });
    expect(await ask(1)).toEqual({ required: false, steps: [] });
  });

  it('is not decided by who made it, by who may not, nor by who may not read it', async () => {
    const { id } = await request();
    const { digest } = await planned(id);
    for (const caller of [tess, mia, fred]) {
      const { body } = await act(id, 'approve', caller, { digest }).expect(403);
      expect(body.error.code).toBe('FORBIDDEN');
    }
    await act(id, 'approve', tom, { digest }).expect(404);
    await tom.get(`/approvals/${(await approvalOf(id)).id}`).expect(404);
    expect((await approvalOf(id, tess)).reason).toMatch(/request of their own/);
    expect((await approvalOf(id, mia)).reason).toMatch(/an administrator of the department/);
    expect(await read(id)).toMatchObject({ status: 'approval_pending' });
  });

  it('is not approved blindly, on an old digest, or before its plan is there', async () => {
    const open = gate();
    planning.planning = open.hold();
    const { id } = await request();
    const early = await act(id, 'approve', dora, { digest: 'x' }).expect(409);
    expect(early.body.error.message).toMatch(/still being made/);
    open.open();
    const { digest } = await planned(id);
    const blind = await act(id, 'approve', dora).expect(400);
    expect(blind.body.error.details).toEqual([
      { pointer: '/digest', message: expect.stringMatching(/is required/) },
    ]);
    await act(id, 'approve', dora, { digest: `${digest}0` }).expect(409);
    expect((await approvalOf(id)).steps[0].decisions).toEqual([]);
  });

  it('is decided by one of two who approve at once', async () => {
    const { id } = await request();
    const { digest } = await planned(id);
    const answers = await Promise.all(
      [dora, ada].map(caller => act(id, 'approve', caller, { digest })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await settled(id)).toMatchObject({ state: 'provisioned' });
    expect(planning.applied).toHaveLength(1);
  });

  it('is rejected with a reason, gives its quota back, and can be asked for again', async () => {
    const before = await used();
    const { id } = await request();
    await planned(id);
    const silent = await act(id, 'reject', dora).expect(400);
    expect(silent.body.error.details[0].pointer).toBe('/comment');
    await act(id, 'reject', dora, { comment: 'Too large' }).expect(202);
    expect(await read(id)).toMatchObject({
      ...{ state: 'provision', status: 'rejected', reservation: 'released' },
      statusReason: `Rejected by ${dora.ref}: Too large`,
    });
    expect(await used()).toBe(before);
    await act(id, 'recreate', tess).expect(202);
    expect(await read(id)).toMatchObject({ status: 'approval_pending', reservation: 'held' });
    await approve(id);
    expect(await settled(id)).toMatchObject({ state: 'provisioned' });
  });

  it('is withdrawn by the team', async () => {
    const before = await used();
    const { id } = await request();
    await act(id, 'cancel', tess).expect(202);
    expect(await read(id)).toMatchObject({ state: 'provision', status: 'rejected' });
    expect(await approvalOf(id)).toMatchObject({ status: 'withdrawn' });
    expect(await used()).toBe(before);
    await tess.del(`/resources/${id}`).expect(204);
  });

  it('says that its plan failed, and is planned again', async () => {
    planning.failsToPlan = true;
    const { id } = await request();
    const failed = await until(async () => {
      const approval = await approvalOf(id);
      return approval.planStatus === 'failed' ? approval : undefined;
    });
    expect(failed.digest).toBeUndefined();
    expect(await read(id)).toMatchObject({
      ...{ status: 'approval_pending', statusReason: 'The plan failed: The module is broken' },
    });
    await act(id, 'approve', dora, { digest: 'x' }).expect(409);
    planning.failsToPlan = false;
    await act(id, 'plan', tess).expect(202);
    await approve(id);
    expect(await settled(id)).toMatchObject({ state: 'provisioned' });
  });

  it('is not approved against a policy of the type', async () => {
    const { id } = await provisioned('limited');
    await act(id, 'destroy', tess).expect(202);
    const { digest, policies } = await planned(id);
    expect(policies).toEqual([
      { name: 'Nothing is destroyed', passed: false, message: 'Ask platform' },
    ]);
    const { body } = await act(id, 'approve', dora, { digest }).expect(409);
    expect(body.error.message).toMatch(/Nothing is destroyed: Ask platform/);
  });

  it('passes its steps in order', async () => {
    const { id } = await request('two-steps', 10);
    const { digest, steps } = await planned(id);
    expect(steps.map(({ status }) => status)).toEqual(['open', 'waiting']);
    await act(id, 'approve', fred, { digest }).expect(403);
    await act(id, 'approve', dora, { digest }).expect(202);
    expect(await read(id)).toMatchObject({ status: 'approval_pending' });
    await act(id, 'approve', dora, { digest }).expect(403);
    await act(id, 'approve', fred, { digest }).expect(202);
    expect(await settled(id)).toMatchObject({ state: 'provisioned' });
  });

  it('forgets decisions on an older plan', async () => {
    const { id } = await request('two-steps', 10);
    const { digest } = await planned(id);
    await act(id, 'approve', dora, { digest }).expect(202);
    await backend.database
      .knex('resources')
      .where({ id })
      .update({ variables: { size: 11 } });
    await act(id, 'plan', tess).expect(202);
    const again = await until(async () => {
      const approval = await approvalOf(id);
      return approval.digest && approval.digest !== digest ? approval : undefined;
    });
    expect(again.steps.map(({ status }) => status)).toEqual(['open', 'waiting']);
  });

  it('leaves out a step whose condition does not hold', async () => {
    const { id } = await request('two-steps', 3);
    expect((await planned(id)).steps).toHaveLength(1);
  });

  it('is refused once what it is made from is another', async () => {
    const { id } = await request();
    const { digest } = await planned(id);
    await backend.database
      .knex('resources')
      .where({ id })
      .update({ variables: { size: 99 } });
    const { body } = await act(id, 'approve', dora, { digest }).expect(409);
    expect(body.error.message).toMatch(/has changed since/);
    expect(await read(id)).toMatchObject({ status: 'approval_pending' });
  });

  it('is not carried out with inputs that were enlarged after the approval', async () => {
    const { id } = await request();
    const { digest } = await planned(id);
    const { knex } = backend.database;
    await knex.raw(`
      CREATE FUNCTION enlarge() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE resources SET variables = '{"size": 99}' WHERE id = NEW.resource_id;
        RETURN NULL;
      END $$`);
    await knex.raw(`
      CREATE TRIGGER enlarge AFTER INSERT ON runs FOR EACH ROW
      WHEN (NEW.kind = 'apply') EXECUTE FUNCTION enlarge()`);
    await act(id, 'approve', dora, { digest }).expect(202);
    await knex.raw('DROP FUNCTION enlarge CASCADE');
    expect(await settled(id)).toMatchObject({
      ...{ state: 'provision', status: 'error' },
      statusReason: expect.stringMatching(/What was approved has changed since/),
    });
    expect(planning.applied).toEqual([]);
  });

  it('needs no plan where the provisioner makes none: then the inputs are approved', async () => {
    const { id } = await request('unplanned');
    expect(await approvalOf(id)).toMatchObject({ planStatus: 'none', mayDecide: true });
    await approve(id);
    expect(await settled(id)).toMatchObject({ state: 'provisioned' });
  });

  it('is asked about, and answered', async () => {
    const { id } = await request();
    const { id: approvalId } = await planned(id);
    const say = (caller: Caller, text: string, asks: boolean) =>
      caller.post(`/approvals/${approvalId}/messages`, { text, asks });
    await say(mia, 'Why?', true).expect(403);
    await say(tom, 'Why?', true).expect(404);
    await say(dora, '', true).expect(400);
    const asked = await say(dora, 'Why so large?', true).expect(201);
    expect(asked.body).toMatchObject({ needsInformation: true });
    const answered = await say(tess, 'For the sale', false).expect(201);
    expect(answered.body).toMatchObject({
      needsInformation: false,
      messages: [
        { by: dora.ref, text: 'Why so large?', asks: true },
        { by: tess.ref, text: 'For the sale', asks: false },
      ],
    });
    await act(id, 'cancel', tess).expect(202);
    await say(tess, 'Late', false).expect(409);
  });
});

describe('an approval that waits too long', () => {
  it('is escalated once, by one of several processes, and not once it was decided', async () => {
    const { knex } = backend.database;
    const [late, decided, early] = [await request(), await request(), await request()];
    for (const { id } of [late, decided, early]) await planned(id);
    const dueAt = (hours: number, ...resources: Resource[]) =>
      knex('approvals')
        .whereIn(
          'resource_id',
          resources.map(({ id }) => id),
        )
        .update({ escalate_at: new Date(Date.now() + hours * 3_600_000) });
    await dueAt(-1, late, decided);
    await dueAt(1, early);
    await act(decided.id, 'reject', dora, { comment: 'No' }).expect(202);
    const stores = [new ApprovalStore(knex), new ApprovalStore(knex)];
    const marked = await Promise.all(stores.map(store => store.escalate()));
    expect(marked.flat().map(({ resourceId }) => resourceId)).toEqual([late.id]);
    expect(await stores[0].escalate()).toEqual([]);
    expect(await approvalOf(late.id)).toMatchObject({ escalated: true });
    for (const { id } of [decided, early]) {
      expect(await approvalOf(id)).toMatchObject({ escalated: false });
    }
  });
});

describe('the queue', () => {
  it('shows everybody what they may read, and with `mine` what waits for them', async () => {
    const { id } = await request();
    await planned(id);
    const resourcesIn = async (caller: Caller, query: string) => {
      const { body } = await caller.get(`/approvals?${query}`).expect(200);
      return (body.items as Approval[]).map(({ resource }) => resource.id);
    };
    expect(await resourcesIn(dora, 'mine=true')).toContain(id);
    expect(await resourcesIn(tess, 'mine=true')).toEqual([]);
    expect(await resourcesIn(tess, 'status=open')).toContain(id);
    expect(await resourcesIn(tom, 'status=open')).not.toContain(id);
    await tess.get('/approvals?status=perhaps').expect(400);
    const first = await dora.get('/approvals?limit=1').expect(200);
    const second = await dora.get(`/approvals?limit=1&cursor=${first.body.nextCursor}`).expect(200);
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
  });
});

describe('a change', () => {
  it('waits beside the live values, then becomes the next revision', async () => {
    const before = await used();
    const { id } = await provisioned();
    const { body } = await tess
      .patch(`/resources/${id}`, { variables: { size: 30 }, comment: 'More' })
      .expect(202);
    expect(body.resource).toMatchObject({
      ...{ state: 'provisioned', status: 'approval_pending', variables: { size: 10 }, revision: 1 },
      pendingChange: { revision: 2, variables: { size: 30 }, cost: { cpu: 30, ramGb: 30 } },
    });
    expect(await used()).toBe(before + 30);
    expect(await planned(id)).toMatchObject({
      ...{ kind: 'change', before: { size: 10 }, variables: { size: 30 } },
      ...{ costBefore: { cpu: 10, ramGb: 10 }, cost: { cpu: 30, ramGb: 30 } },
    });
    await approve(id);
    const changed = await settled(id);
    expect(changed).toMatchObject({ status: 'done', variables: { size: 30 }, revision: 2 });
    expect(changed.pendingChange).toBeUndefined();
    expect(planning.applied.at(-1)).toBe(JSON.stringify(['apply', { size: 30 }]));
    expect(await used()).toBe(before + 30);
  });

  it('leaves everything as it was when it is rejected, quota included', async () => {
    const before = await used();
    const { id } = await provisioned();
    await tess.patch(`/resources/${id}`, { variables: { size: 30 } }).expect(202);
    await planned(id);
    await act(id, 'reject', dora, { comment: 'No' }).expect(202);
    const same = await read(id);
    expect(same).toMatchObject({ state: 'provisioned', status: 'done', variables: { size: 10 } });
    expect(same.pendingChange).toBeUndefined();
    expect(await used()).toBe(before + 10);
  });

  it('to less gives quota back once it is applied, not before', async () => {
    const before = await used();
    const { id } = await provisioned();
    await tess.patch(`/resources/${id}`, { variables: { size: 3 } }).expect(202);
    expect(await used()).toBe(before + 10);
    await approve(id);
    await settled(id);
    expect(await used()).toBe(before + 3);
  });

  it('is applied at once where nobody is to be asked', async () => {
    const { id } = await provisioned();
    const { body } = await tess.patch(`/resources/${id}`, { variables: { size: 1 } }).expect(202);
    expect(body.resource).toMatchObject({ status: 'queued', revision: 2, variables: { size: 1 } });
    expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('is refused where it does not fit the quota, is invalid, changes nothing, or waits already', async () => {
    const { id } = await provisioned();
    const patch = (body: Record<string, unknown>, caller = tess) =>
      caller.patch(`/resources/${id}`, body);
    const invalid = await patch({ variables: { size: 'x', colour: 1 } }).expect(400);
    expect(
      invalid.body.error.details.map(({ pointer }: { pointer: string }) => pointer).sort(),
    ).toEqual(['/variables/colour', '/variables/size']);
    await patch({ variables: { size: 10 } }).expect(400);
    await patch({ version: '9' }).expect(400);
    await patch({ owner: 'me' }).expect(400);
    await patch({ variables: { size: 20 } }, mia).expect(403);
    await patch({ variables: { size: 20 } }, tom).expect(404);
    const grant = await ada.get(`/units/${units.checkout.id}/quota`).expect(200);
    const { limit, used: taken, etag } = grant.body.sites[0];
    const tight = { cpu: taken.cpu + 5, ramGb: limit.ramGb };
    await ada
      .put(`/units/${units.checkout.id}/quota/${SITE}`, tight, { 'If-Match': etag })
      .expect(200);
    const { body } = await patch({ variables: { size: 20 } }).expect(409);
    expect(body.error.code).toBe('QUOTA_EXCEEDED');
    const { body: again } = await ada.get(`/units/${units.checkout.id}/quota`).expect(200);
    await ada
      .put(`/units/${units.checkout.id}/quota/${SITE}`, limit, { 'If-Match': again.sites[0].etag })
      .expect(200);
    await patch({ variables: { size: 20 } }).expect(202);
    const waiting = await patch({ variables: { size: 21 } }).expect(409);
    expect(waiting.body.error.code).toBe('INVALID_STATE');
  });

  it('is one of two that are proposed at once, and none on an old tag', async () => {
    const { id } = await provisioned();
    const { headers } = await tess.get(`/resources/${id}`).expect(200);
    const answers = await Promise.all(
      [20, 21].map(size => tess.patch(`/resources/${id}`, { variables: { size } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    await act(id, 'cancel', tess).expect(202);
    await approveChange(id, 22);
    const stale = await tess
      .patch(`/resources/${id}`, { variables: { size: 23 } }, { 'If-Match': headers.etag })
      .expect(412);
    expect(stale.body.error.code).toBe('STALE_REVISION');
  });

  it('can be of the credentials that the runs get', async () => {
    const { id } = await provisioned();
    const { body: integration } = await tess
      .post('/integrations', {
        ...{ name: 'provider', type: 'environment', unitId: units.checkout.id },
        values: { TOKEN: 'not-for-everybody' },
      })
      .expect(201);
    const foreign = '00000000-0000-4000-8000-000000000001';
    const wrong = await tess.patch(`/resources/${id}`, { integrations: [foreign] }).expect(400);
    expect(wrong.body.error.details[0].pointer).toBe('/integrations/0');
    const { body } = await tess
      .patch(`/resources/${id}`, { integrations: [integration.id] })
      .expect(202);
    expect(body.resource).toMatchObject({
      integrations: [],
      pendingChange: { integrations: [integration.id] },
    });
    await approve(id);
    expect(await settled(id)).toMatchObject({ integrations: [integration.id], revision: 2 });
    const { body: diff } = await tess.get(`/resources/${id}/revisions/1/diff/2`).expect(200);
    expect(diff.changes).toEqual([
      { pointer: '/integrations', before: [], after: [integration.id] },
    ]);
  });

  it('shows whatever tag a reader remembers', async () => {
    const { id } = await provisioned();
    const { headers } = await tess.get(`/resources/${id}`).expect(200);
    expect(headers['cache-control']).toBe('no-store');
    await act(id, 'destroy', tess).expect(202);
    const again = await tess.get(`/resources/${id}`, { 'If-None-Match': headers.etag }).expect(200);
    expect(again.body.state).toBe('destroy');
    await act(id, 'cancel', tess).expect(202);
  });

  it('can take a resource back to an earlier revision', async () => {
    const { id } = await provisioned();
    await approveChange(id, 20);
    const { body: list } = await tess.get(`/resources/${id}/revisions`).expect(200);
    expect(list.items.map(({ revision }: { revision: number }) => revision)).toEqual([2, 1]);
    const { body: diff } = await tess.get(`/resources/${id}/revisions/1/diff/2`).expect(200);
    expect(diff.changes).toEqual(
      expect.arrayContaining([{ pointer: '/variables/size', before: 10, after: 20 }]),
    );
    await tess.get(`/resources/${id}/revisions/1/diff/9`).expect(404);
    await tess.get(`/resources/${id}/revisions/x/diff/1`).expect(400);
    const { body } = await tess.post(`/resources/${id}/revisions/1/restore`).expect(202);
    expect(body.resource.pendingChange).toMatchObject({ variables: { size: 10 }, restoredFrom: 1 });
    await approve(id);
    expect(await settled(id)).toMatchObject({ variables: { size: 10 }, revision: 3 });
  });
});

describe('a destruction', () => {
  it('is planned and approved like everything else', async () => {
    const before = await used();
    const { id } = await provisioned();
    const { body } = await act(id, 'destroy', tess).expect(202);
    expect(body.resource).toMatchObject({ state: 'destroy', status: 'approval_pending' });
    expect(await planned(id)).toMatchObject({ kind: 'destroy' });
    await approve(id);
    expect(await settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
    expect(await used()).toBe(before);
  });

  it('that is rejected leaves the resource as it was', async () => {
    const { id } = await provisioned();
    await act(id, 'destroy', tess).expect(202);
    await planned(id);
    await act(id, 'reject', dora, { comment: 'Still needed' }).expect(202);
    expect(await read(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(await planning.things()).toContain((await read(id)).externalName);
  });
});

describe('after a failure', () => {
  it('what is tried again is planned and asked for again', async () => {
    planning.compensate = undefined;
    planning.at('within:make', () => {
      throw new Error('Out of stock');
    });
    const { id } = await request();
    await approve(id);
    expect(await settled(id)).toMatchObject({ state: 'provision', status: 'error' });
    planning.reset();
    await act(id, 'retry', tess).expect(202);
    expect(await read(id)).toMatchObject({ state: 'provision', status: 'approval_pending' });
    await approve(id);
    expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('what has no plan is tried again as it was approved', async () => {
    simple.at('within:make', () => {
      throw new Error('Out of stock');
    });
    const { id } = await request('unplanned');
    await approve(id);
    await settled(id);
    simple.reset();
    await act(id, 'retry', tess).expect(202);
    expect(await settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });
});
