/** The languages whose code is read and rewritten. `tsx` and `javascript` share the rules of `typescript`. */
export type SyntaxLanguage = 'python' | 'typescript' | 'tsx' | 'javascript' | 'go';

const BY_EXTENSION: Record<string, SyntaxLanguage> = {
  py: 'python',
  pyi: 'python',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  go: 'go',
};

/** The language of a file by its name, or undefined for a file that is not code we read. */
export function languageOf(path: string): SyntaxLanguage | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1].toLowerCase();
  return extension !== undefined && Object.hasOwn(BY_EXTENSION, extension)
    ? BY_EXTENSION[extension]
    : undefined;
}
