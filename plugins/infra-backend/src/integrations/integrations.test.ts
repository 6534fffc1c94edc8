import { randomUUID } from 'node:crypto';
import type { Integration } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { AuditTrail } from '../audit';
import { addressOfNobody, encryptionKey, type Outside, startOutside } from './__testUtils__';

const MASK = '********';
const TOKEN = 'glpat-9f8e7d6c5b4a';

jest.setTimeout(120_000);

describe('integrations', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let git: Outside;
  beforeAll(async () => {
    backend = await startInfraBackend({
      infra: { clouds: { builtIn: false }, encryption: { keys: [encryptionKey('k1')] } },
    });
    units = await buildSmallOrganisation(backend);
    const expected = `Basic ${Buffer.from(`robot:${TOKEN}`).toString('base64')}`;
    git = await startOutside(({ headers, path }, response) => {
      if (headers.authorization !== expected) response.writeHead(401).end();
      else if (path.startsWith('/moved')) response.writeHead(302, { location: '/' }).end();
      else if (!path.startsWith('/modules.git')) response.writeHead(404).end();
      else {
        const type = 'application/x-git-upload-pack-advertisement';
        response.writeHead(200, { 'content-type': type }).end('001e# service');
      }
    });
  });
  afterAll(async () => {
    await git.stop();
    await backend.stop();
  });

  let count = 0;
  const gitHost = (more: Record<string, unknown> = {}, values: Record<string, string> = {}) => ({
    ...{ name: `git-${count++}`, type: 'git-host', ...more },
    values: { url: git.url, username: 'robot', token: TOKEN, ...values },
  });
  const make = async (
    by: string,
    more?: Record<string, unknown>,
    values?: Record<string, string>,
  ) => {
    const { body } = await backend.as(by).post('/integrations', gitHost(more, values)).expect(201);
    return body as Integration;
  };
  /** A resource that uses integrations, put into the database as the room of resources does. */
  const putResource = async (state: string, integrationIds: string[]) => {
    const id = randomUUID();
    const { knex } = backend.database;
    await knex('resources').insert({
      ...{ id, name: `r-${id}`, type: 'vm', version: '1', unit_id: units.checkout.id },
      ...{ state, status: 'done', requested_by: 'user:default/tess' },
    });
    await knex('resource_integrations').insert(
      integrationIds.map((integrationId, position) => ({
        ...{ resource_id: id, integration_id: integrationId, position },
      })),
    );
    return id;
  };

  it('have types that say what to ask for', async () => {
    const { body } = await backend.as('tess').get('/integration-types').expect(200);
    const types = body.items as { type: string; fields: { name: string; secret: boolean }[] }[];
    expect(types.map(({ type }) => type)).toEqual([
      ...['git-host', 'webhook', 'slack', 'environment', 'http-basic'],
    ]);
    const secret = types.flatMap(({ type, fields }) =>
      fields.filter(field => field.secret).map(({ name }) => `${type} ${name}`),
    );
    expect(secret).toEqual([
      'git-host token',
      'webhook secret',
      'slack url',
      'http-basic password',
    ]);
  });

  it('are answered with masks in the place of secrets', async () => {
    const made = await make('tess', { unitId: units.checkout.id });
    expect(made).toMatchObject({
      type: 'git-host',
      unitId: units.checkout.id,
      values: { url: git.url, username: 'robot', token: MASK },
      createdBy: 'user:default/tess',
      usedBy: 0,
    });
    const { body, headers } = await backend.as('mia').get(`/integrations/${made.id}`).expect(200);
    expect(body).toEqual(made);
    expect(headers.etag).toBe('"1"');
  });

  it('are made once for a repeated Idempotency-Key', async () => {
    const wish = gitHost({ unitId: units.checkout.id });
    const headers = { 'Idempotency-Key': randomUUID() };
    const tess = backend.as('tess');
    const first = await tess.post('/integrations', wish, headers).expect(201);
    const second = await tess.post('/integrations', wish, headers).expect(201);
    expect([second.body, second.headers.etag]).toEqual([first.body, first.headers.etag]);
  });

  it('are listed page by page, also those that a team may use', async () => {
    const own = await make('tess', { unitId: units.checkout.id });
    const above = await make('dora', { unitId: units.payments.id });
    const everybodys = await make('ada');
    const others = await make('tom', { unitId: units.risk.id });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await backend
        .as('tess')
        .get(`/integrations?limit=2&unitId=${units.checkout.id}${cursor}`)
        .expect(200);
      seen.push(...(body.items as Integration[]).map(({ id }) => id));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);
    expect(seen).toEqual(expect.arrayContaining([own.id, above.id, everybodys.id]));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain(others.id);
    const { body } = await backend.as('ada').get('/integrations?type=slack').expect(200);
    expect(body.items).toEqual([]);
  });

  describe('refuse', () => {
    const problemsOf = async (wish: object, status = 400) => {
      const { body } = await backend
        .as('ada')
        .post('/integrations', { ...wish })
        .expect(status);
      expect(JSON.stringify(body)).not.toContain(TOKEN);
      return (body.error.details as { pointer: string; message: string }[]).map(
        ({ pointer, message }) => `${pointer} ${message}`,
      );
    };

    it.each([
      [
        'a type that nobody knows',
        () => ({ ...gitHost(), type: 'ftp' }),
        /^\/type must be one of git-host,/,
      ],
      [
        'a field that is missing',
        () => gitHost({}, { token: '' }),
        /^\/values\/token is required$/,
      ],
      [
        'a field that is not known',
        () => gitHost({}, { tokn: 'x' }),
        /^\/values\/tokn is no field of Git host$/,
      ],
      [
        'a value against its pattern',
        () => gitHost({}, { repository: 'a b' }),
        /^\/values\/repository must match /,
      ],
      [
        'several lines where there is one',
        () => gitHost({}, { username: 'a\nb' }),
        /^\/values\/username must be one line$/,
      ],
      [
        'an address that is none',
        () => gitHost({}, { url: 'ftp://x' }),
        /^\/values\/url must be an http/,
      ],
      [
        'credentials in an address',
        () => gitHost({}, { url: 'https://a:b@x.example' }),
        /^\/values\/url must not contain credentials/,
      ],
      [
        'a mask that stands for nothing',
        () => gitHost({}, { token: MASK }),
        /^\/values\/token must be the value itself/,
      ],
      [
        'a name that is none',
        () => ({ ...gitHost(), name: 'Git Host' }),
        /^\/name must consist of/,
      ],
      [
        'a unit that does not exist',
        () => gitHost({ unitId: randomUUID() }),
        /^\/unitId must be the id of a unit that exists$/,
      ],
      [
        'a variable that would change the worker',
        () => ({ name: 'env', type: 'environment', values: { GIT_SSH_COMMAND: 'sh -c x' } }),
        /^\/values\/GIT_SSH_COMMAND must not be set/,
      ],
      [
        'a name that no variable has',
        () => ({ name: 'env', type: 'environment', values: { 'A B': 'x' } }),
        /^\/values\/A B is no field of Environment variables$/,
      ],
      [
        'no variable at all',
        () => ({ name: 'env', type: 'environment', values: {} }),
        /^\/values must have at least one/,
      ],
      [
        'a signing secret that is too short',
        () => ({ name: 'hook', type: 'webhook', values: { url: git.url, secret: 'short' } }),
        /^\/values\/secret must match /,
      ],
      [
        'a prefix that tools read themselves',
        () => ({
          ...{ name: 'basic', type: 'http-basic' },
          values: { url: git.url, username: 'a', password: 'b', prefix: 'TF_HTTP' },
        }),
        /^\/values\/prefix must be another/,
      ],
    ])('%s', async (_what, wish, expected) => {
      const problems = await problemsOf(wish());
      expect(problems).toEqual([expect.stringMatching(expected)]);
    });

    it('a name that the unit has already', async () => {
      const { name } = await make('tess', { unitId: units.checkout.id });
      const tess = backend.as('tess');
      await tess.post('/integrations', gitHost({ name, unitId: units.checkout.id })).expect(409);
      await make('dora', { name, unitId: units.payments.id });
    });

    it('to be stored without a key', async () => {
      const bare = await startInfraBackend();
      try {
        await bare.give('ada', 'center_admin');
        const { body } = await bare.as('ada').post('/integrations', gitHost()).expect(409);
        expect(body.error.message).toContain('infra.encryption.keys');
      } finally {
        await bare.stop();
      }
    });
  });

  describe('who', () => {
    it.each([
      ['ada', 'all', ['', 'commerce', 'payments', 'checkout', 'risk', 'routing']],
      ['fred', 'the field alone', ['commerce']],
      ['dora', 'the department alone', ['payments']],
      ['tess', 'the team alone', ['checkout']],
      ['mia', 'none', []],
      ['nobody', 'none', []],
    ])('%s keeps %s', async (name, _what, expected) => {
      const kept: string[] = [];
      const refusals = new Set<number>();
      for (const unit of ['', 'commerce', 'payments', 'checkout', 'risk', 'routing'] as const) {
        const more = unit === '' ? {} : { unitId: units[unit].id };
        const { status } = await backend.as(name).post('/integrations', gitHost(more));
        if (status === 201) kept.push(unit);
        else refusals.add(status);
      }
      expect([...refusals].filter(status => status !== 403 && status !== 400)).toEqual([]);
      expect(kept).toEqual(expected);
    });

    it('sees them: the unit, those beneath and above; to others they are not there', async () => {
      const { id } = await make('dora', { unitId: units.payments.id });
      const status = async (name: string) =>
        (await backend.as(name).get(`/integrations/${id}`)).status;
      for (const name of ['ada', 'fred', 'dora', 'tess', 'mia', 'tom']) {
        expect([name, await status(name)]).toEqual([name, 200]);
      }
      for (const name of ['otto', 'nobody']) {
        expect([name, await status(name)]).toEqual([name, 404]);
        const caller = backend.as(name);
        await caller.patch(`/integrations/${id}`, { name: 'x' }).expect(404);
        await caller.del(`/integrations/${id}`).expect(404);
        await caller.post(`/integrations/${id}/validate`).expect(404);
        const { body } = await caller.get('/integrations').expect(200);
        expect((body.items as Integration[]).map(each => each.id)).not.toContain(id);
      }
    });

    it('sees and does not keep them is refused', async () => {
      const { id } = await make('dora', { unitId: units.payments.id });
      for (const name of ['tess', 'fred', 'mia']) {
        const caller = backend.as(name);
        const { body } = await caller.patch(`/integrations/${id}`, { name: 'x' }).expect(403);
        expect(body.error.message).toContain('Payments');
        await caller.del(`/integrations/${id}`).expect(403);
        await caller.post(`/integrations/${id}/validate`).expect(403);
      }
    });

    it("sees everybody's: whoever has a role", async () => {
      const { id } = await make('ada');
      await backend.as('otto').get(`/integrations/${id}`).expect(200);
      await backend.as('nobody').get(`/integrations/${id}`).expect(404);
    });
  });

  describe('a change', () => {
    const patch = (id: string, body: object, headers = {}) =>
      backend.as('tess').patch(`/integrations/${id}`, { ...body }, headers);
    const sealedOf = async (id: string) => {
      const row = await backend.database.knex('integrations').where({ id }).first('sealed');
      return (row.sealed as Buffer).toString('hex');
    };

    it('leaves a secret that is sent as its mask', async () => {
      const { id } = await make(
        'tess',
        { unitId: units.checkout.id },
        { repository: 'modules.git' },
      );
      const values = { url: git.url, username: 'robot', token: MASK, repository: 'modules.git' };
      const { body, headers } = await patch(id, { values }).expect(200);
      expect([body.values, headers.etag]).toEqual([values, '"2"']);
      const validated = await backend.as('tess').post(`/integrations/${id}/validate`).expect(200);
      expect(validated.body).toEqual({ valid: true });
    });

    it('does not send a stored secret to another address', async () => {
      const { id } = await make('tess', { unitId: units.checkout.id });
      const before = await sealedOf(id);
      const values = { url: 'https://evil.example', username: 'robot', token: MASK };
      const { body } = await patch(id, { values }).expect(400);
      expect(body.error.details).toEqual([
        { pointer: '/values/token', message: expect.stringContaining('must be sent again') },
      ]);
      expect(await sealedOf(id)).toBe(before);
    });

    it('forgets what is left out', async () => {
      const { body: made } = await backend
        .as('tess')
        .post('/integrations', {
          ...{ name: 'variables', type: 'environment', unitId: units.checkout.id },
          values: { AWS_ACCESS_KEY_ID: 'AKIA-old', AWS_SECRET_ACCESS_KEY: 'sk-old' },
        })
        .expect(201);
      const { body } = await patch(made.id, { values: { AWS_ACCESS_KEY_ID: MASK } }).expect(200);
      expect(body.values).toEqual({ AWS_ACCESS_KEY_ID: MASK });
    });

    it('of the name touches no value and no validation', async () => {
      const { id } = await make(
        'tess',
        { unitId: units.checkout.id },
        { repository: 'modules.git' },
      );
      await backend.as('tess').post(`/integrations/${id}/validate`).expect(200);
      const before = await sealedOf(id);
      const { body } = await patch(id, { name: `renamed-${count++}` }).expect(200);
      expect(await sealedOf(id)).toBe(before);
      expect(body.validatedAt).toBeDefined();
    });

    it('on what has changed since is refused', async () => {
      const { id } = await make('tess', { unitId: units.checkout.id });
      const first = { 'If-Match': '"1"' };
      await patch(id, { name: `first-${count++}` }, first).expect(200);
      const { body } = await patch(id, { name: 'second' }, first).expect(412);
      expect(body.error.code).toBe('STALE_REVISION');
    });
  });

  describe('a validation', () => {
    const validate = async (id: string) =>
      (await backend.as('ada').post(`/integrations/${id}/validate`).expect(200)).body;

    it('asks the git host, and writes down that it took the credentials', async () => {
      const { id } = await make('ada', {}, { repository: 'modules.git' });
      expect(await validate(id)).toEqual({ valid: true });
      expect(git.requests.at(-1)?.path).toBe('/modules.git/info/refs?service=git-upload-pack');
      const { body } = await backend.as('ada').get(`/integrations/${id}`).expect(200);
      expect(body.validatedAt).toBeDefined();
      expect(body.validationError).toBeUndefined();
    });

    it.each([
      [
        'a token that is not taken',
        { token: 'another-secret', repository: 'modules.git' },
        'does not take',
      ],
      ['a repository that is not there', { repository: 'missing.git' }, 'no such repository'],
      ['an answer that leads elsewhere', { repository: 'moved.git' }, 'status 302'],
      ['nobody who listens', { url: 'GONE' }, 'cannot be reached (ECONNREFUSED)'],
    ] as [string, Record<string, string>, string][])(
      'tells of %s, without the credentials',
      async (_what, values, message) => {
        const url = values.url === 'GONE' ? await addressOfNobody() : git.url;
        const { id } = await make('ada', {}, { ...values, url });
        const answer = await validate(id);
        expect(answer).toEqual({ valid: false, message: expect.stringContaining(message) });
        const { body } = await backend.as('ada').get(`/integrations/${id}`).expect(200);
        expect(body.validationError).toBe(answer.message);
        expect(JSON.stringify([answer, body])).not.toMatch(/glpat|another-secret/);
      },
    );

    it('is forgotten when the values change', async () => {
      const { id } = await make('ada', {}, { repository: 'modules.git' });
      await validate(id);
      const values = { url: git.url, username: 'robot', token: 'another' };
      const { body } = await backend.as('ada').patch(`/integrations/${id}`, { values }).expect(200);
      expect(body.validatedAt).toBeUndefined();
    });

    it('is refused where there is nobody to ask', async () => {
      const { body } = await backend
        .as('ada')
        .post('/integrations', { name: 'vars', type: 'environment', values: { A: 'value' } })
        .expect(201);
      await backend.as('ada').post(`/integrations/${body.id}/validate`).expect(400);
    });
  });

  describe('a deletion', () => {
    it('waits for the live resources that use it, and names them', async () => {
      const { id } = await make('tess', { unitId: units.checkout.id });
      await putResource('destroyed', [id]);
      const live = await putResource('provisioned', [id]);
      const shown = await backend.as('tess').get(`/integrations/${id}`).expect(200);
      expect(shown.body.usedBy).toBe(1);
      const { body } = await backend.as('tess').del(`/integrations/${id}`).expect(409);
      expect(body.error).toMatchObject({
        code: 'DEPENDENCY_EXISTS',
        details: { blockedBy: [{ id: live, name: `r-${live}`, type: 'vm' }] },
      });
      await backend.database.knex('resources').where({ id: live }).update({ state: 'destroyed' });
      await backend.as('tess').del(`/integrations/${id}`).expect(204);
      await backend.as('tess').get(`/integrations/${id}`).expect(404);
    });

    it('comes before that of its unit', async () => {
      const ada = backend.as('ada');
      const { body: unit } = await ada
        .post('/units', { kind: 'team', name: 'Brief', parentId: units.fleet.id })
        .expect(201);
      const made = await make('ada', { unitId: unit.id });
      const { body } = await ada.del(`/units/${unit.id}`).expect(409);
      expect(body.error.message).toContain(`integrations (${made.name})`);
      await ada.del(`/integrations/${made.id}`).expect(204);
      await ada.del(`/units/${unit.id}`).expect(204);
    });
  });

  it('tell the audit trail what was done to them', async () => {
    const { id } = await make('tess', { unitId: units.checkout.id }, { repository: 'modules.git' });
    const tess = backend.as('tess');
    await tess.post(`/integrations/${id}/validate`).expect(200);
    await tess.patch(`/integrations/${id}`, { name: `later-${count++}` }).expect(200);
    await tess.del(`/integrations/${id}`).expect(204);
    const trail = new AuditTrail(backend.database.knex);
    const { items } = await trail.list({ kind: 'integration', id }, { limit: 10 });
    expect(items.map(({ event }) => event)).toEqual([
      ...['integration-deleted', 'integration-changed'],
      ...['integration-validated', 'integration-created'],
    ]);
    expect(items.at(-1)?.after).toMatchObject({ values: { token: MASK } });
  });
});
