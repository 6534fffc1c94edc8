import { rewriteFiles } from '../../project';
import { acmeRules } from '../__testUtils__/cases';

const IMPORT = 'import "infrar/storage"\n\n';
const file = (body: string, name = 'a') => `package ${name}\n\n${IMPORT}${body}\n`;

/** What the files declare and import afterwards, by path. */
async function declared(files: Record<string, string>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for await (const { path, result } of rewriteFiles(files, acmeRules())) {
    expect(result.diagnostics).toEqual([]);
    found[path] = Array.from(
      result.code.matchAll(/^(?:func|var|import|\t(?=.*"$)) ?(.*?)(?:\(.*| =.*)?$/gm),
      match => match[1].trim(),
    );
  }
  return found;
}

describe('files of one package', () => {
  it('share what one of them declares, the first that every build has', async () => {
    const size = file('var _ = storage.Size("a", "b")');
    expect(
      await declared({
        'p/a_test.go': size,
        'p/b_windows.go': size,
        'p/c.go': `//go:build special\n\n${size}`,
        'p/d.go': size,
        'p/e.go': size,
        'p/e_test.go': file('var _ = storage.Size("a", "b")', 'a_test'),
        'q/a.go': size,
      }),
    ).toEqual({
      'p/d.go': ['meta "acme.example/go-meta"', '_', 'storageSize'],
      'p/e.go': ['_'],
      'p/a_test.go': ['_'],
      'p/b_windows.go': ['_'],
      'p/c.go': ['_'],
      'p/e_test.go': ['meta "acme.example/go-meta"', '_', 'storageSize'],
      'q/a.go': ['meta "acme.example/go-meta"', '_', 'storageSize'],
    });
  });

  it('keep to themselves what only some builds have, under names of their own', async () => {
    const size = file('var _ = storage.Size("a", "b")');
    expect(
      await declared({ 'a_darwin.go': size, 'a_linux.go': size, 'b.go': 'package a\n' }),
    ).toEqual({
      'a_darwin.go': ['meta "acme.example/go-meta"', '_', 'storageSize'],
      'a_linux.go': ['meta "acme.example/go-meta"', '_', 'storageSize2'],
      'b.go': [],
    });
  });

  it('respect the names of each other', async () => {
    expect(
      await declared({
        'a.go': file('var _ = storage.Size("a", "b")'),
        'b.go': 'package a\n\nfunc f(storageSize int) {}\n\nvar meta = 1\n',
      }),
    ).toEqual({
      'a.go': ['meta2 "acme.example/go-meta"', '_', 'storageSize2'],
      'b.go': ['f', 'meta'],
    });
  });

  it('are left alone when another declares a name of Go that would be needed', async () => {
    const files = {
      'a.go': file('var _ = storage.Upload'),
      'b.go': 'package a\n\ntype error int\n',
      'c.go': file('var _ = storage.Size("a", "b")'),
    };
    const results: string[] = [];
    for await (const { path, result } of rewriteFiles(files, acmeRules())) {
      const codes = result.diagnostics.map(one => `${one.code} ${one.line}:${one.column}`);
      results.push([path, String(result.changed), ...codes].join(' '));
    }
    expect(results).toEqual(['a.go false ambiguous-name 5:9', 'b.go false', 'c.go true']);
  });
});
