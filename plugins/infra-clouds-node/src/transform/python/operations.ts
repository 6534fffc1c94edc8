import { RuleError, renderRule } from '../../rules/render';
import type { RuleParameter } from '../../rules/model';
import type { Parse } from '../../syntax/parsers';
import { firstError, namedChildren } from '../../syntax/tree';
import { Sdk, type SdkOperation } from '../sdk';
import type { TransformRules } from '../types';
import { itemsOf } from './imports';
import { boundNames, type CodeTemplate, readTemplate } from './template';

/** An import line of a rule. */
export type RuleImport = {
  /** What it is, whatever it is called: two rules that import the same share it. */
  key: string;
  name: string;
  imported: string;
  form: 'plain' | 'alias' | 'from';
};

export type RuleSetup = { text: string; names: string[] };

/** The parts of an operation or exception that live in the module and not in the call. */
export type RuleSurroundings = { imports: RuleImport[]; setup?: RuleSetup };

/** The rules of Python, read once: templates by which arguments are given, import lines, set-up code. */
export class PythonOperations {
  readonly sdk: Sdk;
  private readonly templates = new Map<string, CodeTemplate | RuleError>();
  private readonly surroundings = new Map<string, RuleSurroundings | RuleError>();

  constructor(
    rules: TransformRules,
    private readonly parse: Parse,
  ) {
    this.sdk = new Sdk(rules, 'python', path => path);
  }

  /**
   * The code for a call that gives these arguments.
   * @throws RuleError when the rule cannot be used so
   */
  template({ path, variant }: SdkOperation, given: readonly string[]): CodeTemplate {
    return remembered(this.templates, `${path}(${given.join()})`, () => {
      const text = renderRule(variant.template, given);
      return readTemplate(text, this.parse);
    });
  }

  /** @throws RuleError when imports or set-up are no Python */
  around(key: string, code: { imports: readonly string[]; setup: string }): RuleSurroundings {
    return remembered(this.surroundings, key, () => ({
      imports: code.imports.flatMap(line => this.readImport(line)),
      setup: code.setup.trim() ? this.readSetup(code.setup) : undefined,
    }));
  }

  /** Reads an expression of a rule, such as what stands for an error class. */
  expression(code: string): CodeTemplate {
    return remembered(this.templates, `= ${code}`, () => {
      const template = readTemplate(code, this.parse);
      if (template.kind !== 'expression') throw new RuleError('is no expression');
      return template;
    });
  }

  private readImport(line: string): RuleImport[] {
    const tree = this.parse(line);
    try {
      const root = tree.rootNode;
      const statement = root.namedChild(0);
      const known = statement?.type.startsWith('import_');
      if (!statement || !known || firstError(root) || namedChildren(root).length !== 1) {
        throw new RuleError(`has an import that is none: ${JSON.stringify(line)}`);
      }
      const items = itemsOf(statement);
      if (items.length === 0 || items.some(item => item.star)) {
        throw new RuleError(`has an import without a name: ${JSON.stringify(line)}`);
      }
      return items.map(item => {
        const from = statement.type === 'import_from_statement';
        const plain = !from && item.path !== item.imported;
        const alone = !from && item.node.type !== 'aliased_import';
        const form = alone ? 'plain' : 'alias';
        return {
          ...{ name: item.name, imported: item.imported },
          form: from ? 'from' : form,
          key: plain ? `${item.imported}/` : item.imported,
        };
      });
    } finally {
      tree.delete();
    }
  }

  private readSetup(setup: string): RuleSetup {
    const read = readTemplate(setup, this.parse);
    if (read.slots.length > 0) throw new RuleError('has an argument in its set-up');
    const text = setup.trimEnd().replace(/\r\n?/g, '\n').replace(/^\n+/, '');
    return { text, names: boundNames(text, this.parse) };
  }
}

function remembered<T>(store: Map<string, T | RuleError>, key: string, make: () => T): T {
  let value = store.get(key);
  if (value === undefined) {
    try {
      value = make();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      value = error;
    }
    store.set(key, value);
  }
  if (value instanceof RuleError) throw value;
  return value;
}

const SIMPLE_TEXT = /^[\x20-\x26\x28-\x5B\x5D-\x7E]*$/;

/** A value of a rule as Python writes it. */
export function pythonLiteral(value: RuleParameter['default']): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return String(value);
    return `float('${String(value).replace('Infinity', 'inf')}')`;
  }
  return SIMPLE_TEXT.test(value) ? `'${value}'` : JSON.stringify(value);
}
