import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRules } from '../rules/normalise';
import type { SyntaxLanguage } from '../syntax/languages';
import { languageOf } from '../syntax/languages';
import { acmeRules } from './__testUtils__/cases';
import { unformatted, withGo } from './__testUtils__/goModule';
import { parsedByPython, withPython } from './__testUtils__/python';
import { applyEdits } from './edits';
import { transformCode } from './transform';
import type { TransformResult } from './types';

/** How many files of each kind; `CORPUS_FILES=100000` takes all. */
const FILES = Number(process.env.CORPUS_FILES ?? 120);
const MOST_CHARACTERS = 80_000;

function* filesBelow(folder: string, depth = 8): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) yield* filesBelow(path, depth - 1);
    else if (entry.isFile()) yield path;
  }
}

/** As many files as asked, spread evenly over all that there are and whose text has what is looked for. */
function sample(folders: string[], matches: RegExp, files = FILES, text?: RegExp): string[] {
  const all = folders
    .flatMap(folder => [...filesBelow(folder)])
    .filter(path => matches.test(path) && statSync(path).size <= MOST_CHARACTERS)
    .filter(path => !text || text.test(readFileSync(path, 'utf8')))
    .sort();
  const step = Math.max(1, all.length / files);
  return Array.from(
    { length: Math.min(files, all.length) },
    (_, index) => all[Math.floor(index * step)],
  );
}

const scripts = () =>
  sample(
    ['yaml', 'zod', 'commander', 'diff', 'fast-check', 'web-tree-sitter', '@octokit'].map(name =>
      join(__dirname, '../../../../node_modules', name),
    ),
    /\.([mc]?[jt]s|tsx)$/,
  );
const python = (text?: RegExp) => {
  const prefix = execFileSync(
    'python3',
    ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'],
    {
      encoding: 'utf8',
    },
  );
  return sample([prefix.trim()], /\.py$/, FILES, text);
};

const go = (folder = '') => {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' });
  return sample(
    [realpathSync(join(root.trim(), 'src', folder))],
    /^(?!.*testdata).*\.go$/,
    FILES / 2,
  );
};

/** Functions that real code uses everywhere, as if they were of an SDK. */
const standIn = readRules(
  'rules.yaml',
  `operations:
${['exists', 'isdir', 'isfile', 'dirname', 'basename', 'abspath']
  .map(
    name => `  - pattern: os.path.${name}
    parameters: [{ name: path }]
    transformation: { imports: [import acme], code_template: 'acme.${name}({{ .path }})' }`,
  )
  .join('\n')}
  - pattern: os.path.join
    parameters: [{ name: a }, { name: b }]
    transformation:
      imports: [from acme import paths]
      setup_code: joiner = paths.Joiner()
      code_template: |
        joined = joiner.join({{ .b }}, {{ .a }})
        joined
`,
);

/** As above, for Go: a file is rewritten when all that it uses of the package is here. */
const goStandIn = readRules(
  'rules.yaml',
  `operations:
${Object.entries({
  ...{ Join: 'a b', Base: 'a', Clean: 'a', Dir: 'a', Ext: 'a', FromSlash: 'a', IsAbs: 'a' },
  ...{ ToSlash: 'a', VolumeName: 'a', Abs: 'a', Rel: 'a b', Match: 'a b', Glob: 'a' },
})
  .map(
    ([name, parameters]) => `  - pattern: path.filepath.${name}
    parameters: [${parameters.split(' ').join(', ')}]
    languages:
      go:
        function: ${name}
        context: false
        results: string
        transformation:
          imports: [import "acme.example/paths", import "strings"]
          code_template: paths.${name}(strings.TrimSpace({{ .a }}))`,
  )
  .join('\n')}
`,
);

/** What stays of a text when the edits are taken out of it, before and after. */
function outside(text: string, edits: { start: number; end: number }[]): string {
  return applyEdits(
    text,
    edits.map(edit => ({ ...edit, text: '\0' })),
  );
}

function expectTheRestUntouched(code: string, result: TransformResult): void {
  let shift = 0;
  const after = result.edits.map(({ start, end, text }) => {
    const moved = { start: start + shift, end: start + shift + text.length };
    shift += text.length - (end - start);
    return moved;
  });
  expect(outside(result.code, after)).toBe(outside(code, result.edits));
}

describe('real code', () => {
  it('comes back byte for byte when it has no calls of the SDK', async () => {
    const rules = acmeRules();
    for (const path of scripts()) {
      const code = readFileSync(path, 'utf8');
      const language = languageOf(path) as SyntaxLanguage;
      const result = await transformCode({ code, language, path }, rules);
      expect([path, result.changed, result.code === code]).toEqual([path, false, true]);
    }
  });

  it('keeps its text around calls in TypeScript and JavaScript', async () => {
    const rules = acmeRules();
    let changed = 0;
    for (const path of scripts()) {
      const original = readFileSync(path, 'utf8');
      const language = languageOf(path) as SyntaxLanguage;
      const call = `listObjects({ bucket: 'data' })`;
      const code = `import { listObjects } from 'infrar/storage';\n${original}\n;(async () => { await ${call}; })();\n`;
      const result = await transformCode({ code, language }, rules);
      if (!result.changed) continue;
      changed += 1;
      expectTheRestUntouched(code, result);
      const again = await transformCode({ code: result.code, language }, rules);
      expect([path, again.code === result.code, again.diagnostics]).toEqual([path, true, []]);
    }
    expect(changed).toBeGreaterThan(scripts().length / 2);
  });
});

withPython('real Python', () => {
  it('comes back byte for byte when it has no calls of the SDK', async () => {
    const rules = acmeRules();
    for (const path of python()) {
      const code = readFileSync(path, 'utf8');
      const result = await transformCode({ code, language: 'python', path }, rules);
      expect([path, result.changed, result.code === code]).toEqual([path, false, true]);
    }
  });

  it('still parses when its calls are rewritten, and is itself elsewhere', async () => {
    const files = python(/^import os$[^]*\bos\.path\.join\(/m).map(path => ({
      path,
      code: readFileSync(path, 'utf8'),
    }));
    const valid = parsedByPython(files.map(({ code }) => code));
    const rewritten: { path: string; code: string }[] = [];
    for (const [index, { path, code }] of files.entries()) {
      if (valid[index] !== null) continue;
      const result = await transformCode({ code, language: 'python' }, standIn);
      if (!result.changed) continue;
      rewritten.push({ path, code: result.code });
      expectTheRestUntouched(code, result);
      const again = await transformCode({ code: result.code, language: 'python' }, standIn);
      expect([path, again.code === result.code]).toEqual([path, true]);
    }
    expect(rewritten.length).toBeGreaterThan(files.length / 4);
    const problems = parsedByPython(rewritten.map(({ code }) => code));
    expect(
      rewritten
        .filter((_, index) => problems[index] !== null)
        .map(({ path }, index) => [path, problems[index]]),
    ).toEqual([]);
  });
});

withGo('Real Go (go must be installed)', () => {
  it('comes back byte for byte without calls of the SDK', async () => {
    const rules = acmeRules();
    for (const path of go()) {
      const code = readFileSync(path, 'utf8');
      const result = await transformCode({ code, language: 'go', path }, rules);
      expect([path, result.changed, result.code === code]).toEqual([path, false, true]);
      expect([path, result.diagnostics]).toEqual([path, []]);
    }
  });

  /** Rewrites the codes, and answers those that have changed. */
  async function rewriteAll(codes: string[], rules: typeof goStandIn) {
    const rewritten: { before: string; after: string }[] = [];
    for (const code of codes) {
      const result = await transformCode({ code, language: 'go' }, rules);
      if (!result.changed) continue;
      rewritten.push({ before: code, after: result.code });
      expectTheRestUntouched(code, result);
      const again = await transformCode({ code: result.code, language: 'go' }, rules);
      expect(again.code).toBe(result.code);
    }
    return rewritten;
  }

  /** Results that gofmt would write otherwise, or cannot read, though not what they were made of. */
  function spoilt(rewritten: { before: string; after: string }[]): string[] {
    const before = new Set(unformatted(rewritten.map(one => one.before)));
    const after = unformatted(rewritten.map(one => one.after));
    return after.filter(one => !before.has(one)).map(one => rewritten[one].after);
  }

  it('stays as gofmt has it when a call is added and rewritten', async () => {
    const call = '\nfunc neverCalled() { sdk.Upload(nil, "data", "a", "b") }\n';
    const codes = go().map(path => {
      const code = readFileSync(path, 'utf8');
      const withImport = code.replace(/^package \w+\n/m, '$&\nimport sdk "infrar/storage"\n');
      return withImport + call;
    });
    const rewritten = await rewriteAll(codes, acmeRules());
    expect(rewritten.length).toBeGreaterThan(codes.length / 2);
    expect(spoilt(rewritten)).toEqual([]);
  });

  it('stays as gofmt has it when its own calls are rewritten', async () => {
    const codes = go('cmd/go').map(path => readFileSync(path, 'utf8'));
    const rewritten = await rewriteAll(codes, goStandIn);
    expect(rewritten.length).toBeGreaterThan(codes.length / 15);
    expect(spoilt(rewritten)).toEqual([]);
  });
});
