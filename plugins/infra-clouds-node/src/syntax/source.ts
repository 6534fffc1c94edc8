/** A place in a text: both count from one, columns in UTF-16 units. */
export type Position = { line: number; column: number };

const BOM = '\uFEFF';

/**
 * The text of a file, as it is and as the parser reads it. Both have the same length, so an offset means the same in each: a byte
 * order mark becomes a space, and a carriage return on its own becomes what the language takes it for: a line end, or a space in Go.
 */
export class SourceText {
  readonly parsed: string;
  /** The line end that the file uses first; `\n` in a file of one line. */
  readonly newline: string;
  private starts?: number[];

  constructor(
    readonly text: string,
    loneReturn: '\n' | ' ' = '\n',
  ) {
    const plain = text.startsWith(BOM) ? ` ${text.slice(1)}` : text;
    this.parsed = plain.includes('\r') ? plain.replace(/\r(?!\n)/g, loneReturn) : plain;
    const ends = loneReturn === '\n' ? /\r\n|\n|\r/ : /\r?\n/;
    this.newline = ends.exec(text)?.[0] ?? '\n';
  }

  /** The offset of the first character that is not a byte order mark. */
  get begin(): number {
    return this.text.startsWith(BOM) ? 1 : 0;
  }

  position(offset: number): Position {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  }

  /** Where the line of an offset begins. */
  lineStart(offset: number): number {
    const starts = this.lineStarts();
    return starts[this.position(offset).line - 1];
  }

  /** Where the next line begins, or the end of the text. */
  nextLine(offset: number): number {
    const starts = this.lineStarts();
    return starts[this.position(offset).line] ?? this.text.length;
  }

  private lineStarts(): number[] {
    if (!this.starts) {
      this.starts = [0];
      for (const match of this.parsed.matchAll(/\n/g)) this.starts.push(match.index + 1);
    }
    return this.starts;
  }
}
