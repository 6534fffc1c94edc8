import { parserOf } from '../../syntax/parsers';
import type { SyntaxLanguage } from '../../syntax/languages';
import type { LanguageAdapter } from '../adapter';
import type { TransformRules } from '../types';
import { ScriptOperations } from './operations';
import { ScriptRewriter } from './rewrite';

const read = new WeakMap<TransformRules, ScriptOperations>();

/** TypeScript and JavaScript: the same rules; in JavaScript the types of a rule's code are left out. */
export function script(language: SyntaxLanguage): LanguageAdapter {
  return {
    async open(rules) {
      const [parse, parseRules] = await Promise.all([parserOf(language), parserOf('typescript')]);
      let operations = read.get(rules);
      if (!operations) {
        operations = new ScriptOperations(rules, parseRules);
        read.set(rules, operations);
      }
      const known = operations;
      return {
        parse,
        rewrite: (root, source, complain) =>
          new ScriptRewriter(
            root,
            source,
            known,
            parseRules,
            language !== 'javascript',
            complain,
          ).rewrite(),
      };
    },
  };
}
