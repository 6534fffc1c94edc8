import { parserOf, type Parse } from '../../syntax/parsers';
import type { SourceText } from '../../syntax/source';
import { occurrencesOf } from '../../syntax/words';
import type { LanguageAdapter } from '../adapter';
import type { TransformRules } from '../types';
import { PythonOperations } from './operations';
import { rewritePython } from './rewrite';

const read = new WeakMap<TransformRules, PythonOperations>();

function operationsOf(rules: TransformRules, parse: Parse): PythonOperations {
  let operations = read.get(rules);
  if (!operations) {
    operations = new PythonOperations(rules, parse);
    read.set(rules, operations);
  }
  return operations;
}

export const python: LanguageAdapter = {
  problemWith({ text }: SourceText) {
    const nul = text.indexOf('\0');
    return nul === -1 ? undefined : { at: nul, message: 'Python code must not have NUL in it' };
  },

  async open(rules) {
    const parse = await parserOf('python');
    const operations = operationsOf(rules, parse);
    return {
      parse,
      rewrite: (root, source, complain, { path }) => {
        for (const [name, node] of stringsOfSdk(root, source, operations.sdk.roots)) {
          const message = `${name} stands in a string; if code loads it by that name, it is not replaced`;
          complain('warning', 'name-in-string', message, node);
        }
        return rewritePython(root, source, operations, parse, complain, path);
      },
    };
  },
};

/** Strings that are a dotted name of the SDK, such as what `import_module` or a test's `patch` takes. */
function* stringsOfSdk(
  root: Parameters<typeof occurrencesOf>[0],
  source: SourceText,
  packages: readonly string[],
) {
  const content = new RegExp(`(?<=['"])(?:${packages.join('|')})(?:\\.\\w+)+(?=['"])`, 'g');
  if (packages.length === 0) return;
  for (const match of source.parsed.matchAll(content)) {
    const node = root.descendantForIndex(match.index, match.index + match[0].length);
    if (node?.type === 'string_content') yield [match[0], node] as const;
  }
}
