import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type InfraBackend,
  openTestDatabase,
  type OpenTestDatabase,
  type SmallOrganisation,
} from '../__testUtils__';
import {
  bucket,
  startTypeBackend,
  withVariables,
} from '../resources/types/__testUtils__/typeBackend';
import { until } from '../runs/__testUtils__/waiting';
import { encryptionKey } from './__testUtils__';

jest.setTimeout(120_000);

const PASSWORD = 'password-under-the-old-key';

/** Processes with one set of keys after the other, on one database. */
describe('a run whose secrets were sealed with another master key', () => {
  const [oldKey, newKey] = [encryptionKey('old'), encryptionKey('new')];
  const impostor = { ...encryptionKey('new'), id: 'old' };
  let database: OpenTestDatabase;
  let units: SmallOrganisation;
  let backend: InfraBackend;
  let id: string;
  const seen: unknown[] = [];

  const startWith = async (...keys: (typeof oldKey)[]) => {
    await backend?.stop();
    const started = await startTypeBackend({ database, infra: { encryption: { keys } } });
    backend = started.backend;
    started.things.at('before:make', ({ resource }) => void seen.push(resource.variables.password));
  };
  const settled = (): Promise<Resource> =>
    until(async () => {
      const { body } = await backend.as('tess').get(`/resources/${id}`).expect(200);
      return ['queued', 'in_progress'].includes(body.status) ? undefined : body;
    });
  const applyAgain = async (action: 'apply' | 'retry') => {
    await backend.as('tess').post(`/resources/${id}/actions/${action}`).expect(202);
    return settled();
  };

  beforeAll(async () => {
    database = await openTestDatabase();
    await startWith(oldKey);
    units = await buildSmallOrganisation(backend);
    const variables = withVariables({ password: { type: 'string', sensitive: true } });
    await backend
      .as('ada')
      .post('/resource-types', bucket({ name: 'locked' }, variables))
      .expect(201);
    const tess = backend.as('tess');
    const unitId = units.checkout.id;
    await tess.post('/secrets', { name: 'db', unitId, value: PASSWORD }).expect(201);
    const wish = { type: 'locked', name: 'safe', unitId };
    const { body } = await tess
      .post('/resources', { ...wish, variables: { password: { $secret: 'db' } } })
      .expect(201);
    id = body.id;
    await settled();
  });
  beforeEach(() => void seen.splice(0));
  afterAll(async () => {
    await backend.stop();
    await database.drop();
  });

  it('has them under its own', async () => {
    expect(await applyAgain('apply')).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(seen).toEqual([PASSWORD]);
  });

  it.each([
    ['is missing', newKey, 'apply', /The key old is missing in infra\.encryption\.keys/],
    ['is another under the same name', impostor, 'retry', /does not open with the key old/],
  ] as const)('fails where it %s, says which, and does nothing', async (_, key, action, reason) => {
    await startWith(key);
    const failed = await applyAgain(action);
    expect(failed).toMatchObject({ state: 'provisioned', status: 'error' });
    expect(failed.statusReason).toMatch(reason);
    expect(JSON.stringify(failed)).not.toContain(PASSWORD);
    expect(seen).toEqual([]);
    await backend.as('tess').get(`/secrets?unitId=${units.checkout.id}`).expect(200);
  });

  it('goes on with both keys, and without the old one once it was rotated', async () => {
    await startWith(newKey, oldKey);
    expect(await applyAgain('retry')).toMatchObject({ status: 'done' });
    await until(async () => {
      const rows = await database.knex('secrets').select('sealed');
      return rows.every(({ sealed }) => !sealed.includes('old')) ? true : undefined;
    });
    await startWith(newKey);
    expect(await applyAgain('apply')).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(seen).toEqual([PASSWORD, PASSWORD]);
  });
});
