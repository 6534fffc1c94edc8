import { RuleError, renderRule } from '../../rules/render';
import type { RuleParameter } from '../../rules/model';
import type { Parse } from '../../syntax/parsers';
import { Sdk, type SdkException, type SdkOperation } from '../sdk';
import { camelCase } from '../text';
import type { TransformRules } from '../types';
import { readScript, readScriptImport, type ScriptImport, type ScriptTemplate } from './template';

export type ScriptSurroundings = { imports: ScriptImport[]; setup?: ScriptTemplate };
export type ReadOperation = ScriptSurroundings & { template: ScriptTemplate };

const inCamelCase = (path: string) => {
  const dot = path.lastIndexOf('.');
  return `${path.slice(0, dot)}.${camelCase(path.slice(dot + 1))}`;
};

/** The rules of TypeScript, read once. */
export class ScriptOperations {
  readonly sdk: Sdk;
  private readonly known = new Map<string, ReadOperation | RuleError>();

  constructor(
    rules: TransformRules,
    private readonly parse: Parse,
  ) {
    this.sdk = new Sdk(rules, 'typescript', inCamelCase);
  }

  /** @throws RuleError when the rule cannot be used */
  operation({ path, rule, variant }: SdkOperation): ReadOperation {
    return this.read(path, variant, () =>
      renderRule(
        variant.template,
        rule.parameters.map(({ name }) => name),
      ),
    );
  }

  /** @throws RuleError when the rule cannot be used */
  exception({ path, variant }: SdkException): ReadOperation {
    return this.read(path, variant, () => variant.code);
  }

  private read(
    key: string,
    variant: { imports: readonly string[]; setup: string },
    code: () => string,
  ): ReadOperation {
    let read = this.known.get(key);
    if (!read) {
      try {
        read = {
          imports: variant.imports.flatMap(line => readScriptImport(line, this.parse)),
          setup: variant.setup.trim() ? readScript(variant.setup, this.parse) : undefined,
          template: readScript(code(), this.parse),
        };
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        read = error;
      }
      this.known.set(key, read);
    }
    if (read instanceof RuleError) throw read;
    return read;
  }
}

/** A value of a rule as JavaScript writes it. */
export function scriptLiteral(value: RuleParameter['default']): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\x20-\x26\x28-\x5B\x5D-\x7E]*$/.test(value) ? `'${value}'` : JSON.stringify(value);
}
