import { text as readText } from 'node:stream/consumers';
import { Diagnostic, formatDiagnostic, hasErrors } from '../model';

/** What a command reads from and writes to; tests bring their own. */
export interface CliIo {
  out(text: string): void;
  err(text: string): void;
  stdin(): Promise<string>;
}

export const processIo: CliIo = {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  stdin: () => readText(process.stdin),
};

export const exitCodes = { fine: 0, problems: 1, usage: 2 };

/** What was wrong with how the command was called. */
export class UsageError extends Error {}

/** Diagnostics go beside the result, not into it. */
export function reportDiagnostics(diagnostics: Diagnostic[], io: CliIo): number {
  for (const diagnostic of diagnostics) io.err(`${formatDiagnostic(diagnostic)}\n`);
  return hasErrors(diagnostics) ? exitCodes.problems : exitCodes.fine;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
