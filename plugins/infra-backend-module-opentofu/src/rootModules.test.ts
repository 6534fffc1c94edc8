import type { Approval, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { type Git, startGit } from '@bailiwick/sandbox';
import { describeTerraform } from './__testUtils__';
import { openPortal, type Portal, SITE } from './__testUtils__/openPortal';

jest.setTimeout(180_000);

const MAIN = `
terraform {
  backend "local" {
    path = "/tmp/somewhere-else.tfstate"
  }
}
variable "name" {
  type        = string
  description = "Who is greeted."
}
variable "times" {
  type    = number
  default = 1
}
variable "tags" {
  type    = map(string)
  default = {}
}
variable "password" {
  type      = string
  sensitive = true
}
variable "region" {
  type = string
}
resource "terraform_data" "this" {
  input = "agreed \${var.name} \${var.times} \${var.region}"
}
output "said" {
  value = terraform_data.this.output
}
output "length" {
  value = nonsensitive(length(var.password))
}`;

const FILES = {
  'stacks/greeting/main.tf': MAIN,
  'stacks/greeting/terraform.tfvars': 'region = "north"\n',
  'stacks/broken/main.tf': 'resource "terraform_data" {\n',
  'stacks/outside/main.tf': 'module "other" {\n  source = "../../../../elsewhere"\n}\n',
  'stacks/stubborn/main.tf': '',
  'stacks/stubborn/z_override.tf': 'terraform {\n  backend "local" {}\n}\n',
  'stacks/cloudy/main.tf':
    'terraform {\n  cloud {\n    organization = "elsewhere"\n  }\n}\noutput "up" {\n  value = "yes"\n}\n',
  '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = https://git.example/lib.git\n',
  'docs/README.md': '# Nothing to carry out\n',
};

const problemsOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    reason => reason,
  );
  return error?.details ?? error;
};

/** A sentence has to be the whole message. */
const patternOf = (message: string | RegExp) =>
  typeof message === 'string' ? new RegExp(`^${message.replace(/[$.{}]/g, '\\$&')}$`) : message;

interface By {
  user?: 'ada' | 'tess';
  site?: string;
}

describeTerraform('Root modules that requests name (terraform must be installed)', () => {
  let git: Git;
  let portal: Portal;
  let url: string;
  let first: string;
  beforeAll(async () => {
    git = await startGit();
    portal = await openPortal();
    url = await git.createRepository('platform', 'stacks', { files: FILES });
    await portal.as('ada').createSecret({
      body: { name: 'greeting', unitId: portal.team.id, value: 'hush-hush-hush' },
    });
    first = await git.commit('platform', 'stacks', { 'docs/first.md': 'First\n' });
  });
  afterAll(async () => {
    await portal?.stop();
    await git?.stop();
  });

  const read = (variables: object) =>
    portal.as('ada').readModule({
      params: { name: 'root-module' },
      body: { variables: variables as Resource['variables'] },
    });
  const PASSWORD = { $secret: 'greeting' };
  const values = { name: 'shop', password: PASSWORD };
  const GREETING = { folder: 'stacks/greeting', ref: 'main' };
  const request = (name: string, variables: object, { user = 'ada', site }: By = {}) =>
    portal.as(user).createResource({
      body: {
        ...{ type: 'root-module', name, unitId: portal.team.id, site },
        variables: { repository: url, ...variables } as Resource['variables'],
      },
    }) as Promise<Resource>;
  const waiting = async (id: string): Promise<Approval> => {
    const query = { resourceId: id, limit: 1 };
    return (await portal.as('dora').listApprovals({ query })).items[0];
  };
  const agree = async (id: string) => {
    await portal.as('dora').actOnResource({
      params: { id, action: 'approve' },
      body: { digest: (await waiting(id)).digest },
    });
    return portal.settled(id);
  };

  it('are read for somebody who chooses', async () => {
    expect(await read({ repository: url, ...GREETING })).toMatchObject({
      commit: first,
      folders: ['broken', 'cloudy', 'greeting', 'outside', 'stubborn'].map(one => `stacks/${one}`),
      schema: {
        properties: {
          name: { type: 'string', description: 'Who is greeted.' },
          times: { type: 'number', default: 1 },
          password: { sensitive: true },
        },
        // The region is in a file of the module.
        required: ['name', 'password'],
      },
      notes: expect.arrayContaining([
        'Its backend local is left aside: the state is kept with the portal',
        'Its own files give values to region',
      ]),
    });
    expect(await read({ repository: url })).toMatchObject({
      problem: {
        pointer: '/variables/folder',
        message: 'There is no file that ends with .tf in the folder',
      },
    });
  });

  it('go from the request to the destruction, at the commit that was approved', async () => {
    const made = await request('greeting', { ...GREETING, values });
    expect(made).toMatchObject({ status: 'approval_pending', variables: { commit: first } });
    const { id } = made;
    await portal.settled(id);
    await git.commit('platform', 'stacks', {
      'stacks/greeting/main.tf': MAIN.replace('agreed', 'slipped in'),
    });
    expect(await portal.as('tess').getRunPlan({ params: { id: made.lastRunId! } })).toMatchObject({
      changes: [{ address: 'terraform_data.this', action: 'create' }],
    });
    expect(await agree(id)).toMatchObject({
      ...{ state: 'provisioned', status: 'done' },
      outputs: { said: 'agreed shop 1 north', length: 14 },
    });
    const applied = await portal.lastRun(id);
    expect(applied).toMatchObject({ kind: 'apply', commit: first });
    expect(applied.log).toContain('The state is kept with the portal');
    expect(applied.log).not.toContain('hush-hush-hush');

    // Other values, by the team, of the same commit.
    const params = { id };
    const { repository, ref, folder, commit } = made.variables;
    const seen = await portal.as('tess').readModule({
      params: { name: 'root-module' },
      body: { resourceId: id, variables: { repository, ref, folder, commit } },
    });
    expect(seen).toMatchObject({ commit: first, schema: { required: ['name', 'password'] } });
    await portal.as('tess').patchResource({
      params,
      body: { variables: { values: { ...values, times: 2 } } },
    });
    await portal.settled(id);
    expect(await agree(id)).toMatchObject({
      variables: { commit: first },
      outputs: { said: 'agreed shop 2 north' },
    });

    // The newest commit, by an administrator.
    await portal.as('ada').patchResource({ params, body: { variables: { commit: null } } });
    await portal.settled(id);
    const moved = await agree(id);
    expect(moved.outputs.said).toBe('slipped in shop 2 north');
    expect(moved.variables.commit).not.toBe(first);

    await portal.as('tess').actOnResource({ params: { id, action: 'destroy' } });
    await portal.settled(id);
    expect(await agree(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  });

  it('keep their state with the portal where they want it in a cloud, and take quota where that is said', async () => {
    const cloudy = { folder: 'stacks/cloudy', cpu: 2, ramGb: 4 };
    expect(await problemsOf(request('cloudy', cloudy))).toEqual([
      { pointer: '/policies/quota-needs-a-site', message: 'Name the site whose quota it takes' },
    ]);
    const { id } = await request('cloudy', cloudy, { site: SITE });
    expect(await portal.settled(id)).toMatchObject({ cost: { cpu: 2, ramGb: 4 } });
    expect(await agree(id)).toMatchObject({ outputs: { up: 'yes' }, reservation: 'committed' });
    const { versions } = await portal.as('ada').getStateOverview({ params: { resourceId: id } });
    expect(versions).toHaveLength(1);
  });

  it('can be an earlier commit of the branch', async () => {
    await git.commit('platform', 'stacks', { 'docs/later.md': 'Later\n' });
    const forecast = await portal.as('ada').createResource({
      body: {
        ...{ type: 'root-module', name: 'earlier', unitId: portal.team.id, dryRun: true },
        variables: { repository: url, ...GREETING, values, commit: first },
      },
    });
    expect(forecast).toMatchObject({ valid: true });
  });

  it('are chosen by administrators, unless the configuration says otherwise', async () => {
    const told = (name: string) => ({
      pointer: `/variables/${name}`,
      message: 'can only be set by an administrator',
    });
    const problems = await problemsOf(request('mine', { ...GREETING, values }, { user: 'tess' }));
    expect(problems).toEqual([told('repository'), told('ref'), told('folder')]);
    const reading = portal.as('tess').readModule({
      params: { name: 'root-module' },
      body: { variables: { repository: url } },
    });
    expect(await problemsOf(reading)).toEqual([told('repository')]);
  });

  it.each([
    [{ ref: 'nowhere' }, '/variables/ref', 'is neither a branch nor a tag of the repository'],
    [{ ref: '--upload-pack=x' }, '/variables/ref', 'must be the name of a branch or tag'],
    [{ commit: 'abc' }, '/variables/commit', 'must be a whole commit id of 40 or 64 digits'],
    [{ commit: '0'.repeat(40) }, '/variables/commit', 'is not in the history of main'],
    [{ folder: 'no' }, '/variables/folder', "There is no folder no in the module's repository"],
    [{ folder: 'lib/net' }, '/variables/folder', /^is in the submodule lib, which is not fetched/],
    [{ folder: '../x' }, '/variables/folder', 'must be a path inside the repository'],
    [{ folder: 'docs' }, '/variables/folder', 'There is no file that ends with .tf in the folder'],
    [{ folder: 'stacks/broken' }, '/variables/folder', /^main\.tf cannot be read: /],
    [{ folder: 'stacks/outside' }, '/variables/folder', /^The module other is called at \.\.\//],
    [{ folder: 'stacks/stubborn' }, '/variables/folder', /^z_override\.tf insists on the backend/],
    [{ values: { name: 'a' } }, '/variables/values/password', 'is required'],
    [
      { values: { ...values, colour: 'red' } },
      '/variables/values/colour',
      'is no variable of the module',
    ],
    [{ values: { ...values, times: 'often' } }, '/variables/values/times', 'must be number'],
    [{ values: { ...values, tags: { a: 1 } } }, '/variables/values/tags/a', 'must be string'],
    [
      { values: { ...values, password: 'in clear' } },
      '/variables/values/password',
      'is sensitive: give {"$secret": "<name of a secret>"}',
    ],
    [
      { values: { ...values, name: PASSWORD } },
      '/variables/values/name',
      'is not sensitive in the module, so a secret would show',
    ],
    [
      { values: { ...values, password: { $secret: 'unknown' } } },
      '/variables/values/password',
      /^names the secret unknown, which neither/,
    ],
    [{ repository: 'file:///etc' }, '/variables/repository', /^must be an http:\/\/ or https/],
    [{ values: 'all' }, '/variables/values', 'must be object'],
  ])('are refused with %j', async (wrong, pointer, message) => {
    const variables = { ...GREETING, values, ...wrong };
    const problems = await problemsOf(request('wrong', variables));
    expect(problems).toEqual([{ pointer, message: expect.stringMatching(patternOf(message)) }]);
  });
});

describeTerraform('Root modules that teams choose (terraform must be installed)', () => {
  let git: Git;
  let portal: Portal;
  beforeAll(async () => {
    git = await startGit();
    const rootModules = { chosenBy: 'teams', repositories: [`${git.url}/platform/`] };
    portal = await openPortal({ infra: { opentofu: { rootModules } } });
  });
  afterAll(async () => {
    await portal?.stop();
    await git?.stop();
  });

  it('are only those of the repositories that are named', async () => {
    const files = { 'main.tf': 'output "up" {\n  value = "yes"\n}\n' };
    const dryRun = (repository: string) =>
      portal.as('tess').createResource({
        body: {
          ...{ type: 'root-module', name: 'mine', unitId: portal.team.id, dryRun: true },
          variables: { repository },
        },
      });
    const inside = await git.createRepository('platform', 'stack', { files });
    expect(await dryRun(inside)).toMatchObject({ valid: true });
    const outside = await git.createRepository('others', 'stack', { files });
    for (const url of [outside, inside.replace('platform/', 'platform/../others/'), `${git.url}`]) {
      const refusal = await problemsOf(dryRun(url));
      expect(refusal).toMatchObject([{ pointer: '/variables/repository' }]);
    }
  });
});
