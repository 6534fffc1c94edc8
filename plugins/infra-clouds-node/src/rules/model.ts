import type { SyntaxLanguage } from '../syntax/languages';

/** The languages that rules are written for; JavaScript goes by the rules of TypeScript. */
export type RuleLanguage = 'python' | 'typescript' | 'go';

export const ruleLanguageOf = (language: SyntaxLanguage): RuleLanguage =>
  language === 'python' || language === 'go' ? language : 'typescript';

export type Requirement = {
  package: string;
  /** A version range in the manner of the language's package manager; empty for any. */
  version: string;
};

export const PARAMETER_TYPES = ['text', 'number', 'boolean', 'list'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export type RuleParameter = {
  name: string;
  /** What the SDK takes when the caller leaves it out: a value, never code. */
  default?: string | number | boolean | null;
  /** What goes in, for languages with types; without it that of the default, or a text. */
  type?: ParameterType;
  required: boolean;
};

/** What replaces an operation in one language. */
export type RuleVariant = {
  /** The name of the function in this language where it differs from the pattern's. */
  functionName?: string;
  imports: string[];
  setup: string;
  /** Go text/template; its data are the arguments as they stand in the code. */
  template: string;
  /** `none`, or an expression over the template's own names; without it the value of the last statement. */
  returns?: string;
  /** The types of what a function of Go gives, as Go writes them; without it `error`. */
  results?: string;
  /** Whether a function of Go has a context before its own parameters; without it, it has. */
  context?: boolean;
  /** Whether the operation gives something to await. */
  async: boolean;
  requirements: Requirement[];
};

/** What stands for an error class of the neutral SDK. */
export type RuleException = {
  /** Dotted, such as `infrar.storage.NotFoundError`. */
  pattern: string;
  variants: Partial<Record<RuleLanguage, { imports: string[]; setup: string; code: string }>>;
  source: RuleSource;
};

export type RuleSource = { file: string; line: number };

export type TransformRule = {
  name: string;
  /** Dotted: `infrar.<module>.<function>`. */
  pattern: string;
  target: { provider?: string; service?: string; operation?: string };
  parameters: RuleParameter[];
  /** False where no list says in which order the parameters come; calls by position are then refused. */
  ordered: boolean;
  variants: Partial<Record<RuleLanguage, RuleVariant>>;
  source: RuleSource;
};

export type RuleDiagnostic = {
  severity: 'error' | 'warning';
  rule: string;
  message: string;
  file: string;
  /** Counted from one. */
  line: number;
};

export type RuleFile = {
  rules: TransformRule[];
  exceptions: RuleException[];
  diagnostics: RuleDiagnostic[];
};
