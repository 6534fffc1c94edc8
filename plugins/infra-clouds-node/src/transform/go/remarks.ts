import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import type { Edits } from '../edits';

/** A line with a remark at its end; all are offsets, `column` that of the remark in its line. */
type Remark = { start: number; codeEnd: number; at: number; column: number; indent: string };

/**
 * gofmt puts the remarks at the ends of lines that follow each other into one column. Where names of such lines became longer or shorter,
 * the column moves along.
 */
export class Remarks {
  constructor(
    private readonly root: Node,
    private readonly source: SourceText,
    private readonly edits: Edits,
  ) {}

  /** @param replaced what the edits so far replace */
  keepColumns(replaced: readonly Node[]): void {
    const done = new Set<number>();
    for (const { startIndex } of replaced) {
      const start = this.source.lineStart(startIndex);
      if (done.has(start)) continue;
      const lines = this.neighboursOf(start);
      for (const line of lines) done.add(line.start);
      if (lines.length > 1) this.align(lines);
    }
  }

  private align(lines: readonly Remark[]): void {
    const usual = Math.max(...lines.map(one => one.codeEnd - one.start)) + 1;
    if (lines[0].column !== usual) return;
    const widths = lines.map(({ start, codeEnd }) => this.edits.textOf(start, codeEnd).length);
    const column = Math.max(...widths) + 1;
    for (const [index, { codeEnd, at }] of lines.entries()) {
      this.edits.add(codeEnd, at, ' '.repeat(column - widths[index]));
    }
  }

  /** The lines around one that have their remarks in the same column. */
  private neighboursOf(start: number): Remark[] {
    const first = this.remarkOf(start);
    if (!first) return [];
    const isBeside = (one: Remark | undefined): one is Remark =>
      one?.column === first.column && one.indent === first.indent;
    const lines = [first];
    for (let at = start; at > this.source.begin;) {
      at = this.source.lineStart(at - 1);
      const line = this.remarkOf(at);
      if (!isBeside(line)) break;
      lines.unshift(line);
    }
    for (let at = this.source.nextLine(start); at < this.source.text.length;) {
      const line = this.remarkOf(at);
      if (!isBeside(line)) break;
      lines.push(line);
      at = this.source.nextLine(at);
    }
    return lines;
  }

  private remarkOf(start: number): Remark | undefined {
    const line = this.source.parsed.slice(start, this.source.nextLine(start));
    for (const { index } of line.matchAll(/\/\//g)) {
      const at = start + index;
      const node = this.root.descendantForIndex(at, at + 2);
      if (node?.type !== 'comment' || node.startIndex !== at) continue;
      const code = line.slice(0, index).trimEnd();
      if (!code) return undefined;
      const indent = /^\s*/.exec(code)![0];
      return { start, codeEnd: start + code.length, at, column: index, indent };
    }
    return undefined;
  }
}
