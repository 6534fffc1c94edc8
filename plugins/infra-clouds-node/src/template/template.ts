import { Budget, TemplateLimits, defaultLimits } from './budget';
import { TemplateError } from './errors';
import { Evaluation } from './evaluator';
import { TemplateFunction, functionTable } from './functions';
import { FunctionDefinition } from './functions/definition';
import { landingIn } from './landing';
import { Definitions, Node } from './nodes';
import { parse } from './parser';
import { Source } from './source';
import { TemplateLanguage } from './values';

const maximumText = 1_000_000;

export interface ParseOptions {
  /** Shown in errors; usually a path. */
  name?: string;
  /** Functions beside, or instead of, the built-in ones. */
  functions?: Record<string, TemplateFunction>;
}

export interface RenderOptions {
  /**
   * `compat` does as Go does: a missing value prints `<no value>`, nothing is escaped. In `strict` mode
   * a missing value is an error, and values are written for where they land in `language`.
   */
  mode: 'compat' | 'strict';
  /** Of strict mode; `text` by default. */
  language?: TemplateLanguage;
  limits?: Partial<TemplateLimits>;
}

/** A template in the language of Go's `text/template`; rendering it twice gives the same bytes. */
export class Template {
  private constructor(
    private readonly source: Source,
    private readonly root: Node[],
    private readonly definitions: Definitions,
    private readonly functions: Map<string, FunctionDefinition>,
  ) {}

  /** @throws TemplateError with the position of what is no template */
  static parse(text: string, options: ParseOptions = {}): Template {
    const source = new Source(options.name ?? 'template', text);
    if (text.length > maximumText) {
      throw source.error('limit', `a template of more than ${maximumText} characters`, 0);
    }
    const functions = functionTable(options.functions);
    const knows = (name: string) => name === 'and' || name === 'or' || functions.has(name);
    const { root, definitions } = parse(source, knows);
    return new Template(source, root, definitions, functions);
  }

  get name(): string {
    return this.source.name;
  }

  /** @throws TemplateError with the position, and nothing else */
  render(data: unknown, options: RenderOptions): string {
    const budget = new Budget({ ...defaultLimits, ...options.limits });
    const landing = options.mode === 'strict' ? landingIn(options.language ?? 'text') : undefined;
    const { source, definitions, functions } = this;
    try {
      return new Evaluation(source, definitions, functions, budget, landing).run(this.root, data);
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw source.error('execution', error instanceof Error ? error.message : String(error), 0);
    }
  }
}

/** @throws TemplateError with the position of what is no template */
export function parseTemplate(text: string, options?: ParseOptions): Template {
  return Template.parse(text, options);
}
