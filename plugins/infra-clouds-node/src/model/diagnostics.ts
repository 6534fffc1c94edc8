export interface Diagnostic {
  severity: 'error' | 'warning';
  /** Stable, such as `yaml/syntax` or `reference/missing`. */
  rule: string;
  message: string;
  /** Relative to what was read; absent where it is about no file. */
  file?: string;
  /** Both count from 1. */
  line?: number;
  column?: number;
}

export function hasErrors(diagnostics: Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** One line for people and for editors: `file:line:column: severity: message (rule)`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, rule } = diagnostic;
  const place = [file, line, column].filter(part => part !== undefined).join(':');
  return `${place ? `${place}: ` : ''}${severity}: ${message} (${rule})`;
}
