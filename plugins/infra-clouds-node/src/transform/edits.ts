import type { TextEdit } from './types';

/** Edits of one text. An edit around others takes them in: whoever makes it asks for the text with the inner ones applied. */
export class Edits {
  private list: TextEdit[] = [];

  constructor(private readonly text: string) {}

  add(start: number, end: number, text: string): void {
    this.list.push({ start, end, text });
  }

  /** The text of a range with the edits inside of it applied. */
  textOf(start: number, end: number): string {
    let result = '';
    let at = start;
    for (const edit of this.within(start, end)) {
      result += this.text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return result + this.text.slice(at, end);
  }

  /** Replaces a range whose inner edits the new text already has in it. */
  replaceAll(start: number, end: number, text: string): void {
    this.list = this.list.filter(edit => edit.start < start || edit.end > end);
    this.add(start, end, text);
  }

  /** In order, without those that change nothing. */
  sorted(): TextEdit[] {
    return this.list
      .map((edit, index) => ({ edit, index }))
      .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index)
      .map(({ edit }) => edit)
      .filter(edit => this.text.slice(edit.start, edit.end) !== edit.text);
  }

  private within(start: number, end: number): TextEdit[] {
    return this.sorted().filter(edit => edit.start >= start && edit.end <= end);
  }
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    if (edit.start < at) throw new Error(`Edits overlap at offset ${edit.start}`);
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
