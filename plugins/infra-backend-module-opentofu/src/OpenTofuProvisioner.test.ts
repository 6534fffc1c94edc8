import { ConfigReader } from '@backstage/config';
import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenTofuProvisioner } from './OpenTofuProvisioner';
import { readSettings } from './settings';
import {
  describeTerraform,
  resourceOf,
  startStateServer,
  STATE_PASSWORD,
  type StateServer,
  TestRun,
  type TestRunOptions,
} from './__testUtils__';

jest.setTimeout(120_000);

const MODULE = `
variable "text" {
  type = string
}
variable "kind" {
  type    = string
  default = "plain"
}
variable "token" {
  type      = string
  sensitive = true
  default   = "none-at-all"
}
variable "owner" {
  type    = string
  default = ""
}
resource "terraform_data" "note" {
  input            = { text = var.text, token = var.token, owner = var.owner }
  triggers_replace = [var.kind]
}
resource "terraform_data" "fixed" {
  input = "fixed"
}
output "text" {
  value = terraform_data.note.output.text
}
output "secret" {
  value     = "password-\${var.token}"
  sensitive = true
}
`;

const inline = (main: string, further: object = {}) => ({
  source: { kind: 'inline', files: { 'main.tf': main } },
  ...further,
});

const provisionerWith = (opentofu: object = {}) =>
  new OpenTofuProvisioner(readSettings(new ConfigReader({ infra: { opentofu: { ...opentofu } } })));

/** All texts of all files below a folder. */
async function contentOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

describeTerraform('OpenTofuProvisioner (terraform must be installed)', () => {
  let state: StateServer;
  let runs: TestRun[];
  const provisioner = provisionerWith();
  beforeEach(async () => {
    state = await startStateServer();
    runs = [];
  });
  afterEach(async () => {
    await state.stop();
    for (const run of runs) await run.end();
  });

  const resource = resourceOf();
  const runOf = (variables: Variables, options: Partial<TestRunOptions> = {}) => {
    const run = new TestRun(
      { ...resource, variables },
      { settings: inline(MODULE), state, ...options },
    );
    runs.push(run);
    return run;
  };
  const apply = async (variables: Variables, options?: Partial<TestRunOptions>) => {
    const run = runOf(variables, options);
    return { run, result: await provisioner.apply(run.context) };
  };
  const planned = async (variables: Variables, options?: Partial<TestRunOptions>) => {
    const run = runOf(variables, options);
    return { run, plan: await provisioner.plan(run.context) };
  };
  const notes = () => state.state?.resources?.map(({ name }: { name: string }) => name) ?? [];

  it('applies, updates and destroys', async () => {
    const first = await apply({ text: 'hello', unknown: 1 });
    expect(first.result.outputs).toEqual({ text: 'hello', secret: 'password-none-at-all' });
    expect(first.result.sensitiveOutputs).toEqual(['secret']);
    expect(first.result.summary).toEqual({ create: 2, outputs: 2 });
    expect(first.run.phases).toEqual([
      'checkout',
      'credentials',
      'init',
      'plan',
      'apply',
      'outputs',
    ]);
    expect(first.run.log).toContain('The module does not know unknown');
    expect(state.isLocked).toBe(false);

    const second = await apply({ text: 'bye' });
    expect(second.result.outputs).toMatchObject({ text: 'bye' });
    expect(second.result.summary).toEqual({ update: 1, outputs: 1 });
    const third = await apply({ text: 'bye' });
    expect(third.result.summary).toEqual({});

    await provisioner.destroy(runOf({ text: 'bye' }).context);
    expect(notes()).toEqual([]);
  });

  it('plans what it would do, and masks what is sensitive', async () => {
    const { plan } = await planned({ text: 'one', token: 'tell-nobody' });
    expect(plan.summary).toEqual({ create: 2, outputs: 2 });
    const note = plan.changes?.find(({ address }) => address === 'terraform_data.note');
    expect(note).toMatchObject({ type: 'terraform_data', action: 'create' });
    expect(note?.attributes).toEqual(
      expect.arrayContaining([
        { path: 'input.text', after: 'one' },
        { path: 'input.token', sensitive: true },
        { path: 'id', unknown: true },
        { path: 'triggers_replace[0]', after: 'plain' },
      ]),
    );
    expect(JSON.stringify(plan.changes)).not.toContain('tell-nobody');

    await apply({ text: 'one', token: 'tell-nobody' });
    const update = await planned({ text: 'two', token: 'tell-nobody' });
    expect(update.plan.summary).toEqual({ update: 1, outputs: 1 });
    expect(update.plan.changes?.[0].attributes).toContainEqual({
      path: 'input.text',
      before: 'one',
      after: 'two',
    });
    const replace = await planned({ text: 'one', token: 'tell-nobody', kind: 'other' });
    expect(replace.plan.summary).toMatchObject({ replace: 1 });
    expect(replace.plan.changes?.[0].attributes).toContainEqual({
      path: 'triggers_replace[0]',
      before: 'plain',
      after: 'other',
      forcesReplacement: true,
    });
    const destroy = await planned({ text: 'one' }, { planFor: 'destroy' });
    expect(destroy.plan.summary).toMatchObject({ destroy: 2 });
    for (const { plan: each } of [update, replace, destroy]) {
      expect(JSON.stringify(each.changes)).not.toContain('tell-nobody');
    }
    // Nothing of all this changed anything.
    expect((await planned({ text: 'one', token: 'tell-nobody' })).plan.summary).toEqual({});
  });

  it('carries out the approved plan and no other', async () => {
    const { plan } = await planned({ text: 'approved' });
    const { result } = await apply({ text: 'approved' }, { approved: plan.artifact });
    expect(result.outputs).toMatchObject({ text: 'approved' });
    const removal = await planned({ text: 'approved' }, { planFor: 'destroy' });
    const run = runOf({ text: 'approved' }, { approved: removal.plan.artifact });
    await provisioner.destroy(run.context);
    expect(notes()).toEqual([]);
    expect(run.log).toContain('The approved plan is carried out');
  });

  it('refuses a plan that something came after', async () => {
    const { plan } = await planned({ text: 'late' });
    await apply({ text: 'early' });
    await expect(apply({ text: 'late' }, { approved: plan.artifact })).rejects.toThrow(
      'The plan is outdated: plan and approve again',
    );
    expect(state.state.outputs.text.value).toBe('early');
    expect(state.isLocked).toBe(false);
  });

  it('refuses a plan that is damaged', async () => {
    for (const approved of [Buffer.from('x'), Buffer.from('bailiwick-plan-1\n\0\0\0\x09abc')]) {
      await expect(apply({ text: 'x' }, { approved })).rejects.toThrow(
        'The approved plan cannot be read',
      );
    }
  });

  it('lets no secret into the log, and none into files but those of the run', async () => {
    const { run } = await apply({ text: 'open', token: 'tell-nobody-s3cret' });
    expect(run.log).not.toContain('tell-nobody-s3cret');
    expect(run.log).toContain('open');
    expect(run.secrets).toContain('password-tell-nobody-s3cret');
    const files = await contentOf(run.folder!);
    expect(files).not.toContain(STATE_PASSWORD);
    const { plan } = await planned({ text: 'open', token: 'other' });
    expect(plan.artifact!.toString('latin1')).not.toContain(STATE_PASSWORD);
  });

  it('says why the program failed, and keeps what it made', async () => {
    const main = `
      resource "terraform_data" "first" {}
      resource "terraform_data" "second" {
        depends_on = [terraform_data.first]
        provisioner "local-exec" {
          command = "echo going wrong; exit 3"
        }
      }`;
    const run = runOf({}, { settings: inline(main) });
    await expect(provisioner.apply(run.context)).rejects.toThrow(
      /^(terraform|tofu) apply failed: local-exec provisioner error;.*exit status 3/,
    );
    expect(run.log).toContain('going wrong');
    expect(notes()).toEqual(['first', 'second']);
    const broken = runOf({}, { settings: inline('resource "terraform_data" {') });
    await expect(provisioner.apply(broken.context)).rejects.toThrow(/main\.tf cannot be read/);
    const invalid = runOf({}, { settings: inline('resource "terraform_data" "a" { nope = 1 }') });
    await expect(provisioner.apply(invalid.context)).rejects.toThrow(
      /plan failed: Unsupported argument.*"nope"/,
    );
  });

  it('sees nothing of the environment of the backend but the way to programs', async () => {
    process.env.SECRET_OF_THE_BACKEND = 'must-not-be-seen';
    const main = `
      resource "terraform_data" "a" {
        provisioner "local-exec" { command = "env" }
      }`;
    const run = runOf({}, { settings: inline(main), environment: { CLOUD_REGION: 'north' } });
    await provisioner.apply(run.context);
    delete process.env.SECRET_OF_THE_BACKEND;
    expect(run.log).not.toContain('must-not-be-seen');
    expect(run.log).toContain('CLOUD_REGION=north');
    expect(run.log).toContain(`HOME=${run.folder}/home`);
    expect(run.log).toContain('Integrations give CLOUD_REGION');
  });

  it('takes the configuration of the program and the cache of providers from where one says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'site-'));
    const cliConfigFile = join(folder, 'tofurc');
    await writeFile(cliConfigFile, 'disable_checkpoint = true\n');
    const site = provisionerWith({ cliConfigFile, pluginCache: join(folder, 'cache') });
    const main =
      'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = "env"\n  }\n}\n';
    const run = runOf({}, { settings: inline(main) });
    await site.apply(run.context);
    expect(run.log).toContain(`TF_CLI_CONFIG_FILE=${cliConfigFile}`);
    expect(run.log).toContain(`TF_PLUGIN_CACHE_DIR=${folder}/cache`);
    await rm(folder, { recursive: true });
  });

  it('fills variables from the resource', async () => {
    const settings = inline(MODULE, { variablesFromResource: { owner: 'unit', kind: 'site' } });
    const { plan } = await planned({ text: 'x' }, { settings });
    const attributes = plan.changes?.find(({ address }) => /note/.test(address))?.attributes;
    expect(attributes).toContainEqual({ path: 'input.owner', after: 'checkout' });
    expect(attributes).toContainEqual({ path: 'triggers_replace[0]', after: 'ams1' });
  });

  it('sees drift', async () => {
    await apply({ text: 'steady' });
    const quiet = runOf({ text: 'steady' });
    expect(await provisioner.observe(quiet.context)).toEqual({ drifted: false, changes: [] });
    const { resources, ...rest } = state.state;
    state.state = {
      ...rest,
      serial: rest.serial + 1,
      resources: resources.filter(({ name }: { name: string }) => name !== 'fixed'),
    };
    state.holdLock({ ID: 'somebody' });
    const drifted = await provisioner.observe(runOf({ text: 'steady' }).context);
    expect(drifted).toMatchObject({
      drifted: true,
      changes: [{ address: 'terraform_data.fixed', action: 'create' }],
    });
  });

  it('says what to do about a lock that stayed', async () => {
    state.holdLock({ ID: 'old-lock', Who: 'a worker that is gone' });
    const quick = provisionerWith({ lockTimeout: { seconds: 0 } });
    await expect(quick.apply(runOf({ text: 'x' }).context)).rejects.toThrow(
      /Error acquiring the state lock.*the action unlock/,
    );
  });

  it('stores the state later where it could not be stored', async () => {
    state.refuseWrites(3); // as often as the program tries by itself
    const run = runOf({ text: 'late' });
    await expect(provisioner.apply(run.context)).rejects.toThrow(/apply failed: Failed to/);
    expect(run.log).toContain('The state is stored, which failed at first');
    expect(notes()).toEqual(['fixed', 'note']);
    expect(state.isLocked).toBe(false);
    expect((await apply({ text: 'late' })).result.summary).toEqual({});
  });

  it('keeps a state that could not be stored before the run had to end', async () => {
    const rescueFolder = await mkdtemp(join(tmpdir(), 'rescue-'));
    state.refuseWrites(1000);
    const run = runOf({ text: 'kept' });
    const applying = provisionerWith({ rescueFolder }).apply(run.context);
    await Promise.race([run.logged(/Failed to (save|persist) state/), applying]);
    run.cancel();
    const place = `It is on the worker in ${rescueFolder}/${resource.id}-`;
    await expect(applying).rejects.toThrow(place);
    expect(run.log).toContain(place);
    const [name] = await readdir(rescueFolder);
    const kept = JSON.parse(await readFile(join(rescueFolder, name), 'utf8'));
    expect(kept.outputs.text.value).toBe('kept');
    await rm(rescueFolder, { recursive: true });
  });

  it('keeps a state that a killed worker left in its working directory', async () => {
    const rescueFolder = await mkdtemp(join(tmpdir(), 'rescue-'));
    const salvaging = provisionerWith({ rescueFolder });
    const run = runOf({ text: 'left' });
    await provisioner.apply(run.context);
    await salvaging.salvage(run.folder!);
    expect(await readdir(rescueFolder)).toEqual([]);
    await writeFile(join(run.folder!, 'module', 'errored.tfstate'), '{"serial":7}');
    await salvaging.salvage(run.folder!);
    const [name] = await readdir(rescueFolder);
    expect(name.startsWith(`${resource.id}-`)).toBe(true);
    expect(await readFile(join(rescueFolder, name), 'utf8')).toBe('{"serial":7}');
    // A directory of another provisioner says nothing of whose it is.
    await rm(join(run.folder!, 'bailiwick.owner'));
    await rm(join(rescueFolder, name));
    await salvaging.salvage(run.folder!);
    expect(await readdir(rescueFolder)).toEqual([]);
    await rm(rescueFolder, { recursive: true });
  });

  it('keeps its own place for the state, whatever the module says', async () => {
    const backend = 'terraform {\n  backend "local" {\n    path = "elsewhere"\n  }\n}\n';
    await apply({ text: 'x' }, { settings: inline(backend + MODULE) });
    expect(notes()).toEqual(['fixed', 'note']);
    const files = { 'main.tf': MODULE, 'zz_override.tf': backend };
    const insists = runOf({ text: 'x' }, { settings: { source: { kind: 'inline', files } } });
    await expect(provisioner.apply(insists.context)).rejects.toThrow(
      'The module insists on the backend local instead of http',
    );
  });

  it('names the setting where there is no program', async () => {
    const without = provisionerWith({ binary: '/nowhere/tofu' });
    await expect(without.apply(runOf({ text: 'x' }).context)).rejects.toThrow(
      'infra.opentofu.binary is /nowhere/tofu, which is no program that the worker can run',
    );
    const path = process.env.PATH;
    const empty = await mkdtemp(join(tmpdir(), 'no-programs-'));
    process.env.PATH = empty;
    const failure = provisioner.apply(runOf({ text: 'x' }).context);
    await expect(failure).rejects.toThrow(/set infra\.opentofu\.binary/);
    process.env.PATH = path;
    await rm(empty, { recursive: true });
  });
});
