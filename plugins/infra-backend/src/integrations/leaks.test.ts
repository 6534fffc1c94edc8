import {
  coreServices,
  createServiceFactory,
  type RootLoggerService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { encryptionKey, type Outside, startOutside } from './__testUtils__';

jest.setTimeout(120_000);

/** Told apart from everything else, in each spelling that could appear. */
const SECRETS = {
  token: 'leak-token-7f3a9b1c',
  renewed: 'leak-renewed-5d2e8f4a',
  hook: 'leak-signing-secret-0a1b2c3d',
  variable: 'leak-variable-9e8d7c6b',
  password: 'leak-password-4b5a6978',
  secret: 'leak-secret-1f2e3d4c',
  refused: 'leak-refused-8a7b6c5d',
};
const SPELLINGS = Object.values(SECRETS).flatMap(secret => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(`robot:${secret}`).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
]);
const leaksIn = (text: string) => SPELLINGS.filter(spelling => text.includes(spelling));

describe('a secret', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let outside: Outside;
  const logged: string[] = [];
  const events: string[] = [];
  const answers: string[] = [];

  beforeAll(async () => {
    const note = (...line: unknown[]) => void logged.push(JSON.stringify(line));
    const rootLogger: RootLoggerService = mockServices.rootLogger.mock({
      ...{ error: note, warn: note, info: note, debug: note },
      child: () => rootLogger,
    });
    const auditor = mockServices.auditor.mock({
      async createEvent({ request: _request, ...event }) {
        events.push(JSON.stringify(event));
        return {
          success: async options => void events.push(JSON.stringify(options ?? {})),
          fail: async ({ error }) => void events.push(`${error.message} ${error.stack}`),
        };
      },
    });
    backend = await startInfraBackend({
      infra: { encryption: { keys: [encryptionKey('k1')] } },
      features: [
        auditor.factory,
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => rootLogger,
        }),
      ],
    });
    units = await buildSmallOrganisation(backend);
    // Answers with what it was sent, as some systems do in their errors.
    outside = await startOutside(({ headers, body }, response) => {
      response.writeHead(500, { 'x-echo': `${headers.authorization}` }).end(body);
    });
  });
  afterAll(async () => {
    await outside.stop();
    await backend.stop();
  });

  const call = async (method: 'post' | 'patch', path: string, body: object, headers = {}) => {
    const answer = await backend.as('tess')[method](path, { ...body }, headers);
    answers.push(answer.text, JSON.stringify(answer.headers));
    return answer;
  };
  const create = async (type: string, values: Record<string, string>) => {
    const unitId = units.checkout.id;
    const wish = { name: `${type}-${randomUUID().slice(0, 8)}`, type, unitId, values };
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await call('post', '/integrations', wish, headers);
    await call('post', '/integrations', wish, headers);
    expect(first.status).toBe(201);
    return first.body.id as string;
  };

  it('is in no answer, log, event, audit entry or row, whatever is done with it', async () => {
    const { url } = outside;
    const git = await create('git-host', { url, username: 'robot', token: SECRETS.token });
    const hook = await create('webhook', { url, secret: SECRETS.hook });
    const slack = await create('slack', { url: `${url}/services/${SECRETS.token}` });
    const basic = await create('http-basic', {
      url,
      username: 'robot',
      password: SECRETS.password,
    });
    const variables = await create('environment', { API_KEY: SECRETS.variable });
    for (const id of [git, hook, slack, basic, variables]) {
      await call('post', `/integrations/${id}/validate`, {});
      answers.push((await backend.as('mia').get(`/integrations/${id}`)).text);
    }
    const values = { url, username: 'robot', token: SECRETS.renewed };
    expect((await call('patch', `/integrations/${git}`, { values })).status).toBe(200);

    // Refusals of every sort, with a secret in the body.
    const wrong = { name: 'wrong', unitId: units.checkout.id, type: 'git-host' };
    const refused = SECRETS.refused;
    for (const body of [
      { ...wrong, values: { ...values, token: `${refused}\n` } },
      { ...wrong, values: { ...values, url: refused, token: refused } },
      {
        ...wrong,
        values: { ...values, url: `https://robot:${refused}@x.example`, token: refused },
      },
      { ...wrong, values: { ...values, token: refused, more: refused } },
      { ...wrong, type: 'webhook', values: { url, secret: refused.slice(0, 3) } },
      { ...wrong, unitId: randomUUID(), values: { ...values, token: refused } },
      { ...wrong, unitId: units.risk.id, values: { ...values, token: refused } },
    ]) {
      expect((await call('post', '/integrations', body)).status).toBeGreaterThanOrEqual(400);
    }

    const wish = { name: 'db', unitId: units.checkout.id, value: SECRETS.secret };
    const { body: secret } = await call('post', '/secrets', wish);
    expect((await call('post', '/secrets', wish)).status).toBe(409);
    expect((await call('post', '/secrets', { ...wish, name: 'DB' })).status).toBe(400);
    expect((await call('patch', `/secrets/${secret.id}`, { value: SECRETS.renewed })).status).toBe(
      200,
    );
    answers.push((await backend.as('ada').get('/integrations')).text);
    answers.push((await backend.as('ada').get('/secrets')).text);

    expect(leaksIn(answers.join('\n'))).toEqual([]);
    expect(leaksIn(logged.join('\n'))).toEqual([]);
    expect(leaksIn(events.join('\n'))).toEqual([]);
    expect(leaksIn(await wholeDatabase())).toEqual([]);
    expect(answers.length).toBeGreaterThan(40);
    expect(leaksIn(JSON.stringify(outside.requests)).length).toBeGreaterThan(3);
  });

  /** Every row of every table as text, so bytes in hexadecimal. */
  async function wholeDatabase(): Promise<string> {
    const { knex } = backend.database;
    const { rows: tables } = await knex.raw<{ rows: { name: string }[] }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await knex.raw<{ rows: { text: string }[] }>(
        `SELECT whole::text AS text FROM ${name} AS whole`,
      );
      texts.push(...rows.map(({ text }) => text));
    }
    expect(texts.join('\n')).toContain('integration-created');
    return texts.join('\n');
  }
});
