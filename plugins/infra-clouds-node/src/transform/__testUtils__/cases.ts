import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRules } from '../../rules/normalise';
import type { CodeDiagnostic } from '../types';

export type Case = { name: string; input: string; output: string; diagnostics: string[] };

/** Reads a file of cases: `=== name`, the input, `--->`, the output, and a line `! …` for each diagnostic. */
export function casesIn(file: string): Case[] {
  const text = readFileSync(join(__dirname, '..', '__fixtures__', file), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map(part => {
      const [head, ...rest] = part.split('\n');
      const [input, after] = rest.join('\n').split(/^--->\n/m);
      const [output, ...diagnostics] = after.trimEnd().split(/^! /m);
      const complete = output === '(unchanged)\n' || output === '(unchanged)' ? input : output;
      return {
        ...{ name: head, input },
        output: complete.endsWith('\n') ? complete : `${complete}\n`,
        diagnostics: diagnostics.map(line => line.trim()),
      };
    });
}

export const shown = (diagnostic: CodeDiagnostic) =>
  `${diagnostic.severity} ${diagnostic.code} ${diagnostic.line}:${diagnostic.column} ${diagnostic.message}`;

export function acmeRules() {
  const read = readRules('rules.yaml', readFileSync(join(__dirname, 'rules.yaml'), 'utf8'));
  if (read.diagnostics.length > 0) throw new Error(JSON.stringify(read.diagnostics));
  return read;
}
