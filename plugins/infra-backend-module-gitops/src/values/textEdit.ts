/** Replaces the characters from `start` up to `end`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/** Makes every splice; they must not overlap. Of several insertions at one place the first given comes first. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let done = 0;
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(done, splice.start) + splice.text;
    done = splice.end;
  }
  return result + text.slice(done);
}

/** Where the line of a position begins. */
export const lineStart = (text: string, position: number): number =>
  text.lastIndexOf('\n', position - 1) + 1;

/** Where the line after the one that ends at or around a position begins. */
export function nextLine(text: string, position: number): number {
  if (position > 0 && text[position - 1] === '\n') return position;
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end + 1;
}

/** Lines to insert at a place that is the start of a line or the end of the text. */
export function linesAt(text: string, position: number, lines: string[], eol: string): Splice {
  const begins = position === 0 || text[position - 1] === '\n';
  const inserted = lines.map(line => line + eol).join('');
  return { start: position, end: position, text: begins ? inserted : eol + inserted };
}
