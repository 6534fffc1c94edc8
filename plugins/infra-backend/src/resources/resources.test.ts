import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { provisionersExtensionPoint } from '@bailiwick/backstage-plugin-infra-node';
import { randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { addServers } from '../quota/__testUtils__/servers';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { gate, until } from '../runs/__testUtils__/waiting';

jest.setTimeout(60_000);

const SITE = 'ams1';
const BRONZE = { slaType: 'bronze', performanceTier: 'regular' };
const RESTLESS = ['queued', 'in_progress', 'pending'];

let backend: InfraBackend;
let units: SmallOrganisation;
let provisioner: ThingProvisioner;
let denied: string[] = [];
let [ada, dora, tess, tom, mia, otto, nina]: Caller[] = [];

const decide = (name: string) => ({
  result: denied.includes(name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
});

const grant = (unit: { id: string }, amounts: { cpu: number; ramGb: number }) =>
  ada.put(`/units/${unit.id}/quota/${SITE}`, amounts, { 'If-None-Match': '*' }).expect(200);

beforeAll(async () => {
  // Projects are files here; what the gitops provisioner makes of them is for its own tests.
  provisioner = new ThingProvisioner(temporaryFolder(), 'gitops');
  provisioner.usesIntegrations = false;
  backend = await startInfraBackend({
    features: [
      createBackendModule({
        pluginId: 'infra',
        moduleId: 'files',
        register(env) {
          env.registerInit({
            deps: { provisioners: provisionersExtensionPoint },
            init: async ({ provisioners }) => provisioners.addProvisioner(provisioner),
          });
        },
      }),
    ],
    permissions: {
      authorize: async requests => requests.map(({ permission }) => decide(permission.name)),
      authorizeConditional: async requests =>
        requests.map(({ permission }) => decide(permission.name)),
    },
  });
  units = await buildSmallOrganisation(backend);
  [ada, dora, tess, tom, mia, otto, nina] = [
    'ada',
    'dora',
    'tess',
    'tom',
    'mia',
    'otto',
    'nina',
  ].map(name => backend.as(name));
  await addServers(backend.database.knex, [
    ...Array.from({ length: 10 }, () => ({
      ...{ fieldId: units.commerce.id, site: SITE, cpu: 60, ramGb: 6000 },
    })),
    { fieldId: units.commerce.id, site: 'fra2', cpu: 64, ramGb: 512 },
    { site: 'lhr3', cpu: 64, ramGb: 512 },
  ]);
  await grant(units.payments, { cpu: 500, ramGb: 9000 });
  await grant(units.checkout, { cpu: 200, ramGb: 3000 });
});

afterEach(() => {
  provisioner.reset();
  denied = [];
});

afterAll(() => backend.stop());

const wish = (name: string, more: Record<string, unknown> = {}) => ({
  ...{ type: 'project', name, unitId: units.checkout.id, site: SITE, variables: BRONZE },
  ...more,
});

const request = async (name: string, more = {}, caller = tess): Promise<Resource> =>
  (await caller.post('/resources', wish(name, more)).expect(201)).body;

const settled = (id: string, caller = ada): Promise<Resource> =>
  until(async () => {
    const { body } = await caller.get(`/resources/${id}`).expect(200);
    return RESTLESS.includes(body.status) ? undefined : body;
  });

const act = (id: string, action: string, caller = tess) =>
  caller.post(`/resources/${id}/actions/${action}`);

const usedBy = async (unit: { id: string }) => {
  const { body } = await ada.get(`/units/${unit.id}/quota`).expect(200);
  return body.sites.find((entry: { site: string }) => entry.site === SITE).used.cpu as number;
};

/** Pointer and message of each problem. */
const problemsOf = async (body: Record<string, unknown>, caller = tess) => {
  const answer = await caller.post('/resources', body).expect(400);
  expect(answer.body.error.code).toBe('VALIDATION_ERROR');
  return (answer.body.error.details as { pointer: string; message: string }[]).map(
    ({ pointer, message }) => `${pointer} ${message}`,
  );
};

describe('resource types', () => {
  it('are listed with their variables as JSON Schema', async () => {
    const { body } = await mia.get('/resource-types').expect(200);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      name: 'project',
      provisioner: 'gitops',
      siteRequired: true,
      builtIn: true,
      versions: [{ version: '1', lifecycle: 'active', schema: { type: 'object' } }],
    });
  });

  it.each([
    ['q=PROJ', 1],
    ['q=database', 0],
    ['label=platform', 1],
    ['label=platform%3Dkubernetes', 1],
    ['label=platform%3Dvirtual', 0],
  ])('are found by %s', async (query, found) => {
    const { body } = await tess.get(`/resource-types?${query}`).expect(200);
    expect(body.items).toHaveLength(found);
  });

  it('are answered one by one, or as not found', async () => {
    await tess.get('/resource-types/project').expect(200);
    const { body } = await tess.get('/resource-types/castle').expect(404);
    expect(body.error).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('requesting a project', () => {
  it('stores it, takes its quota and brings it about', async () => {
    const before = await usedBy(units.checkout);
    const made = await request('shop');
    expect(made).toMatchObject({
      state: 'provision',
      status: 'queued',
      unitName: 'Checkout',
      externalName: 'checkout-shop',
      cost: { cpu: 2, ramGb: 4 },
      reservation: 'held',
      requestedBy: 'user:default/tess',
      version: '1',
      revision: 1,
      entityRef: expect.stringMatching(/^resource:default\/project-shop-[0-9a-f]{12}$/),
    });
    expect(made.lastRunId).toBeDefined();
    expect(made.allowedActions).toContainEqual({ action: 'cancel', allowed: true });
    expect(await settled(made.id)).toMatchObject({
      state: 'provisioned',
      status: 'done',
      reservation: 'committed',
      links: [{ title: 'url', url: 'https://things.example/shop' }],
    });
    expect(await usedBy(units.checkout)).toBe(before + 2);
  });

  it.each([
    ['bronze', 'regular', 2, 4],
    ['bronze', 'high_performance', 4, 8],
    ['silver', 'regular', 4, 16],
    ['silver', 'high_performance', 8, 32],
    ['gold', 'regular', 8, 32],
    ['gold', 'high_performance', 16, 64],
  ])('%s %s costs %d cores and %d GiB', async (slaType, performanceTier, cpu, ramGb) => {
    const body = wish('price', { variables: { slaType, performanceTier }, dryRun: true });
    const answer = await tess.post('/resources', body).expect(200);
    expect(answer.body.cost).toEqual({ cpu, ramGb });
  });

  it.each([
    ['', 'must not be empty'],
    ['Shop', 'must consist of lower-case letters, digits and inner hyphens'],
    ['-shop', 'must consist of lower-case letters, digits and inner hyphens'],
    ['shop-', 'must consist of lower-case letters, digits and inner hyphens'],
    ['🛒', 'must consist of lower-case letters, digits and inner hyphens'],
    ['a b', 'must consist of lower-case letters, digits and inner hyphens'],
    ['x'.repeat(64), 'must be at most 63 characters'],
  ])('refuses the name "%s"', async (name, message) => {
    expect(await problemsOf(wish(name))).toContain(`/name ${message}`);
  });

  it('tells every problem with its pointer', async () => {
    expect(
      await problemsOf(wish('bad', { variables: { slaType: 'platinum', colour: 'red' } })),
    ).toEqual([
      '/variables/performanceTier is required',
      '/variables/colour is not known',
      '/variables/slaType must be one of bronze, silver, gold',
    ]);
    expect(await problemsOf(wish('bad', { variables: { ...BRONZE, slaType: 7 } }))).toEqual([
      '/variables/slaType must be string',
      '/variables/slaType must be one of bronze, silver, gold',
    ]);
    expect(await problemsOf(wish('bad', { type: 'castle' }))).toEqual([
      '/type is not a resource type; known are project',
    ]);
    expect(await problemsOf(wish('bad', { version: '7' }))).toEqual([
      '/version is not a version of project; there is 1',
    ]);
    expect(await problemsOf(wish('bad', { site: undefined }))).toEqual([
      '/site is required for a project',
    ]);
    expect(await problemsOf(wish('bad', { site: 'moon1' }))).toEqual([
      '/site is not a known site; known are ams1, fra2, lhr3',
    ]);
    expect(await problemsOf(wish('bad', { expiresAt: '2030-01-01T00:00:00Z' }))).toEqual([
      '/expiresAt a project does not expire',
    ]);
    expect(await problemsOf(wish('bad', { integrations: [randomUUID()] }))).toEqual([
      '/integrations a project uses no integrations',
    ]);
    expect(await problemsOf(wish('bad', { parents: [randomUUID()] }))).toEqual([
      expect.stringContaining('/parents/0 there is no resource'),
    ]);
    expect(await problemsOf(wish('bad', { unitId: 'checkout' }))).toEqual([
      '/unitId must be a UUID',
    ]);
    expect(await problemsOf({})).toEqual(
      expect.arrayContaining(['/type is required', '/name is required', '/unitId is required']),
    );
    expect(await problemsOf(wish('bad', { colour: 'red' }))).toEqual([
      ' has keys that are not known: colour',
    ]);
  });

  it('is for teams alone', async () => {
    expect(await problemsOf(wish('dept', { unitId: units.payments.id }), ada)).toEqual([
      '/unitId must be a team; Payments is a department',
    ]);
  });

  it('is for those who act for the team', async () => {
    const refusal = async (caller: Caller, unitId = units.checkout.id) => {
      const answer = await caller.post('/resources', wish('theirs', { unitId }));
      return `${answer.status} ${answer.body.error?.code}`;
    };
    expect(await refusal(mia)).toBe('403 FORBIDDEN');
    expect(await refusal(dora)).toBe('403 FORBIDDEN');
    expect(await refusal(tom)).toBe('404 NOT_FOUND');
    expect(await refusal(otto)).toBe('404 NOT_FOUND');
    expect(await refusal(nina)).toBe('404 NOT_FOUND');
    expect(await refusal(tess, randomUUID())).toBe('404 NOT_FOUND');
    expect(await refusal(backend.asService('scaffolder'))).toBe('403 FORBIDDEN');
    await backend.onBehalfOf('tess').post('/resources', wish('by-template')).expect(201);
  });

  it('is narrowed by the permission policy', async () => {
    denied = ['infra.resource.request'];
    const caller = backend.as('lee');
    await backend.give('lee', 'team_lead', units.checkout.id);
    const { body } = await caller.post('/resources', wish('policy')).expect(403);
    expect(body.error.message).toContain('infra.resource.request');
  });

  it('cuts a namespace that would be too long, and ends it in a hash', async () => {
    const made = await request('n'.repeat(60));
    expect(made.externalName).toMatch(/^checkout-n+-[a-z0-9]{6}$/);
    expect(made.externalName).toHaveLength(63);
  });

  it('of a name that the team uses tells which one has it', async () => {
    const first = await request('double');
    const { body } = await tess.post('/resources', wish('double')).expect(409);
    expect(body.error).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Checkout has a project named double already'),
      details: { resourceId: first.id },
    });
  });

  it('of a namespace that another team has tells nothing of that team', async () => {
    const short = await createTeam('a');
    const long = await createTeam('a-b');
    await request('b-c', { unitId: short }, ada);
    const leader = backend.as('lou');
    await backend.give('lou', 'team_lead', long);
    const { body } = await leader.post('/resources', wish('c', { unitId: long })).expect(409);
    expect(body.error.message).toBe(
      'The name a-b-c is taken by another project: choose another name',
    );
    expect(body.error.details).toBeUndefined();
  });

  it('of high performance needs such servers in the field at the site', async () => {
    const variables = { slaType: 'bronze', performanceTier: 'high_performance' };
    const { body } = await tess.post('/resources', wish('fast', { variables })).expect(409);
    expect(body.error).toMatchObject({
      code: 'CONFLICT',
      message: 'Field Commerce has no server of the tier high_performance at ams1',
    });
  });

  it('is not changed to high performance without such servers either', async () => {
    const { id } = await request('faster');
    await settled(id);
    const change = { variables: { performanceTier: 'high_performance' } };
    const message = 'Field Commerce has no server of the tier high_performance at ams1';
    const { body } = await tess.patch(`/resources/${id}`, change).expect(409);
    expect(body.error).toMatchObject({ code: 'CONFLICT', message });
    const dry = await tess.patch(`/resources/${id}`, { ...change, dryRun: true }).expect(200);
    expect(dry.body).toMatchObject({ valid: false, problems: [{ code: 'CONFLICT', message }] });
    expect(await settled(id)).toMatchObject({ revision: 1, variables: BRONZE });

    const other = await createTeam('elsewhere');
    await ada
      .put(
        `/units/${units.payments.id}/quota/fra2`,
        { cpu: 30, ramGb: 300 },
        { 'If-None-Match': '*' },
      )
      .expect(200);
    await ada
      .put(`/units/${other}/quota/fra2`, { cpu: 30, ramGb: 300 }, { 'If-None-Match': '*' })
      .expect(200);
    const there = await request('there', { unitId: other, site: 'fra2' }, ada);
    await settled(there.id);
    await ada.patch(`/resources/${there.id}`, change).expect(202);
    expect(await settled(there.id)).toMatchObject({ revision: 2, cost: { cpu: 4, ramGb: 8 } });
  });

  it('of more than is left tells the figures', async () => {
    const variables = { slaType: 'gold', performanceTier: 'regular' };
    const tight = await createTeam('tight', { cpu: 3, ramGb: 100 });
    const { body } = await ada
      .post('/resources', wish('big', { unitId: tight, variables }))
      .expect(409);
    expect(body.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      details: { unit: 'tight', dimension: 'cpu', limit: 3, used: 0, requested: 8, available: 3 },
    });
  });

  it('by thirty at once for the last cores admits as many as fit', async () => {
    const raced = await createTeam('raced', { cpu: 9, ramGb: 1000 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        ada.post('/resources', wish(`race-${index}`, { unitId: raced })),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter(status => status === 201)).toHaveLength(4);
    expect(statuses.filter(status => status === 409)).toHaveLength(26);
    expect(await usedBy({ id: raced })).toBe(8);
  });
});

/** A team beneath Payments, with a quota. */
async function createTeam(name: string, amounts = { cpu: 4, ramGb: 100 }): Promise<string> {
  const body = { kind: 'team', name, slug: name, parentId: units.payments.id };
  const { id } = (await ada.post('/units', body).expect(201)).body;
  await grant({ id }, amounts);
  return id;
}

describe('a dry run', () => {
  it('tells cost, quota of the readable levels and name, and stores nothing', async () => {
    const { knex } = backend.database;
    const count = async () => (await knex('resources').count().first())?.count;
    const before = await count();
    const { body } = await tess.post('/resources', wish('dry', { dryRun: true })).expect(200);
    expect(body).toMatchObject({
      valid: true,
      problems: [],
      externalName: 'checkout-dry',
      cost: { cpu: 2, ramGb: 4 },
      approval: { required: false, steps: [] },
    });
    expect(body.quota).toHaveLength(1);
    expect(body.quota[0]).toMatchObject({ unit: 'Checkout', site: SITE });
    expect(body.quota[0].after.cpu).toBe(body.quota[0].before.cpu - 2);
    const all = await ada.post('/resources', wish('dry', { dryRun: true })).expect(200);
    expect(all.body.quota.map(({ unit }: { unit: string }) => unit)).toEqual([
      'Meridian',
      'Commerce',
      'Payments',
      'Checkout',
    ]);
    expect(await count()).toBe(before);
  });

  it('tells everything that stands in the way', async () => {
    await request('blocked');
    const variables = { slaType: 'gold', performanceTier: 'high_performance' };
    const tight = await createTeam('dry-tight', { cpu: 1, ramGb: 100 });
    const body = wish('blocked', { variables, dryRun: true });
    const own = await tess.post('/resources', body).expect(200);
    expect(own.body.valid).toBe(false);
    expect(own.body.problems.map(({ code }: { code: string }) => code)).toEqual([
      'CONFLICT',
      'CONFLICT',
    ]);
    const other = await ada
      .post('/resources', wish('big', { unitId: tight, dryRun: true }))
      .expect(200);
    expect(other.body.problems).toEqual([
      { code: 'QUOTA_EXCEEDED', message: expect.stringContaining('dry-tight') },
    ]);
  });

  it('of malformed input is refused like a request', async () => {
    expect(await problemsOf(wish('Dry', { dryRun: true }))).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  it('makes one resource of a request that is sent several times, also at once', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => tess.post('/resources', wish('once'), headers).expect(201)),
    );
    const again = await tess.post('/resources', wish('once'), headers).expect(201);
    expect(new Set([...answers, again].map(({ body }) => body.id)).size).toBe(1);
    expect(again.body).toEqual(answers[0].body);
    await tess.post('/resources', wish('twice'), headers).expect(409);
  });
});

describe('reading resources', () => {
  it('is for those whose units they belong to', async () => {
    const { id } = await request('readable');
    for (const caller of [tess, mia, dora, ada, backend.asService('catalog')]) {
      await caller.get(`/resources/${id}`).expect(200);
    }
    for (const caller of [tom, otto, nina]) {
      for (const path of ['', '/runs', '/audit']) {
        const { body } = await caller.get(`/resources/${id}${path}`).expect(404);
        expect(body.error.message).toBe(`There is no resource ${id}`);
      }
    }
    await nina.get('/resources/not-a-uuid').expect(400);
  });

  it('shows to each what they may do, and why not', async () => {
    const { id } = await request('actions');
    await settled(id);
    const allowed = async (caller: Caller) =>
      (await caller.get(`/resources/${id}`)).body.allowedActions
        .filter(({ allowed: isAllowed }: { allowed: boolean }) => isAllowed)
        .map(({ action }: { action: string }) => action);
    expect(await allowed(tess)).toEqual(['plan', 'apply', 'edit', 'destroy']);
    expect(await allowed(mia)).toEqual([]);
    const { body } = await mia.get(`/resources/${id}`);
    for (const { reason } of body.allowedActions) expect(reason).toEqual(expect.any(String));
  });

  it('leaves out what the permission policy does not let the caller read', async () => {
    const { id } = await request('unseen');
    denied = ['infra.resource.read'];
    const caller = backend.as('pam');
    await backend.give('pam', 'platform_admin');
    await caller.get(`/resources/${id}`).expect(404);
    expect((await caller.get('/resources').expect(200)).body.items).toEqual([]);
  });
});

describe('listing resources', () => {
  let names: string[];

  beforeAll(async () => {
    const team = await createTeam('listed', { cpu: 60, ramGb: 1000 });
    names = [];
    for (let index = 0; index < 7; index++) {
      names.push(`list-${index}`);
      await request(`list-${index}`, { unitId: team }, ada);
    }
  });

  const list = async (query: string, caller = ada): Promise<Resource[]> =>
    (await caller.get(`/resources?${query}`).expect(200)).body.items;
  const namesOf = (items: Resource[]) => items.map(({ name }) => name);

  it.each(['createdAt', '-createdAt', 'name', '-name', 'updatedAt', '-updatedAt'])(
    'goes through all of them by %s, each once',
    async sort => {
      for (const name of names)
        await until(async () =>
          (await list(`q=${name}`))[0].status === 'done' ? true : undefined,
        );
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await ada
          .get(`/resources?q=list-&limit=2&sort=${sort}${cursor}`)
          .expect(200);
        found.push(...namesOf(body.items));
        cursor = body.nextCursor ? `&cursor=${encodeURIComponent(body.nextCursor)}` : '';
      } while (cursor);
      expect(found.toSorted()).toEqual(names);
      // In which order they were updated depends on their runs.
      const byName = sort.startsWith('-') ? names.toReversed() : names;
      expect(found).toEqual(sort.includes('updatedAt') ? found : byName);
    },
  );

  it('finds by unit and everything beneath it, site, type, state, status, requester and part of the name', async () => {
    expect(namesOf(await list(`unitId=${units.payments.id}&q=list-`))).toHaveLength(7);
    expect(await list(`unitId=${units.routing.id}`)).toEqual([]);
    expect(await list('q=list-&site=fra2')).toEqual([]);
    expect(await list(`q=list-&site=${SITE}&type=project`)).toHaveLength(7);
    expect(await list('q=list-&type=castle')).toEqual([]);
    expect(await list('q=LIST-3')).toHaveLength(1);
    expect(await list('q=%25')).toEqual([]);
    expect(await list('q=_')).toEqual([]);
    expect(await list('q=list-&state=destroyed')).toEqual([]);
    expect(await list('q=list-&requestedBy=user:default/ada')).toHaveLength(7);
    expect(await list('q=list-&requestedBy=user:default/tess')).toEqual([]);
    expect(await list('q=list-&drifted=true')).toEqual([]);
    expect(await list('q=list-&drifted=false')).toHaveLength(7);
    expect(await list('q=list-&expiring=true')).toEqual([]);
  });

  it('shows what the caller may read', async () => {
    expect(await list('q=list-', tom)).toEqual([]);
    expect(await list('q=list-', nina)).toEqual([]);
    expect(await list('q=list-', dora)).toHaveLength(7);
    const own = await list('limit=200', mia);
    expect(new Set(own.map(({ unitName }) => unitName))).toEqual(new Set(['Checkout']));
  });

  it.each([
    ['limit=0', '/query/limit must be at least 1'],
    ['limit=201', '/query/limit must be at most 200'],
    ['limit=x', '/query/limit must be a number'],
    ['status=sleepy', '/query/status must be one of ready'],
    ['sort=colour', '/query/sort must be one of createdAt'],
    ['unitId=1', '/query/unitId must be a UUID'],
    ['cursor=abc', '/query/cursor must be the nextCursor of an earlier page'],
  ])('refuses %s', async (query, problem) => {
    const { body } = await ada.get(`/resources?${query}`).expect(400);
    const [{ pointer, message }] = body.error.details;
    expect(`${pointer} ${message}`).toContain(problem);
  });
});

describe('acting on a resource', () => {
  it('destroys it, and gives its quota and its name back', async () => {
    const before = await usedBy(units.checkout);
    const { id } = await request('temporary');
    await settled(id);
    const { body } = await act(id, 'destroy').expect(202);
    expect(body).toMatchObject({
      // A worker may have been faster than the answer.
      resource: { state: expect.stringMatching(/^destroy/) },
      runId: expect.any(String),
    });
    expect(await settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    expect(await usedBy(units.checkout)).toBe(before);
    await request('temporary');
  });

  it('is refused with what would be allowed instead', async () => {
    const { id } = await request('resting');
    await settled(id);
    const { body } = await act(id, 'retry').expect(409);
    expect(body.error).toMatchObject({
      code: 'INVALID_STATE',
      message: 'resting is provisioned/done: Not possible while the resource is provisioned/done',
    });
    expect(body.error.details.allowedActions).toContainEqual({ action: 'destroy', allowed: true });
    for (const action of ['approve', 'reject', 'extend', 'unlock', 'recreate', 'cancel']) {
      const answer = await act(id, action, ada);
      expect([403, 409]).toContain(answer.status);
    }
  });

  it('knows no other action than those of the table', async () => {
    const { id } = await request('strict');
    await act(id, 'explode').expect(400);
    const edit = await act(id, 'edit').expect(400);
    expect(edit.body.error.details).toEqual([
      { pointer: '/params/action', message: 'is not done here: send PATCH /resources/{id}' },
    ]);
    await act(id, 'delete').expect(400);
    await act(randomUUID(), 'destroy').expect(404);
    await act('nonsense', 'destroy').expect(400);
    await tess.post(`/resources/${id}/actions/destroy`, { force: true }).expect(400);
  });

  it('is for those who act for the team', async () => {
    const { id } = await request('guarded');
    await settled(id);
    await act(id, 'destroy', mia).expect(403);
    await act(id, 'destroy', dora).expect(403);
    await act(id, 'destroy', tom).expect(404);
    denied = ['infra.resource.act'];
    const caller = backend.as('liz');
    await backend.give('liz', 'team_lead', units.checkout.id);
    const { body } = await act(id, 'destroy', caller).expect(403);
    expect(body.error.message).toMatch(
      /token is limited to, does not allow you infra.resource.act$/,
    );
    const { body: seen } = await caller.get(`/resources/${id}`).expect(200);
    expect(seen.allowedActions).toContainEqual({
      ...{ action: 'destroy', allowed: false, reason: body.error.message },
    });
  });

  it('twice at once destroys it once', async () => {
    const { id } = await request('once-only');
    await settled(id);
    const answers = await Promise.all([act(id, 'destroy'), act(id, 'destroy')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    await settled(id);
    const { body } = await tess.get(`/resources/${id}/runs`).expect(200);
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['destroy', 'apply']);
  });
});

describe('deleting a resource', () => {
  it('is possible once it is destroyed, and leaves its audit trail', async () => {
    const { id } = await request('forgotten');
    await settled(id);
    const early = await tess.del(`/resources/${id}`).expect(409);
    expect(early.body.error.code).toBe('INVALID_STATE');
    await act(id, 'destroy').expect(202);
    await settled(id);
    await mia.del(`/resources/${id}`).expect(403);
    await tess.del(`/resources/${id}`).expect(204);
    await tess.get(`/resources/${id}`).expect(404);
    await tess.del(`/resources/${id}`).expect(404);
    const events = await backend.database
      .knex('audit_entries')
      .where({ subject_kind: 'resource', subject_id: id })
      .orderBy('id')
      .pluck('event');
    expect(events).toEqual([
      'resource-requested',
      'resource-provisioned',
      'resource-destroy-requested',
      'resource-destroyed',
      'resource-deleted',
    ]);
  });
});

describe('the audit trail of a resource', () => {
  it('tells who asked for what, and what became of it', async () => {
    provisioner.at('before:mark', () => Promise.reject(new Error('No marks left')));
    const { id } = await request('audited');
    await settled(id);
    const { body } = await mia.get(`/resources/${id}/audit`).expect(200);
    expect(body.items).toMatchObject([
      {
        event: 'resource-failed',
        actor: 'user:default/tess',
        before: { state: 'provision', status: 'in_progress' },
        after: { state: 'provision', status: 'error', reason: 'No marks left' },
      },
      {
        event: 'resource-requested',
        actor: 'user:default/tess',
        after: { name: 'audited', variables: BRONZE, cost: { cpu: 2, ramGb: 4 } },
      },
    ]);
  });
});

describe('runs', () => {
  it('are read and stopped by those who may', async () => {
    const reached = gate();
    provisioner.at('before:mark', async ({ signal }) => {
      void reached.hold();
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });
    const { id, lastRunId } = await request('stoppable');
    await reached.reached;
    const run = await mia.get(`/runs/${lastRunId}`).expect(200);
    expect(run.body).toMatchObject({
      ...{ resourceId: id, kind: 'apply', status: 'in_progress', phase: 'mark', attempt: 1 },
      requestedBy: 'user:default/tess',
    });
    for (const path of ['', '/logs']) {
      const { body } = await tom.get(`/runs/${lastRunId}${path}`).expect(404);
      expect(body.error.message).toBe(`There is no run ${lastRunId}`);
    }
    await mia.post(`/runs/${lastRunId}/cancel`).expect(403);
    await tess.post(`/runs/${lastRunId}/cancel`).expect(202);
    expect(await settled(id)).toMatchObject({ status: 'error' });
    const ended = await tess.post(`/runs/${lastRunId}/cancel`).expect(409);
    expect(ended.body.error.code).toBe('INVALID_STATE');
    await tess.get('/runs/nonsense').expect(400);
    await tess.get(`/runs/${randomUUID()}`).expect(404);
  });

  it('have logs by page', async () => {
    const { id, lastRunId } = await request('talkative');
    await settled(id);
    const { body } = await mia.get(`/runs/${lastRunId}/logs`).expect(200);
    expect(body.items).toMatchObject([
      { seq: 1, phase: 'make', stream: 'system', text: 'Making talkative' },
      { seq: 2, phase: 'make', stream: 'system', text: 'Done' },
    ]);
    const rest = await mia.get(`/runs/${lastRunId}/logs?after=1&limit=1`).expect(200);
    expect(rest.body.items).toHaveLength(1);
    await mia.get(`/runs/${lastRunId}/logs?after=-1`).expect(400);
    await mia.get(`/runs/${lastRunId}/logs?limit=5001`).expect(400);
  });
});
