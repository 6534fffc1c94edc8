import { TemplateError, TemplateErrorKind } from './errors';

/** The text of a template, and where in it an offset is. */
export class Source {
  readonly name: string;
  readonly text: string;
  private lineStarts?: number[];

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  error(kind: TemplateErrorKind, reason: string, offset: number): TemplateError {
    return new TemplateError(kind, reason, { template: this.name, ...this.position(offset) });
  }

  position(offset: number): { line: number; column: number } {
    this.lineStarts ??= startsOfLines(this.text);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.lineStarts[low] + 1 };
  }
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
