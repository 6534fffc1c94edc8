import { createTwoFilesPatch } from 'diff';
import type { SyntaxLanguage } from '../syntax/languages';
import { SourceText } from '../syntax/source';
import { firstError } from '../syntax/tree';
import type { LanguageAdapter } from './adapter';
import { applyEdits } from './edits';
import { go } from './go';
import { python } from './python';
import { script } from './typescript';
import { mergeRequirements } from './requirements';
import type { CodeDiagnostic, TransformInput, TransformResult, TransformRules } from './types';

const ADAPTERS: Record<SyntaxLanguage, LanguageAdapter> = {
  go,
  python,
  typescript: script('typescript'),
  tsx: script('tsx'),
  javascript: script('javascript'),
};

/**
 * Replaces the calls of the neutral SDK in one file by the code that the rules give for them. What is no such call is byte for byte as
 * it was; what a rule cannot express is left alone and named in the diagnostics. Code that does not parse comes back unchanged.
 */
export async function transformCode(
  { code, language, ...input }: TransformInput,
  rules: TransformRules,
): Promise<TransformResult> {
  const source = new SourceText(code, language === 'go' ? ' ' : '\n');
  const diagnostics: (CodeDiagnostic & { offset: number })[] = [];
  const complainAt = (
    severity: CodeDiagnostic['severity'],
    kind: string,
    message: string,
    offset: number,
  ) => diagnostics.push({ severity, code: kind, message, offset, ...source.position(offset) });
  const result = (
    rewritten?: Pick<TransformResult, 'edits' | 'imports' | 'requirements'>,
  ): TransformResult => ({
    code: rewritten ? applyEdits(code, rewritten.edits) : code,
    changed: (rewritten?.edits.length ?? 0) > 0,
    edits: rewritten?.edits ?? [],
    imports: rewritten?.imports ?? [],
    requirements: mergeRequirements(rewritten?.requirements ?? []),
    diagnostics: diagnostics
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset: _, ...diagnostic }) => diagnostic),
  });

  const adapter = ADAPTERS[language];
  const problem = adapter.problemWith?.(source);
  if (problem) {
    complainAt('error', 'invalid-code', problem.message, problem.at);
    return result();
  }
  const opened = await adapter.open(rules);
  const tree = opened.parse(source.parsed);
  try {
    const error = firstError(tree.rootNode);
    if (error) {
      const what = error.isMissing
        ? `${error.type} is missing`
        : 'it is no valid code from here on';
      complainAt(
        'error',
        'invalid-code',
        `The file cannot be read as ${language}: ${what}`,
        error.startIndex,
      );
      return result();
    }
    const rewritten = opened.rewrite(
      tree.rootNode,
      source,
      (severity, kind, message, at) => complainAt(severity, kind, message, at.startIndex),
      input,
    );
    return result(rewritten);
  } finally {
    tree.delete();
  }
}

/** What a result would change, as a unified diff; empty when nothing. */
export function diffOf(path: string, before: string, after: string): string {
  return before === after ? '' : createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after);
}
