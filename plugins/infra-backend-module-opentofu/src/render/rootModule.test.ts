import type { RenderContext } from '@bailiwick/backstage-plugin-infra-node';
import { type Git, startGit } from '@bailiwick/sandbox';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describeTerraform } from '../__testUtils__/describeTerraform';
import { type TypeSettings, typeSettingsSchema } from '../settings';
import { baseEnvironment, findProgram } from '../tool';
import { renderRootModule } from './rootModule';

jest.setTimeout(120_000);

const run = promisify(execFile);

const MODULE = `
variable "size" { type = number }
variable "labels" { type = map(string) }
variable "greeting" { type = string }
variable "password" {
  type      = string
  sensitive = true
}
variable "id" { type = string }
resource "terraform_data" "thing" {
  input = [var.size, var.labels, var.greeting, var.id]
}
output "greeting" { value = terraform_data.thing.output }
`;

const contextOf = (
  settings: object,
  variables: object,
  withheld: string[] = [],
): RenderContext<TypeSettings> => ({
  settings: typeSettingsSchema.parse(settings),
  requestedBy: 'user:default/tess',
  withheld,
  resource: {
    ...{ id: '0b8f7a52-0000-4000-8000-000000000001', name: 'web', type: 'thing', version: '1' },
    unit: { id: 'u', slug: 'checkout', name: 'Checkout', path: ['Meridian', 'Checkout'] },
    ...{ cost: { cpu: 0, ramGb: 0 }, revision: 1 },
    variables: variables as RenderContext['resource']['variables'],
  },
});

const VARIABLES = {
  size: 3,
  labels: { a: 'b' },
  greeting: '${file("/etc/passwd")} "quoted" %{if}',
};
const INLINE = {
  source: { kind: 'inline', files: { 'main.tf': MODULE } },
  variablesFromResource: { id: 'id' },
};

describe('a root module', () => {
  it('pins a module of git to its commit', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const url = 'https://git.example/platform/modules.git';
    const { files } = renderRootModule(
      contextOf({ source: { kind: 'git', url, commit, ref: 'v1', folder: 'net' } }, { size: 1 }),
    );
    expect(files['main.tf']).toBe(
      [
        'terraform {\n  backend "http" {}\n}\n',
        'module "this" {',
        `  source = "git::${url}//net?ref=${commit}"\n`,
        '  size = var.size',
        '}\n',
      ].join('\n'),
    );
  });

  it('names what is sensitive without a value, and gives the rest as data', () => {
    const { files, notes } = renderRootModule(contextOf(INLINE, VARIABLES, ['password']));
    expect(files['variables.tf']).toContain('variable "password" {\n  sensitive = true\n}');
    const values = JSON.parse(files['terraform.tfvars.json']);
    expect(values).toEqual({ ...VARIABLES, id: '0b8f7a52-0000-4000-8000-000000000001' });
    expect(notes?.join()).toContain('without a value here: `password`');
    expect(files['module/main.tf']).toBe(MODULE);
  });

  it('has the declared backend, with the id in its key', () => {
    const backend = { kind: 's3', config: { bucket: 'states', key: 'a/{id}', encrypt: true } };
    const { files } = renderRootModule(contextOf({ ...INLINE, backend }, VARIABLES));
    expect(files['main.tf']).toContain(
      [
        '  backend "s3" {',
        '    bucket  = "states"',
        '    encrypt = true',
        '    key     = "a/0b8f7a52-0000-4000-8000-000000000001"',
        '  }',
      ].join('\n'),
    );
  });

  it('is the same each time', () => {
    const turned = Object.fromEntries(Object.entries(VARIABLES).toReversed());
    expect(renderRootModule(contextOf(INLINE, turned))).toEqual(
      renderRootModule(contextOf(INLINE, VARIABLES)),
    );
  });

  it.each(['source', 'a b', '1st'])('is not made with a variable named %s', name => {
    expect(() => renderRootModule(contextOf(INLINE, { [name]: 1 }))).toThrow(
      `${name} cannot be the name of a module's variable`,
    );
  });
});

describeTerraform('what a tool makes of it (terraform must be installed)', () => {
  let folder: string;
  let git: Git;
  beforeAll(async () => {
    git = await startGit();
  });
  afterAll(() => git.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rendered-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const tool = async (...args: string[]) => {
    const program = await findProgram(undefined);
    return run(program, args, { cwd: folder, env: baseEnvironment(folder) });
  };
  const write = async (context: RenderContext<TypeSettings>) => {
    for (const [path, text] of Object.entries(renderRootModule(context).files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };

  it('is valid, formatted, and takes text for text', async () => {
    await write(contextOf(INLINE, VARIABLES, ['password']));
    await tool('init', '-backend=false', '-input=false');
    await tool('validate');
    await tool('fmt', '-check', 'main.tf', 'variables.tf');
    // With a backend of its own it can be planned: the greeting is no expression.
    await writeFile(join(folder, 'local_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
    await tool('init', '-reconfigure', '-input=false');
    const { stdout } = await tool('plan', '-input=false', '-no-color', '-var=password=x');
    expect(stdout).toContain('file(\\"/etc/passwd\\")');
    expect(stdout).toContain('Plan: 1 to add');
  });

  it('finds a module of git', async () => {
    const url = await git.createRepository('platform', 'rendered', {
      files: { 'net/main.tf': MODULE },
    });
    const commit = await git.commit('platform', 'rendered', { 'README.md': 'x' });
    const source = { kind: 'git', url, commit, folder: 'net' };
    const { variablesFromResource } = INLINE;
    await write(contextOf({ source, variablesFromResource }, VARIABLES, ['password']));
    await tool('init', '-backend=false', '-input=false');
    expect((await tool('validate', '-no-color')).stdout).toContain('The configuration is valid');
  });
});
