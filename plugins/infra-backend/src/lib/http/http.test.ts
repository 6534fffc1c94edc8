import {
  coreServices,
  createServiceFactory,
  type RootLoggerService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { type RouteDefinition, routes } from '@bailiwick/backstage-plugin-infra-common';
import supertest from 'supertest';
import { type InfraBackend, startInfraBackend } from '../../__testUtils__';

/** Every route to a thing with an id. Types and applications have names, and what is no name is just not there. */
const withIds = Object.entries(routes as Record<string, RouteDefinition>).filter(
  ([, { path }]) => path.includes('{') && !/^\/(resource-types|argocd)\//.test(path),
);

describe('every answer', () => {
  let backend: InfraBackend;
  const lines: { message: string; requestId?: unknown }[] = [];
  beforeAll(async () => {
    const note = (message: string, meta?: object) => {
      lines.push({ message, ...meta });
    };
    const rootLogger: RootLoggerService = mockServices.rootLogger.mock({
      ...{ error: note, warn: note, info: note, debug: note },
      child: () => rootLogger,
    });
    backend = await startInfraBackend({
      features: [
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => rootLogger,
        }),
      ],
    });
    await backend.give('ada', 'center_admin');
  });
  afterAll(() => backend.stop());

  const send = (method: RouteDefinition['method'], path: string, token = 'user:default/ada') =>
    supertest(backend.url)
      [method](`/api/infra${path}`)
      .set('Authorization', mockCredentials.user.header(token));

  it('carries the request id that came in, where it is sane', async () => {
    const kept = await send('get', '/me').set('X-Request-Id', 'trace-4711.a:b');
    expect(kept.headers['x-request-id']).toBe('trace-4711.a:b');
    for (const odd of ['short', 'with blanks in it', 'x'.repeat(129), '<script>alert</script>']) {
      const answer = await send('get', '/me').set('X-Request-Id', odd);
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each([
    ['without a token', undefined],
    ['with a wrong one', mockCredentials.user.invalidHeader()],
    ['with a wrong one of a service', mockCredentials.service.invalidHeader()],
    ['with something else', 'Basic dGVzczp0ZXNz'],
  ])('is 401 in the envelope %s, and has a request id', async (_case, authorization) => {
    for (const path of ['/units', '/me', '/units/not-a-uuid', '/resources']) {
      const request = supertest(backend.url).get(`/api/infra${path}`);
      if (authorization) request.set('Authorization', authorization);
      const { status, body, headers } = await request;
      expect([status, body.error?.code]).toEqual([401, 'INVALID_CREDENTIALS']);
      expect(headers['x-request-id']).toBeDefined();
    }
  });

  it('of a path that nobody serves is 401 without a token, 404 with one', async () => {
    await supertest(backend.url).get('/api/infra/nonsense').expect(401);
    for (const path of ['/nonsense', '/units/a/b/c', '/', '/me/too', '/__proto__', '/..%2Funits']) {
      const { body, headers } = await send('get', path).expect(404);
      expect(body).toMatchObject({
        error: { code: 'NOT_FOUND', message: expect.stringContaining('There is no route GET') },
        response: { statusCode: 404 },
      });
      expect(headers['x-request-id']).toBeDefined();
    }
    await send('post', '/me').send({}).expect(404);
  });

  it.each([
    ['not-a-uuid'],
    ['1'],
    ['%00'],
    ["' OR 1=1 --"],
    ['6a1d2f3e-0000-4000-8000-00000000000g'],
    ['undefined'],
    ['..%2F..%2Fetc%2Fpasswd'],
    ['%F0%9F%9A%80'],
    ['of 4000 characters', 'x'.repeat(4000)],
  ])('to the malformed id %s names the field and the rule', async (title, id = title) => {
    for (const [method, path] of [
      ['get', `/units/${encodeURI(id).replace(/%25/g, '%')}`],
      ['delete', `/units/${encodeURI(id).replace(/%25/g, '%')}`],
      ['delete', `/role-bindings/${encodeURI(id).replace(/%25/g, '%')}`],
    ] as const) {
      const { body } = await send(method, path).expect(400);
      expect(body.error.code).toBe('VALIDATION_ERROR');
      expect(body.error.details[0].pointer).toBe('/params/id');
    }
  });

  it.each(withIds)('to a malformed id is a refusal: %s', async (_name, route) => {
    const path = route.path.replace(/\{\w+\}/g, 'not%20an%20id');
    const body = route.method === 'get' || route.method === 'delete' ? undefined : {};
    const answer = await send(route.method, path).send(body);
    expect([answer.status, answer.body.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
    expect(answer.body.error.details).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: expect.stringMatching(/^\/params\//) }),
      ]),
    );
  });

  it('to a path that is no URL is a refusal, not a failure', async () => {
    const { body } = await send('get', '/units/%ZZ').expect(400);
    expect(body.error.code).toBe('VALIDATION_ERROR');
  });

  it.each([
    ['that ends too early', '{"kind": ', 'application/json', 'is not valid JSON'],
    ['that is text', '"text"', 'application/json', 'is not valid JSON'],
    ['that is null', 'null', 'application/json', 'is not valid JSON'],
    ['of a form', 'a=b', 'application/x-www-form-urlencoded', 'Content-Type: application/json'],
    ['of XML', '<unit/>', 'text/xml', 'Content-Type: application/json'],
    ['that is too long', `["${'x'.repeat(1_100_000)}"]`, 'application/json', 'at most'],
    ['in another charset', '{}', 'application/json; charset=koi8-r', 'cannot be read'],
  ])('to a body %s says what is wrong', async (_title, text, type, message) => {
    const { body } = await send('post', '/units').set('Content-Type', type).send(text).expect(400);
    expect(body.error).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(body.error.details).toEqual([
      { pointer: '', message: expect.stringContaining(message) },
    ]);
  });

  it('to a body of the wrong shape names every problem', async () => {
    const { body } = await send('post', '/units').send({ kind: 7, name: ['x'], slug: '' });
    expect(body.error.details.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      ...['/kind', '/name', '/slug', '/slug'],
    ]);
    const array = await send('post', '/units').send([]);
    expect(array.status).toBe(400);
  });

  it('to a query that repeats or nests a parameter is a refusal', async () => {
    for (const query of ['q=a&q=b', 'q[a]=b', 'limit[a]=3', 'kind[$ne]=x']) {
      const { body } = await send('get', `/units?${query}`).expect(400);
      expect(body.error.code).toBe('VALIDATION_ERROR');
    }
  });

  it('tells nothing of what went wrong inside, and logs it under the request id', async () => {
    await backend.database.knex.schema.renameTable('role_bindings', 'hidden');
    try {
      const { body, headers } = await send('get', '/me', 'user:default/fresh').expect(500);
      expect(body.error).toEqual({
        name: 'Error',
        message: expect.stringContaining('the log has the details under the request id'),
      });
      expect(JSON.stringify(body)).not.toMatch(/role_bindings|select/i);
      const logged = lines.filter(({ requestId }) => requestId === headers['x-request-id']);
      expect(logged.map(({ message }) => message).join()).toContain('role_bindings');
    } finally {
      await backend.database.knex.schema.renameTable('hidden', 'role_bindings');
    }
  });

  it('to a body is logged under the request id as well', async () => {
    await backend.database.knex.schema.renameTable('audit_entries', 'hidden');
    try {
      const { headers } = await send('post', '/units')
        .set('Idempotency-Key', 'logged')
        .send({ kind: 'center', name: 'Meridian' })
        .expect(500);
      const logged = lines.filter(({ requestId }) => requestId === headers['x-request-id']);
      expect(logged.map(({ message }) => message).join()).toContain('audit_entries');
    } finally {
      await backend.database.knex.schema.renameTable('hidden', 'audit_entries');
    }
  });

  it('to whom the route does not admit is 403', async () => {
    const { body } = await backend.asService('catalog').get('/me').expect(403);
    expect(body.error).toMatchObject({ code: 'FORBIDDEN', message: 'Only users may call this' });
    const signIn = { username: 'x', dn: 'uid=x', groups: [] };
    await backend.as('ada').post('/directory/sign-ins', signIn).expect(403);
  });
});
