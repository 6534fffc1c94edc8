import { AuthorizeResult, type PolicyDecision } from '@backstage/plugin-permission-common';
import type { Compliance } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { bucket, startTypeBackend } from '../resources/types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

let backend: InfraBackend;
let units: SmallOrganisation;
let decision: PolicyDecision = { result: AuthorizeResult.ALLOW };

const DAY_MS = 24 * 3_600_000;

const plant = (unit: { id: string }, type: string, version: string, more = {}) => {
  const id = randomUUID();
  return backend.database.knex('resources').insert({
    ...{ id, name: `n-${id}`, type, version, unit_id: unit.id, site: 'ams1' },
    ...{ state: 'provisioned', status: 'done', requested_by: 'user:default/tess' },
    ...more,
  });
};

beforeAll(async () => {
  ({ backend } = await startTypeBackend({
    permissions: {
      authorize: async requests => requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      authorizeConditional: async requests =>
        requests.map(({ permission }) =>
          permission.name === 'infra.resource.read' ? decision : { result: AuthorizeResult.ALLOW },
        ),
    },
  }));
  units = await buildSmallOrganisation(backend);
  await plant(units.checkout, 'gone', '1', { drift: { summary: 'x' } });
  await plant(units.checkout, 'gone', '2', { stale: true });
  await plant(units.checkout, 'gone', '2', { state: 'destroyed' });
  await plant(units.risk, 'gone', '1', { status: 'error' });
  await plant(units.risk, 'gone', '1', { expires_at: new Date(Date.now() + DAY_MS) });
  await plant(units.risk, 'gone', '1', { expires_at: new Date(Date.now() + 30 * DAY_MS) });
  await plant(units.routing, 'lost', '1');
});
afterAll(() => backend.stop());
afterEach(() => {
  decision = { result: AuthorizeResult.ALLOW };
});

const read = async (caller: Caller, query = ''): Promise<Compliance> =>
  (await caller.get(`/compliance${query}`).expect(200)).body;

const perUnit = ({ units: list }: Compliance) =>
  list.map(({ unit, types }) => [unit.name, ...types.map(one => [one.type, one.resources])]);

describe('GET /compliance', () => {
  it('adds up by type and by the units below the centre for administrators', async () => {
    const answer = await read(backend.as('ada'));
    expect(answer.total).toEqual([
      {
        ...{ type: 'gone', title: 'gone', resources: 5 },
        versions: { active: 0, preview: 0, deprecated: 0, archived: 0, missing: 5 },
        ...{ drifted: 1, stale: 1, expiringSoon: 1, failed: 1 },
      },
      expect.objectContaining({ type: 'lost', resources: 1 }),
    ]);
    expect(perUnit(answer)).toEqual([
      ['Commerce', ['gone', 5]],
      ['Logistics', ['lost', 1]],
    ]);
  });

  it('counts by the direct children of a unit, and by itself where it has none', async () => {
    const ada = backend.as('ada');
    expect(perUnit(await read(ada, `?unitId=${units.commerce.id}`))).toEqual([
      ['Payments', ['gone', 5]],
    ]);
    expect(perUnit(await read(ada, `?unitId=${units.payments.id}`))).toEqual([
      ['Checkout', ['gone', 2]],
      ['Risk', ['gone', 3]],
    ]);
    expect(perUnit(await read(ada, `?unitId=${units.risk.id}`))).toEqual([['Risk', ['gone', 3]]]);
    expect(await read(ada, `?unitId=${units.storefront.id}`)).toEqual({ total: [], units: [] });
  });

  it('counts what the caller may read, by the units of their roles', async () => {
    await backend.give('both', 'dept_admin', units.payments.id);
    await backend.give('both', 'member', units.checkout.id);
    await backend.give('both', 'member', units.routing.id);
    expect(perUnit(await read(backend.as('both')))).toEqual([
      ['Payments', ['gone', 5]],
      ['Routing', ['lost', 1]],
    ]);
    expect(perUnit(await read(backend.as('tess')))).toEqual([['Checkout', ['gone', 2]]]);
    expect(await read(backend.as('nobody'))).toEqual({ total: [], units: [] });
  });

  it('tells versions apart by their lifecycle', async () => {
    const ada = backend.as('ada');
    const schema = { type: 'object', properties: {} };
    const versions = (['active', 'preview', 'deprecated', 'archived'] as const).map(
      (lifecycle, index) => ({ version: `${index}`, lifecycle, schema }),
    );
    await ada.post('/resource-types', { ...bucket(), versions }).expect(201);
    for (const version of ['0', '0', '1', '2', '3', 'never']) {
      await plant(units.search, 'bucket', version);
    }
    const { total } = await read(ada, `?unitId=${units.search.id}`);
    expect(total).toEqual([
      expect.objectContaining({
        ...{ type: 'bucket', title: 'Bucket', resources: 6 },
        versions: { active: 2, preview: 1, deprecated: 1, archived: 1, missing: 1 },
      }),
    ]);
  });

  it('leaves out what the permission policy hides', async () => {
    await backend.give('limited', 'platform_admin');
    decision = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'infra',
      resourceType: 'infra-resource',
      conditions: {
        resourceType: 'infra-resource',
        rule: 'HAS_TYPE',
        params: { types: ['lost'] },
      },
    };
    expect(perUnit(await read(backend.as('limited')))).toEqual([['Logistics', ['lost', 1]]]);
  });

  it('knows no unit that may not be read, and no id that is none', async () => {
    const tess = backend.as('tess');
    await tess.get(`/compliance?unitId=${units.risk.id}`).expect(404);
    await tess.get(`/compliance?unitId=${units.payments.id}`).expect(404);
    const { body } = await tess.get('/compliance?unitId=x').expect(400);
    expect(body.error.details).toEqual([expect.objectContaining({ pointer: '/query/unitId' })]);
  });
});
