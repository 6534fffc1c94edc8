import type { ChangeForecast, Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { addServers } from '../quota/__testUtils__/servers';
import { until } from '../runs/__testUtils__/waiting';
import { bucket, problemsOf, startTypeBackend } from './types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

const SITE = 'ams1';

const guarded = bucket(
  {
    name: 'guarded',
    siteRequired: true,
    cost: { cpu: 'variables.size', ramGb: 'variables.size * 2' },
    ttl: { defaultDays: 30 },
    policies: [
      { name: 'No nineties', expression: 'variables.size != 90', message: 'Choose another size' },
    ],
    approval: {
      steps: [{ title: 'Department', approvers: { role: 'dept_admin' } }],
      kinds: ['change'],
      autoApprove: 'cost.cpu <= 4',
    },
  },
  {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        size: { type: 'integer', minimum: 1, default: 1 },
        domain: { type: 'string', unique: true },
      },
    },
  },
);

let backend: InfraBackend;
let units: SmallOrganisation;
let [ada, tess, tom, mia]: Caller[] = [];

beforeAll(async () => {
  ({ backend } = await startTypeBackend());
  units = await buildSmallOrganisation(backend);
  [ada, tess, tom, mia] = ['ada', 'tess', 'tom', 'mia'].map(name => backend.as(name));
  await addServers(backend.database.knex, [
    { fieldId: units.commerce.id, site: SITE, cpu: 1000, ramGb: 1000 },
  ]);
  const none = { 'If-None-Match': '*' };
  await ada
    .put(`/units/${units.payments.id}/quota/${SITE}`, { cpu: 400, ramGb: 400 }, none)
    .expect(200);
  await ada
    .put(`/units/${units.checkout.id}/quota/${SITE}`, { cpu: 40, ramGb: 400 }, none)
    .expect(200);
  await ada.post('/resource-types', guarded).expect(201);
});

afterAll(() => backend.stop());

const read = async (id: string): Promise<Resource> =>
  (await tess.get(`/resources/${id}`).expect(200)).body;

let count = 0;
/** A resource that is there, of 3 cores. */
const provisioned = async (variables = {}): Promise<Resource> => {
  count += 1;
  const wish = { type: 'guarded', name: `b${count}`, unitId: units.checkout.id, site: SITE };
  const { body } = await tess
    .post('/resources', { ...wish, variables: { size: 3, ...variables } })
    .expect(201);
  return until(async () => {
    const resource = await read(body.id);
    return resource.state === 'provisioned' ? resource : undefined;
  });
};

const forecast = async (id: string, patch: object): Promise<ChangeForecast> =>
  (await tess.patch(`/resources/${id}`, { ...patch, dryRun: true }).expect(200)).body;

/** Everything that something which is stored would leave behind. */
const trace = async () => {
  const { knex } = backend.database;
  const tables = ['audit_entries', 'runs', 'approvals', 'resource_revisions'];
  const counts = await Promise.all(
    [...tables, 'resource_unique_values'].map(async table => knex(table).count().first()),
  );
  return { counts, quotas: await knex('quotas').orderBy(['unit_id', 'site']) };
};

describe('a dry run of a change', () => {
  it('tells what it costs, what it leaves of each level, who decides, and what differs', async () => {
    const { id } = await provisioned();
    const answer = await forecast(id, { variables: { size: 10 } });
    expect(answer).toMatchObject({
      valid: true,
      problems: [],
      cost: {
        before: { cpu: 3, ramGb: 6 },
        after: { cpu: 10, ramGb: 20 },
        delta: { cpu: 7, ramGb: 14 },
      },
      approval: { required: true, steps: [{ title: 'Department' }] },
      differences: [{ pointer: '/variables/size', before: 3, after: 10 }],
    });
    const team = answer.quota.find(({ unitId }) => unitId === units.checkout.id)!;
    expect(team.before.cpu - team.after.cpu).toBe(7);
  });

  it('asks nobody where the policy lets it pass, and gives back what it takes less', async () => {
    const { id } = await provisioned();
    const answer = await forecast(id, { variables: { size: 1 } });
    expect(answer.approval).toEqual({ required: false, steps: [] });
    expect(answer.cost.delta).toEqual({ cpu: -2, ramGb: -4 });
    const team = answer.quota.find(({ unitId }) => unitId === units.checkout.id)!;
    expect(team.after.cpu - team.before.cpu).toBe(2);
  });

  it('stores nothing, whatever it is asked', async () => {
    const { id } = await provisioned({ domain: 'mine.example' });
    const before = [await read(id), await trace()];
    await forecast(id, { variables: { size: 10, domain: 'next.example' }, comment: 'why' });
    expect([await read(id), await trace()]).toEqual(before);
    // The value that was only looked at is still there to be had.
    await provisioned({ domain: 'next.example' });
  });

  it('says why it would be refused: the quota, a value that another has, a change that waits', async () => {
    const { id } = await provisioned();
    const other = await provisioned({ domain: 'taken.example' });
    const tooMuch = await forecast(id, { variables: { size: 200, domain: 'taken.example' } });
    expect(tooMuch.valid).toBe(false);
    expect(tooMuch.problems.map(({ code }) => code)).toEqual(['CONFLICT', 'QUOTA_EXCEEDED']);
    expect(tooMuch.problems[1].message).toContain('Team Checkout has');
    // Its own value is no clash.
    const own = await forecast(other.id, { variables: { size: 2 } });
    expect(own.problems).toEqual([]);

    await tess.patch(`/resources/${id}`, { variables: { size: 9 } }).expect(202);
    const waits = await forecast(id, { variables: { size: 8 } });
    expect(waits.problems).toEqual([expect.objectContaining({ code: 'INVALID_STATE' })]);
  });

  it('is wrong input where the change itself would be', async () => {
    const { id } = await provisioned();
    const patch = (body: object) => tess.patch(`/resources/${id}`, { ...body, dryRun: true });
    expect(await problemsOf(patch({ variables: { size: 'large' } }))).toEqual([
      '/variables/size must be integer',
    ]);
    expect((await problemsOf(patch({ variables: { size: 90 } }))).join()).toContain(
      'Choose another size',
    );
    expect(await problemsOf(patch({ variables: { size: 3 } }))).toEqual([' changes nothing']);
    expect(await problemsOf(patch({ version: '7' }))).toEqual([
      expect.stringContaining('/version '),
    ]);
    await tess
      .patch(`/resources/${id}`, { variables: { size: 4 }, dryRun: true }, { 'If-Match': '"99"' })
      .expect(412);
  });

  it('is for who may change it', async () => {
    const { id } = await provisioned();
    const wish = { variables: { size: 4 }, dryRun: true };
    await mia.patch(`/resources/${id}`, wish).expect(403);
    await tom.patch(`/resources/${id}`, wish).expect(404);
  });
});

describe('a dry run of an extension', () => {
  const extend = (id: string, body: Record<string, unknown> = { dryRun: true }) =>
    tess.post(`/resources/${id}/actions/extend`, body);

  it('tells until when the resource would live, and stores nothing', async () => {
    const { id, expiresAt } = await provisioned();
    const soon = new Date(Date.now() + 3_600_000);
    await backend.database.knex('resources').where({ id }).update({ expires_at: soon });
    const { body } = await extend(id).expect(200);
    const [{ pointer, before, after }] = body.differences;
    expect([pointer, before]).toEqual(['/expiresAt', soon.toISOString()]);
    expect(Date.parse(after)).toBeGreaterThanOrEqual(Date.parse(expiresAt!));
    expect((await read(id)).expiresAt).toBe(soon.toISOString());
  });

  it('says that it would not live longer, or that it would not be given any more', async () => {
    const { id } = await provisioned();
    const far = new Date(Date.now() + 90 * 86_400_000);
    await backend.database.knex('resources').where({ id }).update({ expires_at: far });
    const { body } = await extend(id).expect(200);
    expect(body).toMatchObject({ valid: false, differences: [], problems: [{ code: 'CONFLICT' }] });
    expect(body.problems[0].message).toContain('lives until');

    await ada.patch('/resource-types/guarded', { enabled: false }).expect(200);
    try {
      const refused = await extend(id).expect(200);
      expect(refused.body.problems[0].message).toContain('is disabled');
      await extend(id, {}).expect(409);
    } finally {
      await ada.patch('/resource-types/guarded', { enabled: true }).expect(200);
    }
  });

  it('is not there for other actions', async () => {
    const { id } = await provisioned();
    const call = tess.post(`/resources/${id}/actions/destroy`, { dryRun: true });
    expect(await problemsOf(call)).toEqual(['/dryRun can be asked of extend only']);
  });
});
