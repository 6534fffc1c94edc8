export type TemplateErrorKind = 'syntax' | 'execution' | 'missing' | 'limit' | 'placement';

/** What is wrong with a template, and where: lines and columns count from 1. */
export class TemplateError extends Error {
  readonly kind: TemplateErrorKind;
  readonly reason: string;
  readonly template: string;
  readonly line: number;
  readonly column: number;

  constructor(
    kind: TemplateErrorKind,
    reason: string,
    at: { template: string; line: number; column: number },
  ) {
    super(`${at.template}:${at.line}:${at.column}: ${reason}`);
    this.name = 'TemplateError';
    this.kind = kind;
    this.reason = reason;
    this.template = at.template;
    this.line = at.line;
    this.column = at.column;
  }
}

/** Thrown where no position is known; the evaluator adds it. */
export class TemplateFault extends Error {
  readonly kind: TemplateErrorKind;

  constructor(kind: TemplateErrorKind, reason: string) {
    super(reason);
    this.name = 'TemplateFault';
    this.kind = kind;
  }
}

export function fault(reason: string): TemplateFault {
  return new TemplateFault('execution', reason);
}
