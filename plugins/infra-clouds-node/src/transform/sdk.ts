import {
  type RuleException,
  type RuleLanguage,
  type RuleVariant,
  type TransformRule,
} from '../rules/model';
import type { TransformRules } from './types';

/** An operation of the neutral SDK and what stands for it in one language. */
export type SdkOperation = { path: string; rule: TransformRule; variant: RuleVariant };
export type SdkException = {
  path: string;
  exception: RuleException;
  variant: NonNullable<RuleException['variants'][RuleLanguage]>;
};

/** What is asked of an SDK to follow names through its modules. */
export type SdkPaths = {
  modules: { has(path: string): boolean };
  /** What `from module import *` brings. */
  namesIn(module: string): string[];
};

const prefixesOf = (path: string) => {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
};

/** What is known of the neutral SDK in one language: its operations, error classes and modules, by dotted path. */
export class Sdk implements SdkPaths {
  readonly operations = new Map<string, SdkOperation>();
  readonly exceptions = new Map<string, SdkException>();
  readonly modules = new Set<string>();
  /** Operations that rules exist for, though not in this language. */
  readonly elsewhere = new Set<string>();

  constructor(
    rules: TransformRules,
    language: RuleLanguage,
    nameOf: (path: string) => string,
    exceptionNameOf: (path: string) => string = path => path,
  ) {
    for (const rule of rules.rules) {
      const variant = rule.variants[language];
      const parent = rule.pattern.slice(0, rule.pattern.lastIndexOf('.'));
      const path = variant?.functionName
        ? `${parent}.${variant.functionName}`
        : nameOf(rule.pattern);
      for (const prefix of prefixesOf(path)) this.modules.add(prefix);
      if (!variant) this.elsewhere.add(path);
      else if (!this.operations.has(path)) this.operations.set(path, { path, rule, variant });
    }
    for (const exception of rules.exceptions ?? []) {
      const variant = exception.variants[language];
      const path = exceptionNameOf(exception.pattern);
      if (!variant || this.exceptions.has(path)) continue;
      this.exceptions.set(path, { path, exception, variant });
      for (const prefix of prefixesOf(path)) this.modules.add(prefix);
    }
  }

  /** The packages at the top: `infrar`. */
  get roots(): string[] {
    return [...new Set([...this.modules].map(path => path.split('.')[0]))];
  }

  knows(path: string): boolean {
    return this.operations.has(path) || this.exceptions.has(path);
  }

  namesIn(module: string): string[] {
    return [...this.operations.keys(), ...this.exceptions.keys()]
      .filter(path => path.slice(0, path.lastIndexOf('.')) === module)
      .map(path => path.slice(path.lastIndexOf('.') + 1));
  }
}
