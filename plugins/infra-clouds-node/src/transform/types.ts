import type { Requirement, RuleException, TransformRule } from '../rules/model';
import type { SyntaxLanguage } from '../syntax/languages';
import type { GoPackage } from './go/package';

export type CodeDiagnostic = {
  severity: 'error' | 'warning' | 'info';
  /** A stable name for the kind of trouble, such as `unknown-keyword`. */
  code: string;
  message: string;
  /** Both counted from one; columns in UTF-16 units. */
  line: number;
  column: number;
};

/** Replaces the text between two offsets; the edits of a result do not overlap and come in order. */
export type TextEdit = { start: number; end: number; text: string };

export type TransformRules = {
  rules: readonly TransformRule[];
  exceptions?: readonly RuleException[];
};

export type TransformInput = {
  code: string;
  language: SyntaxLanguage;
  /** For messages, and to know files that export what they import (`__init__.py`). */
  path?: string;
  /** What a file of Go shares with the others of its package; without it there are none. */
  goPackage?: GoPackage;
};

export type TransformResult = {
  code: string;
  changed: boolean;
  /** The import lines that were added, as they stand in the code. */
  imports: string[];
  /** The packages that the rewritten code needs, sorted by name, one entry each. */
  requirements: Requirement[];
  /** In the order of the text. `error`: something of the SDK is left that this provider's code cannot stand for. */
  diagnostics: CodeDiagnostic[];
  edits: TextEdit[];
};

/** What an expression may do while it is evaluated; what may move past what depends on it. */
export type Effect = 'constant' | 'name' | 'pure' | 'read' | 'active';
