import { acmeRules } from '../__testUtils__/cases';
import { transformCode } from '../transform';

const rules = acmeRules();
const rewrite = (code: string) => transformCode({ code, language: 'go' }, rules);

const HELPER = 'func storageSize(bucket, key string) int {\n\treturn meta.Size(bucket, key)\n}';
const IMPORT = 'meta "acme.example/go-meta"';

describe('what is not a call keeps its bytes', () => {
  it.each([
    [
      'CRLF, in what is generated too',
      'package a\r\n\r\nimport (\r\n\t"fmt"\r\n\t"infrar/storage"\r\n)\r\n\r\nvar _ = fmt.Sprint(storage.Size("a",\r\n\t"b"))\r\n',
      `package a\r\n\r\nimport (\r\n\t"fmt"\r\n\r\n\t${IMPORT}\r\n)\r\n\r\nvar _ = fmt.Sprint(storageSize("a",\r\n\t"b"))\r\n\r\n${HELPER.replaceAll('\n', '\r\n')}\r\n`,
    ],
    [
      'a byte order mark',
      '\uFEFFpackage a\nimport "infrar/storage"\nvar _ = storage.Size("a", "b")\n',
      `\uFEFFpackage a\nimport ${IMPORT}\nvar _ = storageSize("a", "b")\n\n${HELPER}\n`,
    ],
    [
      'no final newline',
      'package a\nimport "infrar/storage"\nvar _ = storage.Size("a", "b") // x',
      `package a\nimport ${IMPORT}\nvar _ = storageSize("a", "b") // x\n\n${HELPER}`,
    ],
    [
      'indentation by spaces, and lines that gofmt would not leave so',
      'package a\nimport (\n    "infrar/storage"\n)\nfunc  f( )  {\n  if  true {storage.Size("a" , "b")}\n}\n\n\n',
      `package a\nimport (\n    ${IMPORT}\n)\nfunc  f( )  {\n  if  true {storageSize("a" , "b")}\n}\n\n\n\n${HELPER}\n`,
    ],
    [
      'carriage returns alone, which end no line and no comment in Go',
      'package a\nimport "infrar/storage"\n// x\rvar _ = storage.Size("c", "d")\nvar _ =\rstorage.Size("a", "b")\n',
      `package a\nimport ${IMPORT}\n// x\rvar _ = storage.Size("c", "d")\nvar _ =\rstorageSize("a", "b")\n\n${HELPER}\n`,
    ],
    [
      'text that would like to be code',
      'package a\nimport "infrar/storage"\nvar _ = storage.Size("a\\"); panic(\\"", `"); os.Exit(1) //`)\n',
      `package a\nimport ${IMPORT}\nvar _ = storageSize("a\\"); panic(\\"", \`"); os.Exit(1) //\`)\n\n${HELPER}\n`,
    ],
    [
      'names of other alphabets',
      'package a\nimport größe "infrar/storage"\nvar größer, _ = 1, größe.Size("ä", "😀")\n',
      `package a\nimport ${IMPORT}\nvar größer, _ = 1, storageSize("ä", "😀")\n\n${HELPER}\n`,
    ],
  ])('%s', async (_, code, expected) => {
    const result = await rewrite(code);
    expect(result.diagnostics).toEqual([]);
    expect(result.code).toBe(expected);
    expect((await rewrite(result.code)).code).toBe(expected);
  });

  it.each([
    ['package a\nimport "infrar/storage"\nvar _ = storage.Size("a", "\0")\n', '3:28'],
    ['package a\nimport "infrar/storage"\nvar _ = storage.Size("a", "b"\n', '3:1'],
    ['import "infrar/storage"\nfunc {\n', '2:1'],
    ['package a\nvar x = "\n', '2:1'],
  ])('%j is named and left alone', async (code, place) => {
    const result = await rewrite(code);
    expect(result.code).toBe(code);
    expect(result.diagnostics.map(one => `${one.code} ${one.line}:${one.column}`)).toEqual([
      `invalid-code ${place}`,
    ]);
  });

  it('asks for what the rewritten code needs', async () => {
    const code = 'package a\nimport "infrar/storage"\nvar _, _ = storage.Upload, storage.Size\n';
    const { imports, requirements } = await rewrite(code);
    expect(imports).toEqual([
      ...['import "acme.example/store"', 'import "context"', `import ${IMPORT}`],
    ]);
    expect(requirements).toEqual([{ package: 'acme.example/store', version: 'v2.1.0' }]);
  });
});
