import type { Node } from 'web-tree-sitter';
import type { Requirement } from '../rules/model';
import type { Parse } from '../syntax/parsers';
import type { SourceText } from '../syntax/source';
import type { CodeDiagnostic, TextEdit, TransformInput, TransformRules } from './types';

export type Complain = (
  severity: CodeDiagnostic['severity'],
  code: string,
  message: string,
  at: Node,
) => void;

export type Rewritten = { edits: TextEdit[]; imports: string[]; requirements: Requirement[] };

/** What the engine asks of a language. */
export type LanguageAdapter = {
  /** What the parser would not notice. */
  problemWith?(source: SourceText): { at: number; message: string } | undefined;
  open(rules: TransformRules): Promise<{
    parse: Parse;
    rewrite(
      root: Node,
      source: SourceText,
      complain: Complain,
      input: Pick<TransformInput, 'path' | 'goPackage'>,
    ): Rewritten;
  }>;
};
