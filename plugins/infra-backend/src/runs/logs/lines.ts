import type { Redactor } from './Redactor';

/** A longer line is stored in parts of this many characters. */
export const LONGEST_LINE = 16_384;
/** Ends a part that goes on in the next line. */
export const CONTINUED = ' ⏎';

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

/** Splits a line that is too long, never within a character; every part but the last ends with {@link CONTINUED}. */
export function splitLine(line: string, longest = LONGEST_LINE): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > longest) {
    let end = longest - CONTINUED.length;
    if (isHighSurrogate(rest.charCodeAt(end - 1))) end--;
    parts.push(rest.slice(0, end) + CONTINUED);
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** PostgreSQL stores neither the character NUL nor half a character. */
export const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');

/** A line that does not end is cut here, in characters. */
const LONGEST_REST = 256 * 1024;

/** Puts the pieces that a tool writes together to lines. A carriage return alone, as of a progress bar, ends a line as well. */
export class LineAssembler {
  private rest = '';

  /** @param redactor - a line that is cut is cleaned before, so that no secret is cut in two and overlooked */
  constructor(private readonly redactor: Pick<Redactor, 'clean' | 'longest'>) {}

  /** Lines that are complete with this piece. */
  push(piece: string): string[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    if (this.rest.length > LONGEST_REST) lines.push(this.cut());
    return lines;
  }

  /** What is left of a line that never ended. */
  end(): string[] {
    const { rest } = this;
    this.rest = '';
    return rest === '' ? [] : [rest.replace(/\r$/, '')];
  }

  private cut(): string {
    const cleaned = this.redactor.clean(this.rest);
    // A secret may have begun that the next piece completes.
    const end = Math.max(0, cleaned.length - this.redactor.longest);
    this.rest = cleaned.slice(end);
    return cleaned.slice(0, end) + CONTINUED;
  }
}
