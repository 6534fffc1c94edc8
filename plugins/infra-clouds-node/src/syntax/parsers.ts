import { readFile } from 'node:fs/promises';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { SyntaxLanguage } from './languages';

/**
 * Where the grammars are, found through Node's own resolution so that it works from the sources and from the published package. The
 * names are written out because a bundler must see them.
 */
const GRAMMARS: Record<SyntaxLanguage, () => string> = {
  python: () => require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
  typescript: () => require.resolve('tree-sitter-typescript/tree-sitter-typescript.wasm'),
  tsx: () => require.resolve('tree-sitter-typescript/tree-sitter-tsx.wasm'),
  javascript: () => require.resolve('tree-sitter-javascript/tree-sitter-javascript.wasm'),
  go: () => require.resolve('tree-sitter-go/tree-sitter-go.wasm'),
};

let engine: Promise<void> | undefined;
const parsers = new Map<SyntaxLanguage, Promise<Parser>>();

async function makeParser(language: SyntaxLanguage): Promise<Parser> {
  engine ??= readFile(require.resolve('web-tree-sitter/tree-sitter.wasm')).then(wasmBinary =>
    Parser.init({ wasmBinary }),
  );
  await engine;
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(GRAMMARS[language]())));
  return parser;
}

/** Parses code; the tree lives outside of the JavaScript heap, so whoever asks must `delete()` it. */
export type Parse = (code: string) => Tree;

/** The parser of a language. Loaded once per process, at the first call. */
export async function parserOf(language: SyntaxLanguage): Promise<Parse> {
  let parser = parsers.get(language);
  if (!parser) {
    parser = makeParser(language);
    parsers.set(language, parser);
    parser.catch(() => parsers.delete(language));
  }
  const ready = await parser;
  return code => {
    // Its grammar wants a line end after the last declaration, where Go itself does not.
    const tree = ready.parse(language === 'go' && !code.endsWith('\n') ? `${code}\n` : code);
    if (!tree) throw new Error(`The ${language} parser gave no tree`);
    return tree;
  };
}
