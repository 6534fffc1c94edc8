export type Filled = { start: number; end: number; text: string };

/** Replaces parts of a text; those at the same place come in the order given, and one inside of another is left out. */
export function fill(text: string, parts: readonly Filled[]): string {
  let result = '';
  let at = 0;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    if (part.start < at) continue;
    result += text.slice(at, part.start) + part.text;
    at = part.end;
  }
  return result + text.slice(at);
}

/** Takes off the indentation that all lines share, and empty lines around. */
export function dedent(text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map(line => line.replace(/\s+$/, ''));
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  const indents = lines.filter(Boolean).map(line => /^\s*/.exec(line)![0].length);
  const least = Math.min(...indents);
  return lines.map(line => line.slice(least)).join('\n');
}

export const camelCase = (name: string) =>
  name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
