import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Provider, PROVIDERS, shippedRules } from '../__testUtils__/providers';
import type { SyntaxLanguage } from '../../syntax/languages';
import { transformCode } from '../transform';

const FIXTURES = join(__dirname, '..', '__fixtures__');
const PROGRAMS = join(FIXTURES, 'programs', 'script');

// The stubs have a database in memory, for which Node warns.
const OPTIONS = ['--preserve-symlinks', '--disable-warning=ExperimentalWarning'];

type Run = { output: string; log: unknown[]; native: unknown[] };

/** JavaScript without the types, by Node itself. */
const plain = (code: string) => stripTypeScriptTypes(code);

/** Runs JavaScript; `name` says whether it is a module. */
function run(code: string, name: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  try {
    symlinkSync(join(FIXTURES, 'stubs', 'script'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'a.txt'), 'first');
    writeFileSync(join(folder, 'b.txt'), 'second');
    writeFileSync(join(folder, 'certificates.pem'), 'certificates');
    writeFileSync(join(folder, name), code);
    const output = execFileSync(process.execPath, [...OPTIONS, name], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        RECORD: join(folder, 'record.json'),
        AZURE_STORAGE_ACCOUNT_URL: 'https://account.blob.core.windows.net',
        AZURE_SERVICEBUS_NAMESPACE: 'name.servicebus.windows.net',
        GOOGLE_CLOUD_PROJECT: 'project',
        DATABASE_SECRET_ARN: 'arn',
        DATABASE_SECRET_ID: 'secret',
        PGSSLROOTCERT: join(folder, 'certificates.pem'),
      },
    });
    return { output, ...JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function transformed(
  code: string,
  language: SyntaxLanguage,
  provider: Provider,
): Promise<string> {
  const result = await transformCode({ code, language }, shippedRules(provider));
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(result.code).not.toContain('infrar');
  return result.code;
}

describe('programs that were written against the neutral SDK', () => {
  const files = readdirSync(PROGRAMS);

  it.each(PROVIDERS.flatMap(provider => files.map(file => [file, provider] as const)))(
    '%s does the same on %s',
    async (file, provider) => {
      const code = readFileSync(join(PROGRAMS, file), 'utf8');
      const original = run(plain(code), 'program.mjs');
      const rewritten = run(plain(await transformed(code, 'typescript', provider)), 'program.mjs');
      expect(rewritten.output).toBe(original.output);
      expect(rewritten.log).toEqual(original.log);
      expect(rewritten.native.length).toBeGreaterThan(4);
    },
  );

  it.each(PROVIDERS)('does the same with require on %s', async provider => {
    const code = [
      "const { upload, listObjects: list } = require('infrar/storage');",
      "const storage = require('infrar/storage');",
      'module.exports = { upload };',
      '(async () => {',
      "  await module.exports.upload({ bucket: 'data', source: 'a.txt', destination: 'x' });",
      "  await storage.download({ bucket: 'data', source: 'x', destination: 'copy.txt' });",
      "  console.log(await list({ bucket: 'data' }), require('node:fs').readFileSync('copy.txt', 'utf8'));",
      '})();',
      '',
    ].join('\n');
    const original = run(code, 'program.cjs');
    const rewritten = run(await transformed(code, 'javascript', provider), 'program.cjs');
    expect(rewritten.output).toBe("[ 'x' ] first\n");
    expect(rewritten.log).toEqual(original.log);
    expect(original.log).toHaveLength(3);
  });

  it.each<[Provider, string]>([
    ['aws', 'password of arn'],
    ['gcp', 'password of projects/project/secrets/secret/versions/latest'],
    ['azure', 'token for https://ossrdbms-aad.database.windows.net/.default'],
  ])('asks for the password of %s at each new connection', async (provider, password) => {
    const code = [
      "import { connect, execute, query } from 'infrar/database';",
      'await connect();',
      "await query({ sql: 'select 1' });",
      "await execute({ sql: 'lose the connection' }).catch(() => {});",
      "await query({ sql: 'select 2' });",
      '',
    ].join('\n');
    expect(run(await transformed(code, 'javascript', provider), 'program.mjs').native).toEqual([
      ['pg.connect', password],
      ['pool.query', 'select 1'],
      ['pool.query', 'lose the connection'],
      ['pg.connect', password],
      ['pool.query', 'select 2'],
    ]);
  });

  it('maps the error class where the provider has one', async () => {
    const code = [
      "import { download, NotFoundError } from 'infrar/storage';",
      'try {',
      "  await download({ bucket: 'data', source: 'x', destination: 'copy.txt' });",
      '} catch (error) {',
      '  console.log(error instanceof NotFoundError, error instanceof TypeError);',
      '}',
      '',
    ].join('\n');
    expect(run(await transformed(code, 'javascript', 'aws'), 'program.mjs').output).toBe(
      'true false\n',
    );
    const refused = await transformCode({ code, language: 'javascript' }, shippedRules('gcp'));
    expect(refused.diagnostics).toMatchObject([
      { severity: 'error', code: 'no-rule', line: 5, column: 32 },
    ]);
  });
});
