import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { runCli } from './index';

const rules = `operations:
  - name: upload
    pattern: infrar.storage.upload
    target: { provider: tiny, service: bucket }
    transformation:
      imports: [import tiny]
      code_template: 'tiny.put({{ .bucket }}, {{ .source }})'
      parameter_mapping: { bucket: bucket, source: source }
    requirements:
      - { package: tiny-sdk, version: '>=1.0' }
`;
const sdkCode = "from infrar.storage import upload\n\nupload(bucket='b', source='s')\n";

let tree: string;
let folder: string;

beforeAll(() => {
  tree = writeTree(tinyProvider({ 'services/storage/bucket/transform/rules.yaml': rules }));
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: string[], stdin = '') {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    out: text => (out += text),
    err: text => (err += text),
    stdin: async () => stdin,
  });
  return { code, out, err };
}

describe('validate', () => {
  it('is 0 for a good tree and 1 for a bad one, with file and line', async () => {
    expect(await run(['validate', tree])).toMatchObject({
      code: 0,
      out: 'tiny: 1 services, 1 authentication methods\n0 errors, 0 warnings\n',
    });
    const bad = writeTree(tinyProvider({ 'regions.yaml': 'regions: 5\n' }));
    const failed = await run(['validate', bad]);
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/^regions\.yaml:1:1: error: /);
  });

  it('takes warnings for errors when it is strict, and speaks JSON', async () => {
    const odd = writeTree(tinyProvider({ 'authentication/token/ui-instructions.yaml': undefined }));
    expect((await run(['validate', odd])).code).toBe(0);
    const strict = await run(['validate', odd, '--strict', '--json']);
    expect(strict.code).toBe(1);
    expect(JSON.parse(strict.out)).toMatchObject({
      providers: [{ id: 'tiny', services: ['storage/bucket'] }],
      diagnostics: [{ rule: 'reference/missing', file: 'authentication/token/method.yaml' }],
    });
  });
});

describe('detect', () => {
  it('names what is needed with its places; 1 when nobody serves it', async () => {
    const found = await run(['detect', '-', '--tree', tree], sdkCode);
    expect(found.out).toContain('storage: upload\n  stdin.py:3:1: infrar.storage.upload\n');
    writeFileSync(join(folder, 'a.py'), "from infrar.ml import train\n\ntrain('x')\n");
    const unserved = await run(['detect', folder, '--tree', tree, '--json']);
    expect(unserved).toMatchObject({
      code: 1,
      err: expect.stringContaining('No provider serves ml.'),
    });
    expect(JSON.parse(unserved.out).unserved).toContain('ml');
    expect((await run(['detect', join(folder, 'nowhere'), '--tree', tree])).code).toBe(2);
  });
});

describe('transform', () => {
  it('rewrites standard input to standard output', async () => {
    const { code, out, err } = await run(
      ['transform', 'tiny', '-', '--tree', tree, '--requirements'],
      sdkCode,
    );
    expect([code, out, err]).toEqual([0, "import tiny\n\ntiny.put('b', 's')\n", 'tiny-sdk>=1.0\n']);
  });

  it('shows the difference of a dry run, and writes only without it', async () => {
    const file = join(folder, 'a.py');
    writeFileSync(file, sdkCode);
    const dry = await run(['transform', 'tiny', folder, '--tree', tree, '--dry-run']);
    expect(dry.out).toContain("+tiny.put('b', 's')");
    expect(readFileSync(file, 'utf8')).toBe(sdkCode);
    expect((await run(['transform', 'tiny', folder, '--tree', tree])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain("tiny.put('b', 's')");
  });

  it('rewrites one file of a package of Go with an eye on the others', async () => {
    const call = 'package a\n\nimport "infrar/storage"\n\nvar _ = storage.Delete\n';
    const [one, other] = [join(folder, 'a.go'), join(folder, 'b.go')];
    writeFileSync(one, call);
    writeFileSync(other, 'package a\n\nfunc storageDelete() {}\n');
    expect(await run(['transform', 'gcp', one])).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(one, 'utf8')).toContain('var _ = storageDelete2\n');
    expect(readFileSync(other, 'utf8')).toBe('package a\n\nfunc storageDelete() {}\n');

    const lost = call.replace('Delete', 'Rename');
    writeFileSync(one, lost);
    const { code, err } = await run(['transform', 'gcp', folder]);
    expect([code, err]).toEqual([1, expect.stringContaining('a.go:5:9: error: There is no rule')]);
    expect(readFileSync(one, 'utf8')).toBe(lost);
  });

  it('writes nothing when something cannot be rewritten', async () => {
    const file = join(folder, 'a.py');
    writeFileSync(file, `${sdkCode}upload(\n`);
    const { code, err } = await run(['transform', 'tiny', file, '--tree', tree]);
    expect(code).toBe(1);
    expect(err).toMatch(/a\.py:\d+:\d+: error: /);
    expect(readFileSync(file, 'utf8')).toBe(`${sdkCode}upload(\n`);
  });
});

describe('generate', () => {
  const args = () => [
    'generate',
    'tiny',
    '--tree',
    tree,
    '--name',
    'shop',
    '--capability',
    'storage',
  ];

  it('prints JSON, or writes files, or shows what would change', async () => {
    const param = ['--param', 'bucket_name=files', 'keep_days=3', '--tag', 'team=core'];
    const printed = JSON.parse((await run([...args(), ...param])).out);
    expect(printed.files['terraform.tfvars']).toContain('keep_days          = 3');
    const dry = await run([...args(), ...param, '--out', folder, '--dry-run']);
    expect(dry.out).toContain('+++ b/main.tf');
    expect((await run([...args(), ...param, '--out', folder])).code).toBe(0);
    expect(readFileSync(join(folder, 'main.tf'), 'utf8')).toBe(printed.files['main.tf']);
    expect((await run([...args(), ...param, '--out', folder, '--dry-run'])).out).toBe('');
  });

  it('takes the request from standard input', async () => {
    const request = {
      projectName: 'shop',
      capabilities: ['storage'],
      parameters: { bucket_name: 'b' },
    };
    const { code } = await run(
      ['generate', 'tiny', '--tree', tree, '--request', '-'],
      JSON.stringify(request),
    );
    expect(code).toBe(0);
  });

  it('is 1 for a request that cannot be, and 2 for a call that cannot', async () => {
    expect((await run([...args(), '--out', folder])).code).toBe(1);
    expect(await run(['generate', 'moon', '--tree', tree])).toMatchObject({
      code: 2,
      err: 'There is no provider moon. There are: tiny.\n',
    });
    expect((await run(['generate', 'tiny', '--tree', tree])).err).toContain('--name');
    expect((await run([...args(), '--param', 'x'])).code).toBe(2);
    expect((await run(['nothing'])).code).toBe(2);
  });
});

describe('options', () => {
  it('lists cost and what is missing; 1 when nobody serves all', async () => {
    expect(await run(['options', 'storage', '--tree', tree])).toMatchObject({
      code: 0,
      out: 'Tiny Cloud (tiny): 2.50 USD a month\n  storage: Bucket, 2.50 USD\n',
    });
    const missing = await run(['options', '-', '--tree', tree, '--json'], 'storage, ml\n');
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.out)[0].missing).toEqual(['ml']);
    expect((await run(['options', '--tree', tree])).code).toBe(2);
  });
});

it('runs from a clone by its command', () => {
  const command = join(__dirname, '..', '..', 'bin', 'bailiwick-clouds');
  const out = execFileSync(process.execPath, [command, 'options', 'storage', '--tree', tree], {
    encoding: 'utf8',
  });
  expect(out).toContain('Tiny Cloud (tiny): 2.50 USD a month');
});
