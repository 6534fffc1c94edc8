import { AuthorizeResult, type PolicyDecision } from '@backstage/plugin-permission-common';
import type { AuditEntry } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { AuditTrail } from './AuditTrail';

jest.setTimeout(60_000);

let backend: InfraBackend;
let units: SmallOrganisation;
let trail: AuditTrail;
let ada: Caller;
const decisions: Record<string, PolicyDecision> = {};

const decide = (name: string) => decisions[name] ?? { result: AuthorizeResult.ALLOW };

beforeAll(async () => {
  backend = await startInfraBackend({
    permissions: {
      authorize: async requests =>
        requests.map(({ permission }) => ({
          result:
            decide(permission.name).result === AuthorizeResult.ALLOW
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        })),
      authorizeConditional: async requests =>
        requests.map(({ permission }) => decide(permission.name)),
    },
  });
  units = await buildSmallOrganisation(backend);
  trail = new AuditTrail(backend.database.knex);
  ada = backend.as('ada');
});
afterAll(() => backend.stop());
afterEach(() => Object.keys(decisions).forEach(name => delete decisions[name]));

const plant = async (unit: { id: string }, type = 'project') => {
  const id = randomUUID();
  await backend.database.knex('resources').insert({
    ...{ id, name: `n-${id}`, type, version: '1', unit_id: unit.id, site: 'ams1' },
    ...{ state: 'provisioned', status: 'done', requested_by: 'user:default/tess' },
  });
  return id;
};

const note = (kind: 'resource' | 'quota' | 'server', id: string, actor = 'user:default/tess') =>
  trail.record(backend.database.knex, {
    event: 'resource-requested',
    actor: { ref: actor },
    subject: { kind, id },
  });

const subjects = async (caller: Caller, query = '') => {
  const { body } = await caller.get(`/audit?limit=200${query}`).expect(200);
  return (body.items as AuditEntry[]).map(({ subject }) => subject.id);
};

describe('GET /audit', () => {
  it('gives administrators everything, the newest first', async () => {
    const first = await plant(units.routing);
    await note('resource', first);
    await note('server', 'rack-1');
    expect((await subjects(ada)).slice(0, 2)).toEqual(['rack-1', first]);
    expect(await subjects(ada)).toContain(units.meridian.id);
  });

  it('gives everybody else what is of the units that they read', async () => {
    const own = await plant(units.checkout);
    const foreign = await plant(units.risk);
    await note('resource', own);
    await note('resource', foreign);
    await note('server', 'rack-2');
    await note('quota', `${units.checkout.id}/ams1`);
    expect(await subjects(backend.as('tess'))).toEqual([
      `${units.checkout.id}/ams1`,
      own,
      units.checkout.id,
    ]);
    const ofDora = await subjects(backend.as('dora'));
    expect(ofDora).toEqual(expect.arrayContaining([own, foreign, units.payments.id]));
    expect(ofDora).not.toContain(units.routing.id);
    expect(await subjects(backend.as('nobody'))).toEqual([]);
  });

  it('remembers whose a resource was after it was deleted', async () => {
    const gone = await plant(units.search);
    await note('resource', gone);
    await backend.database.knex('resources').where({ id: gone }).delete();
    expect(await subjects(backend.as('fred'))).toContain(gone);
    expect(await subjects(backend.as('tess'))).not.toContain(gone);
  });

  it('is narrowed by subject, actor, event and time', async () => {
    const one = await plant(units.fleet);
    await note('resource', one, 'user:default/zoe');
    expect(await subjects(ada, `&subjectKind=resource&subjectId=${one}`)).toEqual([one]);
    expect(await subjects(ada, '&actor=user:default/zoe')).toEqual([one]);
    const created = await subjects(ada, '&event=unit-created');
    expect(created.sort()).toEqual(
      Object.values(units)
        .map(({ id }) => id)
        .sort(),
    );
    const { body } = await ada.get('/audit?actor=user:default/zoe').expect(200);
    const { time } = body.items[0];
    const later = new Date(Date.parse(time) + 1).toISOString();
    expect(await subjects(ada, `&actor=user:default/zoe&from=${time}&to=${later}`)).toEqual([one]);
    expect(await subjects(ada, `&actor=user:default/zoe&from=${later}`)).toEqual([]);
    expect(await subjects(ada, `&actor=user:default/zoe&to=${time}`)).toEqual([]);
  });

  it('pages without a gap', async () => {
    const all = await subjects(ada);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const next = cursor ? `&cursor=${cursor}` : '';
      const { body } = await ada.get(`/audit?limit=3${next}`).expect(200);
      seen.push(...(body.items as AuditEntry[]).map(({ subject }) => subject.id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(all);
  });

  it.each([
    ['a subject without its kind', 'subjectId=x', '/query/subjectId'],
    ['a time that is none', 'from=yesterday', '/query/from'],
    [
      'an end before the beginning',
      'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      '/query/to',
    ],
    ['a foreign cursor', 'cursor=abc', '/query/cursor'],
    ['too many at once', 'limit=201', '/query/limit'],
  ])('refuses %s', async (_what, query, pointer) => {
    const { body } = await ada.get(`/audit?${query}`).expect(400);
    expect(body.error.details).toEqual([expect.objectContaining({ pointer })]);
  });

  it('is refused where the permission policy says so', async () => {
    await backend.give('denied', 'platform_admin');
    decisions['infra.audit.read'] = { result: AuthorizeResult.DENY };
    const { body } = await backend.as('denied').get('/audit').expect(403);
    expect(body.error.message).toContain('infra.audit.read');
  });

  it('leaves out what a conditional policy hides, of administrators too', async () => {
    const shown = await plant(units.checkout, 'database');
    const hidden = await plant(units.checkout, 'project');
    await note('resource', shown);
    await note('resource', hidden);
    await note('server', 'rack-3');
    await backend.give('limited', 'platform_admin');
    await backend.give('limited-lead', 'team_lead', units.checkout.id);
    decisions['infra.resource.read'] = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'infra',
      resourceType: 'infra-resource',
      conditions: {
        resourceType: 'infra-resource',
        rule: 'HAS_TYPE',
        params: { types: ['database'] },
      },
    };
    decisions['infra.unit.read'] = { result: AuthorizeResult.DENY };
    const ofAdmin = await subjects(backend.as('limited'));
    expect(ofAdmin).toEqual(expect.arrayContaining(['rack-3', shown]));
    expect(ofAdmin).not.toContain(hidden);
    expect(ofAdmin).not.toContain(units.checkout.id);
    expect(await subjects(backend.as('limited-lead'))).toEqual([shown]);
  });
});
