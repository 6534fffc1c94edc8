import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Provider, PROVIDERS, shippedRules } from '../__testUtils__/providers';
import { transformCode } from '../transform';

const FIXTURES = join(__dirname, '..', '__fixtures__');
const PROGRAMS = join(FIXTURES, 'programs', 'python');
const version = spawnSync('python3', ['--version'], { encoding: 'utf8' });
// Without python3 on the machine there is nothing to run the programs with.
const withPython = version.status === 0 ? describe : describe.skip;

type Run = { output: string; log: unknown[]; native: unknown[] };

function run(code: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  try {
    writeFileSync(join(folder, 'a.txt'), 'first');
    writeFileSync(join(folder, 'b.txt'), 'second');
    writeFileSync(join(folder, 'program.py'), code);
    const output = execFileSync('python3', ['-B', 'program.py'], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PYTHONPATH: join(FIXTURES, 'stubs', 'python'),
        RECORD: join(folder, 'record.json'),
        AZURE_STORAGE_ACCOUNT_URL: 'https://account.blob.core.windows.net',
        AZURE_SERVICEBUS_NAMESPACE: 'name.servicebus.windows.net',
        GOOGLE_CLOUD_PROJECT: 'project',
        DATABASE_SECRET_ARN: 'arn',
        DATABASE_SECRET_ID: 'secret',
      },
    });
    return { output, ...JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

withPython('programs that were written against the neutral SDK', () => {
  const files = readdirSync(PROGRAMS);
  const originals = new Map<string, Run>();
  const original = (file: string) => {
    const known = originals.get(file) ?? run(readFileSync(join(PROGRAMS, file), 'utf8'));
    originals.set(file, known);
    return known;
  };

  it.each(PROVIDERS.flatMap(provider => files.map(file => [file, provider] as const)))(
    '%s does the same on %s',
    async (file, provider) => {
      const code = readFileSync(join(PROGRAMS, file), 'utf8');
      const result = await transformCode({ code, language: 'python' }, shippedRules(provider));
      expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(result.code).not.toContain('infrar');
      const rewritten = run(result.code);
      expect(rewritten.output).toBe(original(file).output);
      expect(rewritten.log).toEqual(original(file).log);
      expect(rewritten.log.length).toBeGreaterThan(1);
      expect(rewritten.native.length).toBeGreaterThan(1);
      const again = await transformCode(
        { code: result.code, language: 'python' },
        shippedRules(provider),
      );
      expect(again.code).toBe(result.code);
    },
  );

  it.each<[Provider, unknown[]]>([
    [
      'aws',
      [
        ['s3.upload_file', ['a.txt', 'data', 'in/a.txt'], {}],
        ['s3.download_file', ['data', 'in/a.txt', 'copy.txt'], {}],
        ['s3.list_objects_v2', [], { Bucket: 'data', Prefix: '' }],
        ['s3.delete_object', [], { Bucket: 'data', Key: 'in/a.txt' }],
      ],
    ],
    [
      'gcp',
      [
        ['blob.upload_from_filename', ['data', 'in/a.txt', 'a.txt'], {}],
        ['blob.download_to_filename', ['data', 'in/a.txt', 'copy.txt'], {}],
        ['client.list_blobs', ['data'], { prefix: '' }],
        ['blob.delete', ['data', 'in/a.txt'], {}],
      ],
    ],
    [
      'azure',
      [
        ['blob.upload_blob', ['data', 'in/a.txt'], { overwrite: true }],
        ['blob.download_blob', ['data', 'in/a.txt'], {}],
        ['container.list_blob_names', ['data'], { name_starts_with: '' }],
        ['blob.delete_blob', ['data', 'in/a.txt'], { delete_snapshots: 'include' }],
      ],
    ],
  ])('asks %s in its own words', async (provider, calls) => {
    const code = [
      'from infrar.storage import *',
      "upload('data', 'a.txt', 'in/a.txt')",
      "download('data', 'in/a.txt', 'copy.txt')",
      "names: list[str] = list_objects('data')",
      "assert names == ['in/a.txt'] and all(type(name) is str for name in names)",
      "delete('data', 'in/a.txt')",
      '',
    ].join('\n');
    const result = await transformCode({ code, language: 'python' }, shippedRules(provider));
    expect(result.diagnostics).toEqual([]);
    expect(run(result.code).native).toEqual(calls);
  });

  it.each<[Provider, string, string]>([
    ['aws', 'password of arn', 'verify-full'],
    ['gcp', 'password of projects/project/secrets/secret/versions/latest', 'verify-ca'],
    ['azure', 'token for https://ossrdbms-aad.database.windows.net/.default', 'verify-full'],
  ])('asks for the password of %s at each new connection', async (provider, password, mode) => {
    const code = [
      'from infrar.database import connect, execute, query',
      'connect()',
      "query('select 1')",
      'try:',
      "    execute('lose the connection')",
      'except Exception:',
      '    pass',
      "query('select 2')",
      '',
    ].join('\n');
    const result = await transformCode({ code, language: 'python' }, shippedRules(provider));
    expect(run(result.code).native).toEqual([
      ['psycopg.connect', [password, mode], {}],
      ['connection.execute', ['select 1'], {}],
      ['connection.execute', ['lose the connection'], {}],
      ['psycopg.connect', [password, mode], {}],
      ['connection.execute', ['select 2'], {}],
    ]);
  });
});
