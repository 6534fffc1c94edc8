import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rewriteFiles } from '../../project';
import { GoModule, unformatted, withGo } from '../__testUtils__/goModule';
import { type Provider, PROVIDERS, shippedRules } from '../__testUtils__/providers';

const PROGRAMS = join(__dirname, '..', '__fixtures__', 'programs', 'go');
const NAMES = readdirSync(PROGRAMS);

/** The files of all programs, by path. */
const originals = Object.fromEntries(
  NAMES.flatMap(name =>
    readdirSync(join(PROGRAMS, name)).map(file => {
      const path = `${name}/${file}`;
      return [path, readFileSync(join(PROGRAMS, path), 'utf8')];
    }),
  ),
);

const under = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}-${path}`, text]));

async function rewritten(provider: Provider): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { path, result } of rewriteFiles(originals, shippedRules(provider))) {
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
    expect([path, errors]).toEqual([path, []]);
    expect(result.code).not.toContain('infrar');
    files[path] = result.code;
  }
  return files;
}

withGo('Programs of Go on each provider (go must be installed)', () => {
  let programs: GoModule;
  let texts: Record<string, string>;

  beforeAll(async () => {
    texts = under('original', originals);
    for (const provider of PROVIDERS)
      Object.assign(texts, under(provider, await rewritten(provider)));
    programs = new GoModule(texts);
    programs.build();
  }, 180_000);
  afterAll(() => programs?.remove());

  it.each(PROVIDERS.flatMap(provider => NAMES.map(name => [name, provider] as const)))(
    '%s does the same on %s',
    (name, provider) => {
      const before = programs.run(`original-${name}`);
      const after = programs.run(`${provider}-${name}`);
      expect(after.output).toBe(before.output);
      expect(after.log).toEqual(before.log);
      expect(before.native).toEqual([]);
      expect(after.native.length).toBeGreaterThan(3);
    },
  );

  it.each(['', 'special'])('have nothing that vet finds with the tag %j', tag => {
    expect(() => programs.vet(tag)).not.toThrow();
  });

  it('are as gofmt would have them', () => {
    const paths = Object.keys(texts);
    const found = unformatted(Object.values(texts)).map(index => paths[index]);
    const before = found.filter(path => path.startsWith('original-'));
    const expected = before.flatMap(path =>
      ['original', ...PROVIDERS].map(folder => path.replace('original', folder)),
    );
    expect(found.filter(path => !expected.includes(path))).toEqual([]);
  });

  it('share what one file of a package was given', () => {
    const all = (file: string) => texts[`aws-several/${file}`].match(/^func \w+/gm);
    expect(all('main.go')).toEqual([
      ...['func main', 'func s3Client', 'func storageUpload', 'func storageListObjects'],
    ]);
    expect(all('second.go')).toEqual(['func second', 'func storageDownload']);
    expect([all('plain.go'), all('special.go')]).toEqual([['func third'], ['func third']]);
  });
});
