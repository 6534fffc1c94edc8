import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { bucket, problemsOf, startTypeBackend } from './types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

let backend: InfraBackend;
let units: SmallOrganisation;
let [ada, tess, tom, mia]: Caller[] = [];

beforeAll(async () => {
  ({ backend } = await startTypeBackend());
  units = await buildSmallOrganisation(backend);
  [ada, tess, tom, mia] = ['ada', 'tess', 'tom', 'mia'].map(name => backend.as(name));
  await ada.post('/resource-types', bucket()).expect(201);
});
afterAll(() => backend.stop());

let count = 0;
const requested = async (labels?: object): Promise<Resource> => {
  count += 1;
  const wish = { type: 'bucket', name: `b${count}`, unitId: units.checkout.id, labels };
  return (await tess.post('/resources', wish).expect(201)).body;
};
const label = (id: string, labels: object, caller = tess) =>
  caller.patch(`/resources/${id}/labels`, { labels });
const listed = async (query: string, caller = tess): Promise<string[]> => {
  const { body } = await caller.get(`/resources?${query}`).expect(200);
  return (body.items as Resource[]).map(({ id }) => id);
};

describe('labels', () => {
  it('come with the request, are set and removed one by one, and found', async () => {
    const { id, labels, revision } = await requested({ env: 'prod', tier: 'web' });
    expect(labels).toEqual({ env: 'prod', tier: 'web' });
    const other = await requested({ env: 'test' });
    const { body } = await label(id, { tier: null, owner: 'Ada.L' }).expect(200);
    expect(body).toMatchObject({ labels: { env: 'prod', owner: 'Ada.L' }, revision });
    expect(await listed('label=env')).toEqual([other.id, id]);
    expect(await listed('label=env%3Dprod')).toEqual([id]);
    expect(await listed('label=tier')).toEqual([]);
    expect(await listed('label=env%3Dpro')).toEqual([]);
  });

  it('of two people who set different ones at once are all there', async () => {
    const { id } = await requested();
    const keys = [...'abcdefgh'];
    const answers = await Promise.all(keys.map(key => label(id, { [key]: '1' })));
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
    const { body } = await tess.get(`/resources/${id}`).expect(200);
    expect(Object.keys(body.labels).sort()).toEqual(keys);
  });

  it('are written down before and after', async () => {
    const { id } = await requested({ env: 'prod' });
    await label(id, { env: 'test' }).expect(200);
    const { body } = await tess.get(`/resources/${id}/audit`).expect(200);
    expect(body.items[0]).toMatchObject({
      event: 'resource-labelled',
      before: { labels: { env: 'prod' } },
      after: { labels: { env: 'test' } },
    });
  });

  it.each([
    [{ 'a/b': '1' }, '/labels/a~1b key must consist of letters'],
    [{ env: '' }, '/labels/env must consist of letters'],
    [{ env: 'x'.repeat(64) }, '/labels/env must be at most 63 characters'],
    [{ env: 1 }, '/labels/env must be text'],
    [{ env: '-a' }, '/labels/env must consist of letters'],
    [
      Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, '1'])),
      '/labels must be at',
    ],
  ])('are refused by rule: %j', async (labels, message) => {
    const { id } = await requested();
    const [problem] = await problemsOf(label(id, labels));
    expect(problem).toContain(message);
  });

  it('are no more than twenty together with those that are there', async () => {
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`k${from + n}`, '1']));
    const { id } = await requested(many(0));
    expect(await problemsOf(label(id, many(15)))).toEqual([
      '/labels must be at most 20 labels together with those that are there',
    ]);
    await label(id, { ...many(0), k14: null, k20: 'x' }).expect(200);
  });

  it('are set by who acts for the team alone', async () => {
    const { id } = await requested();
    const { body: own } = await label(id, { env: 'prod' }, mia).expect(403);
    expect(own.error.code).toBe('FORBIDDEN');
    const { body: strange } = await label(id, { env: 'prod' }, tom).expect(404);
    expect(strange.error.code).toBe('NOT_FOUND');
  });

  it('are looked for by a key, or a key and a value', async () => {
    const { body } = await tess.get('/resources?label=a%3Db%3Dc').expect(400);
    expect(body.error.details).toEqual([
      { pointer: '/query/label', message: 'must be a key, or key=value' },
    ]);
  });
});

describe('favourites', () => {
  it('are one’s own, and the same marked twice', async () => {
    const { id } = await requested();
    await tess.put(`/resources/${id}/favourite`, {}).expect(204);
    await tess.put(`/resources/${id}/favourite`, {}).expect(204);
    expect(await listed('favourite=true')).toEqual([id]);
    expect(await listed('favourite=false')).not.toContain(id);
    expect(await listed('favourite=true', mia)).toEqual([]);
    expect((await tess.get(`/resources/${id}`).expect(200)).body.favourite).toBe(true);
    expect((await mia.get(`/resources/${id}`).expect(200)).body.favourite).toBeUndefined();
    await tess.del(`/resources/${id}/favourite`).expect(204);
    expect(await listed('favourite=true')).toEqual([]);
  });

  it('are of what one may read alone', async () => {
    const { id } = await requested();
    await tom.put(`/resources/${id}/favourite`, {}).expect(404);
    expect(await listed('favourite=true', tom)).toEqual([]);
  });
});
