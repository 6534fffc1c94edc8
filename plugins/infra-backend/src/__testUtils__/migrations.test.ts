import { readdir } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@bailiwick/sandbox';
import knexFactory, { type Knex } from 'knex';
import { migrationsFolder } from '../lib/database/open';

const ID = {
  center: 'c0000000-0000-4000-8000-000000000000',
  field: 'f0000000-0000-4000-8000-000000000000',
  team: '70000000-0000-4000-8000-000000000000',
  resource: 'a0000000-0000-4000-8000-000000000000',
  run: 'b0000000-0000-4000-8000-000000000000',
};

/** Rows that are put in place after a migration, before the next one runs. */
const ROWS: Record<string, (knex: Knex) => Promise<void>> = {
  '20261120000002_organisation.js': async knex => {
    const path = [ID.center, ID.field, ID.team];
    for (const [level, [kind, id]] of Object.entries(ID).slice(0, 3).entries()) {
      await knex('units').insert({
        ...{ id, kind, level, slug: kind, name: kind },
        parent_id: path[level - 1] ?? null,
        ancestor_ids: path.slice(0, level + 1),
      });
    }
    await knex('role_bindings').insert({
      ...{ id: ID.run, user_ref: 'user:default/tess', role: 'team_lead', unit_id: ID.team },
      created_by: 'user:default/ada',
    });
    await knex('directory_users').insert({
      ...{ user_ref: 'user:default/tess', username: 'tess', dn: 'uid=tess', groups: ['cn=a'] },
      checked_at: new Date(),
    });
  },
  '20261120000003_quota.js': async knex => {
    await knex('quotas').insert({
      ...{ unit_id: ID.team, site: 'ams1' },
      limit_amounts: { cpu: 8, ramGb: 16 },
    });
    await knex('servers').insert({
      ...{ id: ID.run, name: 'metal-1', site: 'ams1', cpu: 8, ram_gb: 16, status: 'active' },
      ...{ performance_tier: 'regular', field_id: ID.field },
    });
  },
  '20261120000004_resources.js': async knex => {
    await knex('resources').insert({
      ...{ id: ID.resource, name: 'shop', type: 'project', version: '1', unit_id: ID.team },
      ...{ site: 'ams1', state: 'provisioned', status: 'done', requested_by: 'user:default/tess' },
    });
    await knex('runs').insert({
      ...{ id: ID.run, resource_id: ID.resource, unit_id: ID.team, provisioner: 'gitops' },
      ...{ kind: 'apply', status: 'done', requested_by: 'user:default/tess', turn: 1 },
    });
    await knex('run_logs').insert({
      ...{ run_id: ID.run, seq: 1, time: new Date(), phase: 'apply', stream: 'stdout', text: 'x' },
    });
  },
  '20261120000005_record.js': async knex => {
    await knex('audit_entries').insert({
      ...{ event: 'unit-created', actor: 'user:default/ada' },
      ...{ subject_kind: 'unit', subject_id: ID.team },
    });
    await knex('idempotency_keys').insert({ caller: 'x', key: 'y', fingerprint: 'z' });
  },
  '20261120000006_reservations.js': async knex => {
    await knex('reservations').insert({
      ...{ resource_id: ID.resource, unit_id: ID.team, site: 'ams1', state: 'held' },
      amounts: { cpu: 2, ramGb: 4 },
    });
  },
  '20261121000001_plans.js': async knex => {
    await knex('run_plans').insert({
      ...{ run_id: ID.run, resource_id: ID.resource, purpose: 'apply', input_digest: 'a' },
      ...{ digest: 'b', changes: '[]', expires_at: new Date() },
    });
  },
  '20261121000002_states.js': async knex => {
    await knex('state_versions').insert({
      ...{ resource_id: ID.resource, version: 1, serial: 1, lineage: 'a', size: 2 },
      ...{ sealed: Buffer.from('{}'), run_id: ID.run },
    });
    await knex('state_locks').insert({
      ...{ resource_id: ID.resource, lock_id: 'a', info: { ID: 'a' }, run_id: ID.run },
    });
    await knex('state_credentials').insert({ run_id: ID.run, fence: 1, token_hash: 'a' });
  },
  '20261121000005_approvals.js': async knex => {
    await knex('approvals').insert({
      ...{ id: ID.run, resource_id: ID.resource, kind: 'change', steps: '[]', proposal: {} },
      ...{ step_order: 'sequential', requested_by: 'user:default/tess', plan_run_id: ID.run },
    });
    await knex('approval_decisions').insert({
      ...{ approval_id: ID.run, step: 0, decided_by: 'user:default/dora', decision: 'approved' },
      digest: 'd',
    });
    await knex('approval_messages').insert({
      ...{ approval_id: ID.run, written_by: 'user:default/dora', text: 'Why?', asks: true },
    });
    await knex('resource_revisions').insert({
      ...{ resource_id: ID.resource, revision: 2, version: '1', variables: {}, cost: {} },
      requested_by: 'user:default/tess',
    });
  },
  '20261121000004_integrations.js': async knex => {
    await knex('integrations').insert({
      ...{ id: ID.run, name: 'git', type: 'git-host', unit_id: ID.team, sealed: Buffer.from('x') },
      ...{ values: { url: 'https://git.example' }, secret_fields: ['token'] },
      created_by: 'user:default/tess',
    });
    await knex('secrets').insert({
      ...{ id: ID.run, name: 'db', unit_id: ID.team, sealed: Buffer.from('x') },
      created_by: 'user:default/tess',
    });
    await knex('resource_integrations').insert({
      ...{ resource_id: ID.resource, integration_id: ID.run, position: 0 },
    });
  },
  '20261121000006_watch.js': async knex => {
    await knex('resources').update({ drift: { summary: 'x' }, watched_at: new Date() });
  },
  '20261121000003_resource_types.js': async knex => {
    await knex('resource_types').insert({ name: 'bucket', origin: 'api', definition: {} });
    await knex('resource_type_versions').insert({
      ...{ type: 'bucket', version: '1.0.0', lifecycle: 'active' },
      ...{ schema: {}, settings: {}, outputs: '[]' },
    });
    await knex('resource_unique_values').insert({
      ...{ type: 'bucket', variable: 'label', digest: 'd', value: '"x"' },
      resource_id: ID.resource,
    });
  },
  '20261121000007_news.js': async knex => {
    await knex('news').insert({
      ...{ kind: 'resource-failed', resource_id: ID.resource, actor: 'user:default/tess' },
    });
    await knex('news_notices').insert({ key: 'escalated/1' });
    await knex('webhook_deliveries').insert({
      ...{ id: ID.run, channel: 'webhook', integration_id: ID.run, message: {} },
    });
  },
  '20261121000009_audit_lists.js': async knex => {
    // No row of its own could be taken out again: the one that is there has found its unit.
    expect(await knex('audit_entries').pluck('unit_id')).toEqual([ID.team]);
  },
  '20261121000008_workflows.js': async knex => {
    await knex('batches').insert({
      ...{ id: ID.run, action: 'plan', requested_by: 'user:default/tess', held_until: new Date() },
    });
    await knex('batch_items').insert({
      ...{ batch_id: ID.run, position: 0, resource_id: ID.resource, name: 'shop' },
    });
    await knex('blueprints').insert({
      ...{ name: 'shop', title: 'Shop', inputs: '[]', nodes: '[]', created_by: 'user:default/ada' },
    });
    await knex('workflows').insert({
      ...{ id: ID.run, kind: 'destroy', status: 'active', title: 'shop', unit_id: ID.team },
      ...{ requested_by: 'user:default/tess', acts_as: 'user:default/tess' },
    });
    await knex('workflow_steps').insert({
      ...{ workflow_id: ID.run, position: 0, resource_id: ID.resource, after: '[]' },
      ...{ resource_name: 'shop', resource_type: 'project' },
    });
  },
  '20261128010001_applied_revision.js': async knex => {
    await knex('resources').update({ applied_revision: 1 });
  },
  '20261128010002_quota_history.js': async knex => {
    const { unit_id } = await knex('resources').first();
    await knex('quota_history').insert({
      ...{ unit_id, site: 'ams1', at: new Date() },
      ...{ limit_amounts: { cpu: 2 }, used_amounts: { cpu: 1 } },
    });
  },
  '20261129020000_budgets.js': async knex => {
    // The team had its row with the migration; a unit that comes later gets one by itself.
    const { unit_id } = await knex('resources').first();
    expect(await knex('budgets').where({ unit_id })).toHaveLength(1);
    await knex('budgets').where({ unit_id }).update({ monthly_limit: 500 });
    await knex('reservations').update({ monthly_cost: 300 });
    expect(await knex('budgets').where({ unit_id }).first()).toMatchObject({ spent: '300' });
    const over = knex('reservations').update({ monthly_cost: 501 });
    await expect(over).rejects.toMatchObject({ code: '40001' });
    await knex('budget_history').insert({ unit_id, at: new Date(), monthly_limit: 500, used: 300 });
  },
  '20261128040001_named_actions.js': async knex => {
    await knex('runs').update({ action: 'restart', input: '{}' });
  },
  '20261129030000_labels_and_favourites.js': async knex => {
    await knex('resources').update({ labels: { env: 'prod' } });
    await knex('favourites').insert({ user_ref: 'user:default/tess', resource_id: ID.resource });
  },
  '20261129040000_deployments.js': async knex => {
    await knex('deployments').insert({
      ...{ workflow_id: ID.run, resource_id: ID.resource, source: '{}', validation: '{}' },
      ...{ resource_name: 'shop', resource_type: 'aws-lambda' },
    });
    await knex('deployment_stages').insert({ workflow_id: ID.run, position: 0, name: 'build' });
  },
  '20261121000010_schedules.js': async knex => {
    await knex('schedules').insert({
      ...{ id: ID.run, name: 'nightly', resource_id: ID.resource, action: 'plan' },
      ...{ cron: '0 2 * * *', timezone: 'UTC', enabled: true, owner: 'user:default/tess' },
    });
  },
  '20261128020001_workspaces.js': async knex => {
    await knex('workspaces').insert({
      ...{ id: ID.run, name: 'iac', unit_id: ID.team, integration_id: ID.run },
      ...{ url: 'https://git.example/a/b.git', api_url: 'https://git.example/api/v3' },
      ...{ branch: 'main', path: '{id}', resource_types: [], served_units: [ID.team] },
      created_by: 'user:default/dora',
    });
    await knex('workspace_mirrors').insert({
      ...{ resource_id: ID.resource, workspace_id: ID.run, resource_name: 'shop', path: 'a' },
      ...{ resource_type: 'project', unit_id: ID.team, pull: { branch: 'b' } },
    });
  },
  '20261129070000_secret_revisions.js': async knex => {
    // What was there before counts from 1, as what comes later does.
    expect(await knex('secrets').pluck('revision')).toEqual([1]);
    await knex('secrets').update({ revision: 2 });
  },
  '20261129050000_currency.js': async knex => {
    await knex('money').insert({ currency: 'EUR' });
  },
  '20261120000010_argocd.js': async knex => {
    await knex('argocd_instances').insert({
      name: 'main',
      reachable: true,
      checked_at: new Date(),
    });
    await knex('argocd_applications').insert({
      instance: 'main',
      name: 'a',
      state: {},
      digest: 'd',
    });
  },
};

jest.setTimeout(60_000);

describe('migrations', () => {
  let database: TestDatabase;
  let knex: Knex;
  let files: string[];
  beforeAll(async () => {
    database = await createTestDatabase();
    knex = knexFactory({ client: 'pg', connection: { ...database.connection } });
    files = (await readdir(migrationsFolder())).sort();
  });
  afterAll(async () => {
    await knex.destroy();
    await database.drop();
  });

  const migrate = (direction: 'up' | 'down') =>
    knex.migrate[direction]({ directory: migrationsFolder() });

  /** Everything that a migration makes and can leave behind, with the number of rows where it has some. */
  const inventory = async () => {
    const { rows: tables } = await knex.raw<{ rows: { name: string }[] }>(
      `SELECT tablename AS name FROM pg_tables
       WHERE schemaname = 'public' AND tablename NOT LIKE 'knex_%' ORDER BY 1`,
    );
    const { rows: functions } = await knex.raw<{ rows: { name: string }[] }>(
      // An extension stays, since others may use it by then.
      `SELECT proname AS name FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
       ORDER BY 1`,
    );
    const { rows: indexes } = await knex.raw<{ rows: { name: string }[] }>(
      `SELECT indexname AS name FROM pg_indexes
       WHERE schemaname = 'public' AND tablename NOT LIKE 'knex_%' ORDER BY 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [{ count }] = await knex(name).count<{ count: string }[]>();
      counts[name] = Number(count);
    }
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    return { counts, functions: names(functions), indexes: names(indexes) };
  };

  it('go up and down one by one with rows in place, and leave what was before', async () => {
    const before = [await inventory()];
    for (const file of files) {
      await migrate('up');
      await ROWS[file]?.(knex);
      before.push(await inventory());
    }
    const filled = Object.values(before[files.length].counts).filter(rows => rows > 0);
    expect(filled.length).toBeGreaterThan(10);
    for (let index = files.length - 1; index >= 0; index--) {
      await migrate('down');
      expect([files[index], await inventory()]).toEqual([files[index], before[index]]);
    }
    await knex.migrate.latest({ directory: migrationsFolder() });
    expect(Object.keys((await inventory()).counts)).toEqual(
      Object.keys(before[files.length].counts),
    );
  });

  it('each have a test with rows, unless they make no table', () => {
    expect(files.filter(file => !ROWS[file])).toEqual([
      '20261120000001_amounts.js',
      '20261128050001_rare_in_units.js',
      '20261129060000_masked_reasons.js',
      '20261129060001_left_nothing.js',
    ]);
  });
});
