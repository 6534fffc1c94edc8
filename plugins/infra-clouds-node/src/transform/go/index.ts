import { parserOf } from '../../syntax/parsers';
import type { LanguageAdapter } from '../adapter';
import type { TransformRules } from '../types';
import { GoOperations } from './operations';
import { GoPackage } from './package';
import { GoRewriter } from './rewrite';

export { GoPackage, goPackagesOf } from './package';

const read = new WeakMap<TransformRules, GoOperations>();

export const go: LanguageAdapter = {
  problemWith({ text }) {
    const nul = text.indexOf('\0');
    return nul === -1 ? undefined : { at: nul, message: 'Go code must not have NUL in it' };
  },

  async open(rules) {
    const parse = await parserOf('go');
    let operations = read.get(rules);
    if (!operations) {
      operations = new GoOperations(rules, parse);
      read.set(rules, operations);
    }
    const known = operations;
    return {
      parse,
      rewrite: (root, source, complain, { path, goPackage = new GoPackage(new Map()) }) =>
        new GoRewriter(root, source, known, goPackage, complain, path).rewrite(),
    };
  },
};
