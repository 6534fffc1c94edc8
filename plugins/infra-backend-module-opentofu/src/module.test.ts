import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceAction } from '@bailiwick/backstage-plugin-infra-common';
import { describeTerraform } from './__testUtils__';
import { openPortal, type Portal, SITE } from './__testUtils__/openPortal';

jest.setTimeout(180_000);

describeTerraform('OpenTofu in the portal (terraform must be installed)', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await openPortal();
  });
  afterAll(() => portal.stop());

  const act = (id: string, action: ResourceAction, user: 'ada' | 'dora' | 'tess' = 'tess') =>
    portal.as(user).actOnResource({ params: { id, action } });

  /** Makes a type of a module, as it is proposed. */
  const importType = async (name: string, main: string) => {
    const source = { kind: 'inline', files: { 'main.tf': main } };
    const ada = portal.as('ada');
    const body = { provisioner: 'opentofu', source, name };
    const { proposal } = await ada.importResourceType({ body });
    await ada.createResourceType({ body: proposal });
  };

  it('has the example types', async () => {
    const { items } = await portal.as('tess').listResourceTypes({ query: { limit: 50 } });
    const ours = items.filter(
      ({ provisioner, labels }) => provisioner === 'opentofu' && !labels.cloud,
    );
    expect(ours.map(({ name, origin }) => [name, origin]).sort()).toEqual(
      [
        ['root-module', 'built-in'],
        ...['broken', 'network', 'note', 'slow-machine', 'vm'].map(name => [name, 'file']),
      ].sort(),
    );
  });

  it('proposes a type from a module, which can be created as it is', async () => {
    const main = `
      variable "name" {
        type = string
      }
      variable "rules" {
        type = set(object({
          port  = number
          names = optional(list(string), ["any"])
          pair  = optional(tuple([string, bool]))
        }))
        default = []
      }
      variable "anything" {
        default = null
      }
      variable "token" {
        type      = string
        sensitive = true
        default   = "x"
      }
      output "ports" {
        value = length(var.rules)
      }`;
    const { proposal, notes } = await portal.as('ada').importResourceType({
      body: {
        provisioner: 'opentofu',
        source: { kind: 'inline', files: { 'main.tf': main } },
        name: 'imported',
      },
    });
    expect(notes.join()).toContain('Variable anything: it has no type');
    await portal.as('ada').createResourceType({ body: proposal });
    const { id } = await portal.request('imported', 'first', {
      variables: { name: 'x', rules: [{ port: 80 }, { port: 443, pair: ['a', true] }] },
    });
    const live = await portal.settled(id);
    expect(live).toMatchObject({ status: 'done', outputs: { ports: 2 } });
    await act(id, 'destroy');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed' });
  });

  it('leaves nothing in the log of a sensitive output that the program printed as it made it', async () => {
    const main = `
      resource "terraform_data" "key" {
        provisioner "local-exec" {
          command = "echo The key is \${self.id}"
        }
      }
      output "key" {
        value     = terraform_data.key.id
        sensitive = true
      }`;
    await importType('key', main);
    const { id } = await portal.request('key', 'front-door', {});
    expect(await portal.settled(id)).toMatchObject({
      status: 'done',
      outputs: { key: '********' },
    });
    const { outputs } = await portal.as('tess').revealOutputs({ params: { id } });
    const { log } = await portal.lastRun(id);
    expect(log).toContain('The key is ***');
    expect(log).not.toContain(outputs.key);
    await act(id, 'destroy');
    await portal.settled(id);
    expect((await portal.lastRun(id)).log).not.toContain(outputs.key);
  });

  it('leaves nothing of a sensitive output in why the apply failed that had made it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'made-'));
    const main = `
      resource "terraform_data" "key" {
        provisioner "local-exec" {
          command = "printf %s \${self.id} > ${folder}/key"
        }
      }
      resource "terraform_data" "door" {
        input = terraform_data.key.id
        provisioner "local-exec" {
          command = "echo The key \${self.input} does not turn; exit 1"
        }
      }
      output "key" {
        value     = terraform_data.key.id
        sensitive = true
      }`;
    await importType('door', main);
    const { id } = await portal.request('door', 'back-door', {});
    const failed = await portal.settled(id);
    const key = await readFile(join(folder, 'key'), 'utf8');
    await rm(folder, { recursive: true });
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(failed).toMatchObject({ state: 'provision', status: 'error' });
    expect(failed.statusReason).toMatch(/The key;? \*\*\* does not turn/);
    expect(failed.statusReason).not.toContain(key);
    const { log } = await portal.lastRun(id);
    expect(log).not.toContain(key);
    await act(id, 'destroy');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed' });
  });

  it('stores whatever the program prints: 200 KiB in one line, bytes that are no text, and many lines', async () => {
    const main = `
      resource "terraform_data" "loud" {
        input = join("", [for part in range(1024) : "${'x'.repeat(200)}"])
        provisioner "local-exec" {
          command = <<-EOT
            head -c 100000 /dev/urandom; echo
            seq 1 20000 | sed 's/^/counting /'
          EOT
        }
      }`;
    await importType('loud', main);
    const { id } = await portal.request('loud', 'fair', {});
    const { status, lastRunId } = await portal.settled(id);
    expect(status).toBe('done');
    const texts: string[] = await portal
      .knex('run_logs')
      .where({ run_id: lastRunId })
      .orderBy('seq')
      .pluck('text');
    const said = texts.join('\n');
    // The line of the plan, in parts.
    expect(said.match(/x{1000,}/g)?.join('')).toHaveLength(204_800);
    const counted = [...said.matchAll(/counting (\d+)$/gm)].map(([, number]) => Number(number));
    expect(counted).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
  });

  it('holds its own plan against the rules of the type where nobody is asked, and carries out just that', async () => {
    const source = { kind: 'inline', files: { 'main.tf': 'resource "terraform_data" "a" {}\n' } };
    const { proposal } = await portal
      .as('ada')
      .importResourceType({ body: { provisioner: 'opentofu', source, name: 'kept' } });
    const policies = [
      { name: 'kept', expression: 'plan.destroy == 0', message: 'Ask the platform team' },
    ];
    await portal.as('ada').createResourceType({ body: { ...proposal, policies } });
    const { id } = await portal.request('kept', 'heirloom', {});
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    const made = await portal.lastRun(id);
    expect(made.phases).toEqual(expect.arrayContaining(['plan', 'policy', 'apply']));
    expect(made.log).toContain('Kept: kept');
    await act(id, 'destroy');
    expect(await portal.settled(id)).toMatchObject({
      ...{ state: 'destroy', status: 'error' },
      statusReason: 'A policy speaks against the plan: kept: Ask the platform team',
    });
    const state = await portal.as('tess').getStateOverview({ params: { resourceId: id } });
    expect([state.versions.length, state.lock]).toEqual([1, undefined]);
    await portal.as('ada').updateResourceType({ params: { name: 'kept' }, body: { policies: [] } });
    await act(id, 'retry');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  });

  it('refreshes the state and outputs, and shows what there is in it', async () => {
    const { id } = await portal.request('network', 'lookout', {
      variables: { base: '10.99.0.0' },
    });
    const live = await portal.settled(id);
    expect(live.namedActions).toEqual([{ action: 'refresh', title: 'Refresh', allowed: true }]);
    await portal.as('tess').actOnResource({ params: { id, action: 'refresh' } });
    await portal.settled(id);
    const run = await portal.lastRun(id);
    expect(run).toMatchObject({ kind: 'action', status: 'done' });
    expect(run.log).toContain('Apply complete');
    const after = await portal.as('tess').getResource({ params: { id } });
    expect(after).toMatchObject({ state: 'provisioned', status: 'done', outputs: live.outputs });

    const contents = await portal.as('tess').viewResource({ params: { id, view: 'contents' } });
    expect(contents).toMatchObject({
      resources: expect.arrayContaining([
        expect.objectContaining({ mode: 'managed', type: 'terraform_data' }),
      ]),
    });
    await act(id, 'destroy');
    await portal.settled(id);
  });

  it('brings a note about, plans a change, applies it, and destroys it', async () => {
    const { as, team } = portal;
    await as('tess').createSecret({
      body: { name: 'note-password', unitId: team.id, value: 'open-sesame-1234' },
    });
    const { id } = await portal.request('note', 'shopping', {
      variables: {
        ...{ text: 'milk', labels: { shop: 'corner' }, readers: ['mia'] },
        password: { $secret: 'note-password' },
      },
    });
    const live = await portal.settled(id);
    expect(live).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(live.outputs).toMatchObject({ text: 'milk' });
    expect(JSON.stringify(live)).not.toContain('open-sesame');
    const made = await portal.lastRun(id);
    expect(made.phases).toEqual(
      expect.arrayContaining(['checkout', 'credentials', 'init', 'plan', 'apply', 'outputs']),
    );
    expect(made.log).not.toContain('open-sesame');
    expect(made.log).toContain('Apply complete');
    const state = await as('tess').getStateOverview({ params: { resourceId: id } });
    expect(state.lock).toBeUndefined();
    expect(state.versions.length).toBeGreaterThan(0);

    await act(id, 'plan');
    await portal.settled(id);
    const quiet = await portal.lastRun(id);
    expect(quiet).toMatchObject({ kind: 'plan', status: 'done' });
    const plan = await as('tess').getRunPlan({ params: { id: quiet.id } });
    expect(plan).toMatchObject({ purpose: 'apply', changes: [] });

    const { revision } = await as('tess').getResource({ params: { id } });
    await as('tess').patchResource({
      params: { id },
      body: { variables: { text: 'bread', colour: 'blue' } },
      ifMatch: `"${revision}"`,
    });
    const changed = await portal.settled(id);
    expect(changed.outputs).toMatchObject({ text: 'bread' });
    const { text } = await portal
      .knex('audit_entries')
      .select(portal.knex.raw("string_agg(concat(before, after), '') AS text"))
      .first();
    expect(text).toContain('bread');
    expect(text).not.toContain('open-sesame');

    await act(id, 'destroy');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  });

  it('asks for agreement to a large machine in a network, and carries out what was agreed to', async () => {
    const network = await portal.request('network', 'backbone', {});
    expect(await portal.settled(network.id)).toMatchObject({
      outputs: { cidr: '10.20.0.0/24', gateway: '10.20.0.1' },
    });
    const wish = { site: SITE, parents: [network.id] };
    const { id } = await portal.request('vm', 'big', {
      ...wish,
      variables: { cpu: 8, ramGb: 16 },
    });
    const waiting = await portal.settled(id);
    expect(waiting.status).toBe('approval_pending');
    await expect(act(id, 'approve')).rejects.toMatchObject({ status: 403 });
    const { items } = await portal.as('dora').listApprovals({ query: { limit: 10 } });
    const approval = items.find(({ resource }) => resource.id === id);
    const params = { id: approval?.planRunId ?? '' };
    const plan = await portal.as('dora').getRunPlan({ params });
    expect(plan.changes.map(({ action }) => action)).toEqual(['create', 'create']);
    await portal.as('dora').actOnResource({
      params: { id, action: 'approve' },
      body: { digest: approval?.digest },
    });
    const live = await portal.settled(id);
    expect(live).toMatchObject({ state: 'provisioned', status: 'done', cost: { cpu: 8 } });
    expect((await portal.lastRun(id)).log).toContain('The approved plan is carried out');
    expect(live.outputs).toMatchObject({ address: 'checkout-big behind 10.20.0.1' });
    await expect(act(network.id, 'destroy')).rejects.toMatchObject({ status: 409 });
  });

  it('tells how an apply failed, holds the quota, and works once it was mended', async () => {
    const { id } = await portal.request('broken', 'press', {
      site: SITE,
      variables: { message: 'the press is stuck' },
    });
    const failed = await portal.settled(id);
    expect(failed).toMatchObject({ state: 'provision', status: 'error', reservation: 'held' });
    expect(failed.statusReason).toMatch(/apply failed/);
    expect((await portal.lastRun(id)).log).toContain('the press is stuck');
    await act(id, 'destroy');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
  });

  it('stops a machine that is being made, and gives its lock back', async () => {
    const { id } = await portal.request('slow-machine', 'turtle', {
      site: SITE,
      variables: { seconds: 3000 },
    });
    for (;;) {
      const { log } = await portal.lastRun(id);
      if (log.includes('second 1 of')) break;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    const locked = await portal.as('tess').getStateOverview({ params: { resourceId: id } });
    expect(locked.lock?.operation).toBe('OperationTypeApply');
    await act(id, 'cancel');
    const stopped = await portal.settled(id);
    expect(stopped).toMatchObject({ state: 'provision', status: 'error' });
    const state = await portal.as('tess').getStateOverview({ params: { resourceId: id } });
    expect(state.lock).toBeUndefined();
    expect(state.versions.length).toBeGreaterThan(0);
    await act(id, 'destroy');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  });
});
