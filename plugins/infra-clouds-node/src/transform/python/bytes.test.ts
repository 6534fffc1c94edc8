import { acmeRules } from '../__testUtils__/cases';
import { transformCode } from '../transform';

const rules = acmeRules();
const rewrite = (code: string) => transformCode({ code, language: 'python' }, rules);

const HEAD = "import acme\n\nstore = acme.connect('store')\n\n";

describe('what is not a call keeps its bytes', () => {
  it.each([
    [
      'CRLF, with comments moved along',
      'import os\r\nfrom infrar.storage import upload\r\n\r\nupload(\r\n    "a",\r\n    "b",  # x\r\n    "c",\r\n)\r\n',
      `import os\r\n${HEAD.replaceAll('\n', '\r\n')}store.put(\r\n    "b",  # x\r\n    "a",\r\n    "c",\r\n)\r\n`,
    ],
    [
      'a byte order mark',
      '\uFEFFfrom infrar.storage import upload\nupload("a", "b", "c")\n',
      `\uFEFF${HEAD}store.put("b", "a", "c")\n`,
    ],
    [
      'no final newline',
      'from infrar.storage import upload\nupload("a", "b", "c")',
      `${HEAD}store.put("b", "a", "c")`,
    ],
    [
      'one line',
      'import infrar.storage; infrar.storage.upload("a", "b", "c")',
      `${HEAD}store.put("b", "a", "c")`,
    ],
    ['an import alone', 'from infrar.storage import upload', ''],
    [
      'tabs, in what is generated too',
      'def f():\n\tfrom infrar.storage import download\n\tdownload(1,2,3)\n',
      `${HEAD}\ndef _storage_download(bucket, source, destination):\n\twith open(destination, 'wb') as file:\n\t\tfile.write(store.get(bucket, source))\n\n\ndef f():\n\t_storage_download(1,2,3)\n`,
    ],
    [
      'carriage returns alone',
      'from infrar.storage import upload\rupload("a", "b", "c")\r# x\r',
      `${HEAD.replaceAll('\n', '\r')}store.put("b", "a", "c")\r# x\r`,
    ],
    [
      'form feeds',
      '\fimport os\n\ffrom infrar.storage import upload\nupload("a", "b", "c")\n',
      `\fimport os\n\f${HEAD}store.put("b", "a", "c")\n`,
    ],
    [
      'tabs beside spaces',
      'from infrar.storage import upload\nif 1:\n\tupload("a", "b", "c")\nif 2:\n        upload("a", "b", "d")\n',
      `${HEAD}if 1:\n\tstore.put("b", "a", "c")\nif 2:\n        store.put("b", "a", "d")\n`,
    ],
    [
      'text that would like to be code',
      `from infrar.storage import list_objects\nlist_objects("a\\"); import os; os.system('x') #")\n`,
      `${HEAD}[one.key for one in store.list("a\\"); import os; os.system('x') #", prefix='')]\n`,
    ],
    [
      'a generator as the only argument',
      'from infrar.storage import list_objects\nlist_objects(x for x in y)\n',
      `${HEAD}[one.key for one in store.list((x for x in y), prefix='')]\n`,
    ],
    [
      'parameters of types',
      'from infrar.storage import upload\ndef f[upload](x: upload) -> upload: pass\nupload("a", "b", "c")\n',
      `${HEAD}def f[upload](x: upload) -> upload: pass\nstore.put("b", "a", "c")\n`,
    ],
  ])('%s', async (_, before, after) => {
    const result = await rewrite(before);
    expect(result.code).toBe(after);
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect((await rewrite(after)).code).toBe(after);
  });

  it('refuses NUL with its place', async () => {
    const code = 'from infrar.storage import upload\n\0upload("a", "b", "c")\n';
    const result = await rewrite(code);
    expect(result.code).toBe(code);
    expect(result.diagnostics).toMatchObject([{ code: 'invalid-code', line: 2, column: 1 }]);
  });
});
