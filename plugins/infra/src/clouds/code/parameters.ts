import type { CloudGenerate } from '@bailiwick/backstage-plugin-infra-common';

type Parameters = NonNullable<CloudGenerate['parameters']>;

/** A value as JSON has it; what is no JSON is text. */
function valueOf(text: string): Parameters[string] {
  try {
    return JSON.parse(text) as Parameters[string];
  } catch {
    return text;
  }
}

/** Reads `name = value` lines; empty ones and comments with # are passed over. `wrong` are numbers of lines that are neither, from 1. */
export function readParameters(text: string): { parameters: Parameters; wrong: number[] } {
  const entries: [string, Parameters[string]][] = [];
  const wrong: number[] = [];
  text.split('\n').forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const found = /^([A-Za-z_][\w.-]*)\s*=\s*(.+)$/.exec(trimmed);
    if (found) entries.push([found[1], valueOf(found[2])]);
    else wrong.push(index + 1);
  });
  return { parameters: Object.fromEntries(entries), wrong };
}
