import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { detectCapabilities } from './detect';
import { readRepository } from './repository';

const found = async (path: string, text: string) =>
  (await detectCapabilities([{ path, text }])).capabilities;

describe('detectCapabilities', () => {
  it('names the places in Python', async () => {
    const code = [
      'import infrar.messaging as m',
      'from infrar.storage import upload, list_objects as ls',
      '',
      'def f(upload):',
      '    upload(1)',
      '    return [ls("a"), m.send("q", "x")]',
      'upload("data", "a", "b")',
      '',
    ].join('\r\n');
    expect(await found('src/a.py', code)).toEqual([
      {
        capability: 'messaging',
        operations: ['send'],
        places: [{ file: 'src/a.py', line: 6, column: 22, what: 'infrar.messaging.send' }],
        implied: false,
      },
      {
        capability: 'storage',
        operations: ['list_objects', 'upload'],
        places: [
          { file: 'src/a.py', line: 6, column: 13, what: 'infrar.storage.list_objects' },
          { file: 'src/a.py', line: 7, column: 1, what: 'infrar.storage.upload' },
        ],
        implied: false,
      },
    ]);
  });

  it('names the places in TypeScript, JavaScript and Go', async () => {
    const { capabilities, languages } = await detectCapabilities([
      { path: 'a.ts', text: "import { upload } from 'infrar/storage';\nawait upload({});\n" },
      { path: 'b.cjs', text: "const { send } = require('infrar/messaging');\nsend({});\n" },
      { path: 'c.tsx', text: "export * from 'infrar/cache';\n" },
      {
        path: 'd.go',
        text: 'package x\n\nimport st "infrar/storage"\n\nfunc f() { st.Upload("a") }\n',
      },
    ]);
    expect(languages).toEqual({ typescript: 1, javascript: 1, tsx: 1, go: 1 });
    expect(capabilities.map(({ capability, places }) => [capability, places])).toEqual([
      ['cache', [{ file: 'c.tsx', line: 1, column: 1, what: 'infrar.cache' }]],
      ['messaging', [{ file: 'b.cjs', line: 2, column: 1, what: 'infrar.messaging.send' }]],
      [
        'storage',
        [
          { file: 'a.ts', line: 2, column: 7, what: 'infrar.storage.upload' },
          { file: 'd.go', line: 5, column: 12, what: 'infrar.storage.Upload' },
        ],
      ],
    ]);
  });

  it.each([
    ['a.py', 'if __name__ == "__main__":\n    run()\n', true],
    ['a.py', 'def handler(event, context):\n    pass\n', true],
    ['a.py', 'app = fastapi.FastAPI(title="x")\n', true],
    ['a.py', '"""\nif __name__ == "__main__":\n"""\n', false],
    ['a.py', 'class A:\n    def handler(self, event): pass\n', false],
    ['a.js', 'app.listen(3000);\n', true],
    ['a.ts', 'export const handler = async () => {};\n', true],
    ['a.ts', '// app.listen(3000)\n', false],
    ['a.go', 'package main\n\nfunc main() {}\n', true],
    ['x/Dockerfile', 'FROM python\nCMD ["python", "a.py"]\n', true],
    ['x/Dockerfile', 'FROM scratch\n', false],
    ['package.json', '{"scripts": {"start": "node ."}}', true],
    ['package.json', '{"scripts": {"test": "x"}}', false],
    ['package.json', '{', false],
    ['Procfile', 'web: python a.py\n', true],
  ])('implies compute by what %s starts: %j', async (path, text, runs) => {
    const compute = (await found(path, text)).find(({ capability }) => capability === 'compute');
    expect(compute?.places.length ?? 0).toBe(runs ? 1 : 0);
    expect(compute?.implied ?? true).toBe(true);
  });

  it('names what no plugin serves, and code that does not parse', async () => {
    const result = await detectCapabilities(
      [
        {
          path: 'a.py',
          text: 'from infrar.cache import get\nfrom infrar.storage import upload\nget(upload)\n',
        },
        { path: 'b.py', text: 'def (:\n' },
      ],
      { served: ['storage', 'compute'] },
    );
    expect(result.unserved).toEqual(['cache']);
    expect(result.skipped).toEqual([{ path: 'b.py', reason: 'invalid', line: 1, column: 1 }]);
  });
});

describe('readRepository', () => {
  it('leaves out what others wrote, what is too large and what is no text', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'repository-'));
    const put = async (path: string, content: string) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    };
    try {
      const code = 'from infrar.storage import upload\nupload(1, 2, 3)\n';
      await put('src/a.py', code);
      await put('node_modules/x/b.py', code);
      await put('.venv/lib/c.py', code);
      await put('service/vendor/d.py', code);
      await put('large.py', `${code}#${'x'.repeat(2000)}`);
      await put('binary.py', `${code}\0`);
      await put('notes.txt', code);
      await symlink(join(folder, 'src'), join(folder, 'link'));
      const result = await detectCapabilities(readRepository(folder, { fileSize: 1000 }));
      expect(result.capabilities.flatMap(({ places }) => places.map(({ file }) => file))).toEqual([
        'src/a.py',
      ]);
      expect(result.skipped).toEqual([
        { path: 'binary.py', reason: 'binary' },
        { path: 'large.py', reason: 'too-large' },
      ]);
      const few = await detectCapabilities(readRepository(folder, { files: 2 }));
      expect(few.skipped.at(-1)).toEqual({ path: 'src/a.py', reason: 'too-many-files' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
