import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../../__testUtils__';
import { AuditTrail } from '../../audit';
import { until } from '../../runs/__testUtils__/waiting';
import { bucket, problemsOf, startTypeBackend, withVariables } from './__testUtils__/typeBackend';

jest.setTimeout(120_000);

let backend: InfraBackend;
let units: SmallOrganisation;
let denied: string[] = [];
let [ada, tess, mia, nina]: Caller[] = [];

const decide = (name: string) => ({
  result: denied.includes(name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
});

beforeAll(async () => {
  ({ backend } = await startTypeBackend({
    permissions: {
      authorize: async requests => requests.map(({ permission }) => decide(permission.name)),
      authorizeConditional: async requests =>
        requests.map(({ permission }) => decide(permission.name)),
    },
  }));
  units = await buildSmallOrganisation(backend);
  await backend.give('pia', 'platform_admin');
  [ada, tess, mia, nina] = ['ada', 'tess', 'mia', 'nina'].map(name => backend.as(name));
});
afterEach(() => {
  denied = [];
});
afterAll(() => backend.stop());

const create = async (name: string, more = {}, version = {}) =>
  (await ada.post('/resource-types', bucket({ name, ...more }, version)).expect(201)).body;

const request = async (type: string, name: string, more = {}) => {
  const wish = { type, name, unitId: units.checkout.id, ...more };
  const { body } = await tess.post('/resources', wish).expect(201);
  return until(async () => {
    const answer = await ada.get(`/resources/${body.id}`).expect(200);
    return answer.body.status === 'done' ? answer.body : undefined;
  });
};

const destroy = async (id: string) => {
  await tess.post(`/resources/${id}/actions/destroy`).expect(202);
  await until(async () => {
    const { body } = await ada.get(`/resources/${id}`).expect(200);
    return body.state === 'destroyed' ? body : undefined;
  });
};

describe('a type of the API', () => {
  it('is created with everything it has, read again, and its resources are counted', async () => {
    const given = bucket(
      {
        name: 'full',
        description: 'Everything',
        documentation: '# Read me',
        labels: { cloud: 'local' },
        cost: { cpu: 'variables.size * 2', ramGb: 4 },
        naming: 'unit + "-" + name',
        policies: [{ name: 'small', expression: 'variables.size < 9', message: 'Ask for less' }],
        ttl: { defaultDays: 10, maxDays: 20 },
        driftCheckHours: 24,
      },
      { note: 'The first', outputs: [{ name: 'url', description: 'Where' }] },
    );
    const { body } = await ada.post('/resource-types', given).expect(201);
    expect(body).toMatchObject({
      ...{ name: 'full', title: 'Bucket', origin: 'api', builtIn: false, enabled: true },
      ...{ labels: { cloud: 'local' }, ttl: { defaultDays: 10, maxDays: 20 }, driftCheckHours: 24 },
      cost: { cpu: 'variables.size * 2', ramGb: 4 },
      versions: [
        {
          ...{ version: '1.0.0', lifecycle: 'active', note: 'The first', resources: 0 },
          outputs: [{ name: 'url', description: 'Where', sensitive: false }],
        },
      ],
    });
    const resource = await request('full', 'one', { variables: { size: 3 } });
    expect(resource).toMatchObject({ cost: { cpu: 6, ramGb: 4 }, externalName: 'checkout-one' });
    const days = (Date.parse(resource.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(10);
    const read = await mia.get('/resource-types/full').expect(200);
    expect(read.body.versions[0].resources).toBe(1);
    expect(read.headers.etag).toMatch(/^"\d+"$/);
    const { body: list } = await mia.get('/resource-types?q=ful&limit=1').expect(200);
    expect(list.items.map(({ name }: { name: string }) => name)).toEqual(['full']);
    expect(list.items[0].versions[0]).not.toHaveProperty('resources');
  });

  it('is answered once for the same idempotency key', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await ada.post('/resource-types', bucket({ name: 'once' }), headers).expect(201);
    const again = await ada.post('/resource-types', bucket({ name: 'once' }), headers).expect(201);
    expect(again.body).toEqual(first.body);
  });

  it('has a name of its own', async () => {
    await create('taken');
    const { body } = await ada.post('/resource-types', bucket({ name: 'taken' })).expect(409);
    expect(body.error.message).toBe('There is a resource type taken already');
  });

  it('changes field by field, and null takes away', async () => {
    await create('changing', { description: 'Before', labels: { a: 'b' }, ttl: { maxDays: 5 } });
    const { etag } = (await mia.get('/resource-types/changing').expect(200)).headers;
    const { body, headers } = await ada
      .patch('/resource-types/changing', { title: 'After', ttl: null }, { 'If-Match': etag })
      .expect(200);
    expect(body).toMatchObject({ title: 'After', description: 'Before', labels: { a: 'b' } });
    expect(body).not.toHaveProperty('ttl');
    expect(headers.etag).not.toBe(etag);
    const stale = { 'If-Match': etag };
    await ada.patch('/resource-types/changing', { title: 'Late' }, stale).expect(412);
    const same = await ada.patch('/resource-types/changing', { title: 'After' }).expect(200);
    expect(same.headers.etag).toBe(headers.etag);
  });

  it('keeps its provisioner while there are live resources', async () => {
    await create('made');
    const resource = await request('made', 'made');
    expect(await problemsOf(ada.patch('/resource-types/made', { provisioner: 'x' }))).toEqual([
      '/provisioner is not installed; there is things',
    ]);
    await destroy(resource.id);
  });

  it('is deleted once nothing is left of it', async () => {
    await create('leaving');
    await create('child', { parents: ['leaving'] });
    const resource = await request('leaving', 'last');
    const refused = await ada.del('/resource-types/leaving').expect(409);
    expect(refused.body.error).toMatchObject({
      code: 'DEPENDENCY_EXISTS',
      details: {
        blockedBy: [
          { id: resource.id, name: 'last', type: 'leaving' },
          { name: 'child', type: 'resource type' },
        ],
      },
    });
    await ada.del('/resource-types/child').expect(204);
    await destroy(resource.id);
    await ada.del('/resource-types/leaving').expect(204);
    await ada.get('/resource-types/leaving').expect(404);
    await ada.del('/resource-types/leaving').expect(404);
    const shown = await ada.get(`/resources/${resource.id}`).expect(200);
    expect(shown.body.type).toBe('leaving');
  });

  it('leaves a trail', async () => {
    await create('told');
    await ada.patch('/resource-types/told', { title: 'Retold' }).expect(200);
    await ada
      .post('/resource-types/told/versions', bucket({}, { version: '2' }).versions[0] as {})
      .expect(201);
    await ada.patch('/resource-types/told/versions/2', { lifecycle: 'archived' }).expect(200);
    await ada.del('/resource-types/told').expect(204);
    const trail = new AuditTrail(backend.database.knex);
    const { items } = await trail.list({ kind: 'resourceType', id: 'told' }, { limit: 10 });
    expect(items.map(({ event }) => event).reverse()).toEqual([
      'resource-type-created',
      'resource-type-changed',
      'resource-type-version-added',
      'resource-type-version-changed',
      'resource-type-deleted',
    ]);
    expect(items[3]).toMatchObject({ before: { title: 'Bucket' }, after: { title: 'Retold' } });
  });
});

describe('a wrong definition is refused', () => {
  const refused = async (more: object, version: object = {}) =>
    problemsOf(ada.post('/resource-types', bucket({ name: 'wrong', ...more }, version) as {}));
  const ofVariable = (property: object, more: object = {}) =>
    refused(more, withVariables({ x: property }));

  beforeAll(async () => {
    await create('ground', {}, { outputs: [{ name: 'id' }] });
    await create('circle-a');
    await create('circle-b', { parents: ['circle-a'] });
    await create('group', { abstract: true });
  });

  it.each([
    [
      'a provisioner that is not there',
      { provisioner: 'none' },
      '/provisioner is not installed; there is things',
    ],
    [
      'a cost that is no expression',
      { cost: { cpu: '1 +' } },
      '/cost/cpu is not a CEL expression over name, unit, site, variables',
    ],
    [
      'a cost over the cost',
      { cost: { ramGb: 'cost.cpu' } },
      '/cost/ramGb is not a CEL expression',
    ],
    ['a naming over what there is not', { naming: 'secret' }, '/naming is not a CEL expression'],
    [
      'a policy',
      { policies: [{ name: 'p', expression: 'x', message: 'm' }] },
      '/policies/0/expression is not a CEL expression over name, unit, site, variables, cost, plan',
    ],
    [
      'two policies of one name',
      { policies: [1, 2].map(() => ({ name: 'p', expression: 'true', message: 'm' })) },
      '/policies/1/name is the name of another policy',
    ],
    [
      'an approval condition',
      { approval: { steps: [{ title: 's', approvers: { role: 'dept_admin' }, when: '(' }] } },
      '/approval/steps/0/when is not a CEL expression',
    ],
    [
      'an automatic approval',
      {
        approval: {
          steps: [{ title: 's', approvers: { role: 'dept_admin' } }],
          autoApprove: 'nobody',
        },
      },
      '/approval/autoApprove is not a CEL expression',
    ],
    [
      'a lifetime that is longer than the longest',
      { ttl: { defaultDays: 9, maxDays: 3 } },
      '/ttl/defaultDays must not be more than maxDays',
    ],
    ['an unknown parent', { parents: ['castle'] }, '/parents/0 there is no resource type castle'],
    ['itself as a parent', { parents: ['wrong'] }, '/parents/0 is the type itself'],
    ['a parent named twice', { parents: ['ground', 'ground'] }, '/parents/1 is named twice'],
    [
      'a parent that nobody can request',
      { parents: ['group'] },
      '/parents/0 group cannot be requested, so nothing can rest upon one',
    ],
  ])('%s', async (_what, more, problem) => {
    const problems = await refused(more);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    [
      'another type than object',
      { schema: { type: 'string' } },
      '/versions/0/schema/type must be object',
    ],
    [
      'what is no JSON Schema',
      { schema: { type: 'object', properties: { x: { type: 'text' } } } },
      '/versions/0/schema/properties/x/type',
    ],
    [
      'unknown keywords',
      { schema: { type: 'object', properties: { x: { type: 'string', secret: true } } } },
      '/versions/0/schema cannot be used: strict mode: unknown keyword: "secret"',
    ],
    [
      'a keyword on something deeper',
      withVariables({ x: { type: 'object', properties: { y: { type: 'string', frozen: true } } } }),
      '/versions/0/schema cannot be used: frozen can only stand on a variable',
    ],
    [
      'a keyword of another type',
      withVariables({ x: { type: 'string', unique: 'yes' } }),
      '/versions/0/schema/properties/x/unique',
    ],
    [
      'a schema that is checked later',
      { schema: { type: 'object', $async: true } },
      '/versions/0/schema/$async is not JSON Schema',
    ],
    [
      'two outputs of one name',
      { outputs: [{ name: 'a' }, { name: 'a' }] },
      '/versions/0/outputs/1/name is the name of another output',
    ],
  ])('%s', async (_what, version, problem) => {
    const problems = await refused({}, version);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    [
      'sensitive and unique',
      { type: 'string', sensitive: true, unique: true },
      '/unique cannot be asked of a sensitive variable',
    ],
    [
      'sensitive with a default',
      { type: 'string', sensitive: true, default: 'x' },
      '/default cannot be given to a sensitive variable',
    ],
    [
      'from what is no output',
      { type: 'string', from: 'ground' },
      '/from must be <parent type>.<output>',
    ],
    [
      'from no parent',
      { type: 'string', from: 'ground.id' },
      '/from ground must be one of the parents of the type',
    ],
  ])('a variable that is %s', async (_what, property, problem) => {
    const problems = await ofVariable(property);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`/versions/0/schema/properties/x${problem}`);
  });

  it('a variable from an output that the parent does not have, or that somebody would set', async () => {
    const parents = ['ground'];
    expect(await ofVariable({ type: 'string', from: 'ground.url' }, { parents })).toEqual([
      '/versions/0/schema/properties/x/from ground has no output url',
    ]);
    expect(
      await ofVariable({ type: 'string', from: 'ground.id', frozen: true }, { parents }),
    ).toEqual(['/versions/0/schema/properties/x/frozen does not go with from, which nobody sets']);
  });

  it('two versions of one name', async () => {
    const [version] = bucket().versions;
    expect(await refused({ versions: [version, version] })).toEqual([
      '/versions/1/version is the name of another version',
    ]);
  });

  it('parents that go round in a circle', async () => {
    expect(
      await problemsOf(ada.patch('/resource-types/circle-a', { parents: ['circle-b'] })),
    ).toEqual(['/parents/0 closes a circle: circle-a → circle-b → circle-a']);
  });

  it('a parent that becomes abstract', async () => {
    expect(await problemsOf(ada.patch('/resource-types/circle-a', { abstract: true }))).toEqual([
      '/abstract circle-b must rest upon one',
    ]);
  });

  it('two types that become each other’s parents at the same time', async () => {
    await create('left');
    await create('right');
    const answers = await Promise.all([
      ada.patch('/resource-types/left', { parents: ['right'] }),
      ada.patch('/resource-types/right', { parents: ['left'] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe('versions', () => {
  const version = (name: string, more = {}) => bucket({}, { version: name, ...more }).versions[0];
  const add = (type: string, name: string, more = {}) =>
    ada.post(`/resource-types/${type}/versions`, version(name, more) as {});

  it('are added, and the newest active one is what a new resource gets', async () => {
    await create('growing', {}, { version: '1.9.0' });
    await add('growing', '1.10.0').expect(201);
    await add('growing', '2.0.0', { lifecycle: 'preview' }).expect(201);
    expect(await request('growing', 'g1')).toMatchObject({ version: '1.10.0' });
    expect(await request('growing', 'g2', { version: '2.0.0' })).toMatchObject({
      version: '2.0.0',
    });
    expect(await request('growing', 'g3', { version: '1.9.0' })).toMatchObject({
      version: '1.9.0',
    });
    const { body } = await mia.get('/resource-types/growing').expect(200);
    expect(
      body.versions.map((one: { version: string; resources: number }) => [
        one.version,
        one.resources,
      ]),
    ).toEqual([
      ['1.9.0', 1],
      ['1.10.0', 1],
      ['2.0.0', 1],
    ]);
  });

  it('do not change once a live resource is on them', async () => {
    await create('fixed');
    await add('fixed', '1.0.0', withVariables({ colour: { type: 'string' } })).expect(201);
    const resource = await request('fixed', 'blue', { variables: { colour: 'blue' } });
    const { body } = await add('fixed', '1.0.0').expect(409);
    expect(body.error.message).toBe(
      'A live resource is on version 1.0.0 of fixed, which therefore cannot change: add another version',
    );
    await destroy(resource.id);
    await add('fixed', '1.0.0').expect(201);
  });

  it('are changed by whoever saw the type as it is', async () => {
    await create('watched');
    const { etag } = (await mia.get('/resource-types/watched').expect(200)).headers;
    await add('watched', '2.0.0').expect(201);
    const stale = { 'If-Match': etag };
    const first = '/resource-types/watched/versions/1.0.0';
    for (const call of [
      ada.post('/resource-types/watched/versions', version('3.0.0') as {}, stale),
      ada.patch(first, { lifecycle: 'archived' }, stale),
      ada.del('/resource-types/watched', stale),
    ]) {
      expect((await call.expect(412)).body.error.code).toBe('STALE_REVISION');
    }
    const { body, headers } = await mia.get('/resource-types/watched').expect(200);
    expect(body.versions.map((one: { lifecycle: string }) => one.lifecycle)).toEqual([
      ...['active', 'active'],
    ]);
    const fresh = { 'If-Match': headers.etag };
    const { headers: after } = await ada.patch(first, { lifecycle: 'archived' }, fresh).expect(200);
    await ada.del('/resource-types/watched', { 'If-Match': after.etag }).expect(204);
  });

  it('are checked like those of a new type, with pointers into the version', async () => {
    await create('checked');
    const wrong = { schema: { type: 'object', properties: { x: { type: 'text' } } } };
    const problems = await problemsOf(add('checked', '2', wrong));
    expect(problems[0]).toContain('/schema/properties/x/type');
  });

  it('go through their lives', async () => {
    await create('aging');
    const live = (lifecycle: string, note?: string) =>
      ada
        .patch('/resource-types/aging/versions/1.0.0', { lifecycle, ...(note ? { note } : {}) })
        .expect(200);
    const wish = { type: 'aging', name: 'old', unitId: units.checkout.id };
    const dryRun = (more = {}) => tess.post('/resources', { ...wish, dryRun: true, ...more });

    await live('deprecated', 'Version 2 is better');
    const { body } = await dryRun().expect(200);
    expect(body).toMatchObject({
      valid: true,
      warnings: ['Version 1.0.0 of aging is deprecated: choose a newer one'],
    });
    await live('preview');
    expect(await problemsOf(dryRun())).toEqual([
      '/version must be named: no version is active; there is 1.0.0',
    ]);
    await dryRun({ version: '1.0.0' }).expect(200);
    await live('archived');
    expect(await problemsOf(dryRun({ version: '1.0.0' }))).toEqual([
      '/version Version 1.0.0 of aging is archived: choose another',
    ]);
    expect(await problemsOf(dryRun({ version: '3' }))).toEqual([
      '/version is not a version of aging; there is 1.0.0',
    ]);
    const missing = '/resource-types/aging/versions/9';
    await ada.patch(missing, { lifecycle: 'active' }).expect(404);
  });
});

describe('who may', () => {
  it('reads with any role, and none without', async () => {
    await mia.get('/resource-types').expect(200);
    await backend.asService('catalog').get('/resource-types').expect(200);
    for (const path of ['/resource-types', '/resource-types/full']) {
      const { body } = await nina.get(path).expect(403);
      expect(body.error.code).toBe('NO_ROLE_ASSIGNED');
    }
  });

  it('changes as an administrator only', async () => {
    await create('guarded');
    const [version] = bucket().versions;
    const changes = (caller: Caller) => [
      () => caller.post('/resource-types', bucket({ name: 'forbidden' })),
      () => caller.patch('/resource-types/guarded', { title: 'Mine' }),
      () => caller.post('/resource-types/guarded/versions', { ...version, version: '2' }),
      () => caller.patch('/resource-types/guarded/versions/1.0.0', { note: 'x' }),
      () => caller.post('/resource-types/import', { provisioner: 'things', source: {} }),
      () => caller.del('/resource-types/guarded'),
    ];
    for (const caller of [tess, backend.as('dora'), backend.asService('scaffolder')]) {
      for (const change of changes(caller)) {
        const { body } = await change().expect(403);
        expect(body.error.code).toBe('FORBIDDEN');
      }
    }
    denied = ['infra.resource-type.manage'];
    for (const change of changes(backend.as('pia'))) await change().expect(403);
  });

  it('is narrowed by the permission policy for readers too', async () => {
    denied = ['infra.resource-type.read'];
    await backend.as('fred').get('/resource-types').expect(403);
  });
});

it('nothing can be requested of a type that is disabled, abstract or unknown', async () => {
  await create('off');
  await create('frame', { abstract: true });
  await ada.patch('/resource-types/off', { enabled: false }).expect(200);
  const wish = (type: string) => ({ type, name: 'x', unitId: units.checkout.id });
  expect(await problemsOf(tess.post('/resources', wish('off')))).toEqual([
    '/type The resource type off is disabled',
  ]);
  expect(await problemsOf(tess.post('/resources', wish('frame')))).toEqual([
    '/type frame only groups other types and cannot be requested',
  ]);
  await ada.patch('/resource-types/off', { enabled: true }).expect(200);
  await request('off', 'on-again');
});

it('what was requested is not approved once its type is disabled or its version archived', async () => {
  const approval = { steps: [{ title: 'Ask', approvers: { role: 'dept_admin' } }] };
  await create('asked', { approval });
  const wish = { type: 'asked', name: 'waits', unitId: units.checkout.id };
  const { body: resource } = await tess.post('/resources', wish).expect(201);
  expect(resource.status).toBe('approval_pending');
  const dora = backend.as('dora');
  const approve = async () => {
    const digest = await until(async () => {
      const { body } = await dora.get(`/approvals?resourceId=${resource.id}`).expect(200);
      return body.items[0]?.digest;
    });
    return dora.post(`/resources/${resource.id}/actions/approve`, { digest });
  };
  await ada.patch('/resource-types/asked', { enabled: false }).expect(200);
  expect(await approve()).toMatchObject({
    status: 409,
    body: { error: { message: 'The resource type asked is disabled' } },
  });
  await ada.patch('/resource-types/asked', { enabled: true }).expect(200);
  await ada.patch('/resource-types/asked/versions/1.0.0', { lifecycle: 'archived' }).expect(200);
  expect(await approve()).toMatchObject({
    status: 409,
    body: { error: { message: 'Version 1.0.0 of asked is archived: choose another' } },
  });
  await ada.patch('/resource-types/asked/versions/1.0.0', { lifecycle: 'active' }).expect(200);
  expect((await approve()).status).toBe(202);
});
