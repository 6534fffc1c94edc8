import { randomUUID } from 'node:crypto';
import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { KeptReasons } from './KeptReasons';
import { PLACES_OF_REASONS } from './places';

const SECRET = 'c0rrect "horse" 100%_\\battery';
const REASON = `The user was refused: ${SECRET} is in use`;
const HIDDEN = {
  texts: [SECRET],
  clean: (text: string) => text.replaceAll(SECRET, '***'),
};

let database: OpenTestDatabase;
const unitId = randomUUID();

beforeAll(async () => {
  database = await openTestDatabase();
  await database.knex('units').insert({
    ...{ id: unitId, kind: 'center', level: 0, slug: 'center', name: 'Center' },
    ancestor_ids: [unitId],
  });
});

afterAll(() => database.drop());

/** A resource whose run failed with the reason, and everything that tells of it. */
async function plant(name: string, reason: string) {
  const { knex } = database;
  const [id, workflowId, deploymentId] = Array.from({ length: 3 }, () => randomUUID());
  await knex('resources').insert({
    ...{ id, name, type: 'thing', version: '1', unit_id: unitId, site: 'ams1' },
    ...{ state: 'provision', status: 'error', status_reason: `${reason}.` },
    ...{ requested_by: 'user:default/tess' },
  });
  await knex('runs').insert({
    ...{ id: randomUUID(), resource_id: id, unit_id: unitId, provisioner: 'things', turn: 1 },
    ...{ kind: 'apply', status: 'error', error: reason, requested_by: 'user:default/tess' },
  });
  for (const [workflow, kind] of [
    [workflowId, 'create'],
    [deploymentId, 'deployment'],
  ]) {
    await knex('workflows').insert({
      ...{ id: workflow, kind, status: 'stopped', reason, title: name, unit_id: unitId },
      ...{ requested_by: 'user:default/tess', acts_as: 'user:default/tess' },
    });
    await knex('audit_entries').insert({
      ...{ event: 'workflow-stopped', actor: 'plugin:infra', after: { reason } },
      ...{ subject_kind: 'workflow', subject_id: workflow },
    });
  }
  const named = { resource_id: id, resource_name: name, resource_type: 'thing' };
  await knex('workflow_steps').insert({
    ...named,
    ...{ workflow_id: workflowId, position: 0, after: '[]' },
  });
  await knex('deployments').insert({
    ...named,
    ...{ workflow_id: deploymentId, source: '{}', validation: '{}' },
  });
  await knex('deployment_stages').insert({
    ...{ workflow_id: deploymentId, position: 0, name: 'deploy', error: reason },
  });
  await knex('audit_entries').insert({
    ...{ event: 'resource-failed', actor: 'user:default/tess', subject_kind: 'resource' },
    ...{ subject_id: id, before: { status: 'in_progress' }, after: { status: 'error', reason } },
  });
  await knex('news').insert({
    ...{ kind: 'resource-failed', resource_id: id, actor: 'user:default/tess' },
    detail: { reason },
  });
  await knex('webhook_deliveries').insert({
    ...{ id: randomUUID(), channel: 'backstage', recipients: '[]' },
    message: { title: 'failed', description: reason, resource: { id } },
  });
  return id;
}

const tables = [...new Set(PLACES_OF_REASONS.map(({ table }) => table))];

/** Each table with the rows that have the text, whichever column it is in. */
async function rowsWith(text: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const rows: object[] = await database.knex(table);
    const found = rows.filter(row =>
      JSON.stringify(row).includes(JSON.stringify(text).slice(1, -1)),
    );
    counts[table] = found.length;
  }
  return counts;
}

describe('a secret in the reason of a failure', () => {
  it('is hidden wherever the reason is kept, and nothing else is changed', async () => {
    const id = await plant('shop', REASON);
    await plant('other', REASON);
    const before = await rowsWith(SECRET);
    expect(Object.values(before).every(count => count >= 2)).toBe(true);
    await new KeptReasons(database.knex).hide(id, HIDDEN);
    const half = Object.fromEntries(tables.map(table => [table, before[table] / 2]));
    expect(await rowsWith(SECRET)).toEqual(half);
    expect(await rowsWith('The user was refused: *** is in use')).toEqual(half);
    const entry = await database.knex('audit_entries').where({ subject_id: id }).first();
    expect(entry).toMatchObject({
      ...{ event: 'resource-failed', before: { status: 'in_progress' } },
      after: { status: 'error', reason: 'The user was refused: *** is in use' },
    });
  });

  it('stays where another text is looked for', async () => {
    const id = await plant('quiet', REASON);
    const before = await rowsWith(SECRET);
    await new KeptReasons(database.knex).hide(id, { ...HIDDEN, texts: ['c0rrect_"horse"'] });
    expect(await rowsWith(SECRET)).toEqual(before);
  });
});

describe('the audit trail', () => {
  const entry = (id: string) => database.knex('audit_entries').where({ subject_id: id });
  const told = (reason: string) => ({ after: { status: 'error', reason } });

  it.each([
    ['another reason', told('It went well')],
    ['a reason that is longer', told(`${REASON}, they say`)],
    ['a mask and another text', told('The user was accepted: *** is in use')],
    ['no reason', { after: { status: 'error' } }],
    ['another outcome', { after: { status: 'done', reason: '***' } }],
    ['another time', { ...told('***'), time: new Date() }],
  ])('refuses %s', async (name, change) => {
    const id = await plant(`refused ${name}`, REASON);
    await expect(entry(id).update(change)).rejects.toThrow('are only ever added');
  });
});
