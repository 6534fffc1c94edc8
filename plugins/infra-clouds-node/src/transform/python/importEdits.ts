import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import { namedChildren } from '../../syntax/tree';
import type { Edits } from '../edits';
import type { ImportItem } from './imports';

/** What becomes of an import: it stays, goes, or gives way to a name that is bound to something of the module. */
export type ImportFate = { item: ImportItem; fate: 'stays' | 'goes' | { boundTo: string } };

const statementsBeside = (node: Node) =>
  namedChildren(node.parent!).filter(child => child.type !== 'comment');

/** Edits import statements; what stays is not touched. */
export class ImportEditor {
  /** Statements that go altogether, to know when a block becomes empty. */
  private readonly gone = new Set<number>();

  constructor(
    private readonly source: SourceText,
    private readonly edits: Edits,
  ) {}

  /**
   * @param replacement code for the place of the first statement of the module that goes altogether
   * @returns whether the replacement was put in, and where its line begins
   */
  edit(fates: readonly ImportFate[], replacement: (statement: Node) => string | undefined): void {
    const statements = new Map<number, ImportFate[]>();
    for (const one of fates) {
      const { id } = one.item.statement;
      statements.set(id, [...(statements.get(id) ?? []), one]);
    }
    const going = [...statements.values()].filter(
      list => list.every(({ fate }) => fate === 'goes') && wholeStatement(list),
    );
    for (const [{ item }] of going) this.gone.add(item.statement.id);
    for (const list of statements.values()) {
      const { statement } = list[0].item;
      if (list.every(({ fate }) => fate === 'stays')) continue;
      if (!this.gone.has(statement.id)) this.editPart(statement, list);
      else this.remove(statement, replacement(statement));
    }
  }

  /** Takes some names out of a statement, and puts assignments behind it. */
  private editPart(statement: Node, list: readonly ImportFate[]): void {
    const bound = list.flatMap(({ item, fate }) =>
      typeof fate === 'object' ? [`${item.name} = ${fate.boundTo}`] : [],
    );
    const alone = this.isAloneOnLine(statement) && this.indentOf(statement).trim() === '';
    const glue = alone ? `${this.source.newline}${this.indentOf(statement)}` : '; ';
    if (list.every(({ fate }) => fate !== 'stays') && wholeStatement(list)) {
      this.edits.add(statement.startIndex, statement.endIndex, bound.join(glue));
      return;
    }
    const nodes = statement.childrenForFieldName('name').filter(node => node !== null);
    const stays = (node: Node) =>
      !list.some(({ item, fate }) => item.node.id === node.id && fate !== 'stays');
    const lastKept = nodes.findLastIndex(stays);
    for (const [index, node] of nodes.entries()) {
      if (stays(node) || index > lastKept) continue;
      this.edits.add(node.startIndex, this.endOfItem(node, nodes[index + 1]), '');
    }
    if (lastKept < nodes.length - 1) this.removeTail(statement, nodes[lastKept], nodes.at(-1)!);
    if (bound.length > 0) {
      this.edits.add(statement.endIndex, statement.endIndex, glue + bound.join(glue));
    }
  }

  /** The names behind the last that stays; in brackets, a comment behind that one stays with it. */
  private removeTail(statement: Node, kept: Node, last: Node): void {
    const { parsed } = this.source;
    const bracketed = statement.children.some(child => child?.type === '(');
    const line = parsed.indexOf('\n', kept.endIndex);
    if (!bracketed || line === -1 || line > last.startIndex) {
      this.edits.add(kept.endIndex, last.endIndex, '');
      return;
    }
    const start = parsed[line - 1] === '\r' ? line - 1 : line;
    const rest = parsed.slice(last.endIndex, statement.endIndex);
    const end = last.endIndex + /^\s*,?(?:[^\S\r\n]*#[^\r\n]*)?/.exec(rest)![0].trimEnd().length;
    this.edits.add(start, end, '');
  }

  /** Where the next name begins, but a comment above that stays with it. */
  private endOfItem(node: Node, next: Node): number {
    const between = this.source.parsed.slice(node.endIndex, next.startIndex);
    const line = /^[^\n]*\n/.exec(between)?.[0].length;
    const rest = line === undefined ? '' : between.slice(line);
    if (!rest.includes('#')) return next.startIndex;
    return node.endIndex + line! + /^[^\S\n]*/.exec(rest)![0].length;
  }

  private remove(statement: Node, replacement: string | undefined): void {
    const beside = statementsBeside(statement);
    const first = beside.find(node => this.gone.has(node.id));
    const last = beside.every(node => this.gone.has(node.id));
    const inModule = statement.parent!.type === 'module';
    if (replacement !== undefined) {
      this.edits.add(statement.startIndex, statement.endIndex, replacement);
      return;
    }
    if (last && !inModule && first!.id === statement.id) {
      this.edits.add(statement.startIndex, statement.endIndex, 'pass');
      return;
    }
    if (this.isAloneOnLine(statement)) {
      const start = this.source.lineStart(statement.startIndex);
      this.edits.add(
        Math.max(start, this.source.begin),
        this.source.nextLine(statement.endIndex),
        '',
      );
      return;
    }
    const index = beside.findIndex(node => node.id === statement.id);
    const next = beside.at(index + 1);
    const sameLine = next && next.startIndex < this.source.nextLine(statement.endIndex);
    if (sameLine && index + 1 < beside.length) {
      this.edits.add(statement.startIndex, next.startIndex, '');
      return;
    }
    const before = beside.slice(0, index).findLast(node => !this.gone.has(node.id));
    const start = this.startOfSegment(statement, before);
    const semicolon =
      /^[^\S\n]*;/.exec(this.source.parsed.slice(statement.endIndex))?.[0].length ?? 0;
    this.edits.add(start, statement.endIndex + semicolon, '');
  }

  /** Those before it on the line that go too take their semicolons along. */
  private startOfSegment(statement: Node, before: Node | undefined): number {
    const line = this.source.lineStart(statement.startIndex);
    if (!before || before.endIndex <= line) return statement.startIndex;
    const between = this.source.parsed.slice(before.endIndex, statement.startIndex);
    return /^\s*;\s*$/.test(between) ? before.endIndex : statement.startIndex;
  }

  isAloneOnLine(statement: Node): boolean {
    const { parsed } = this.source;
    const before = parsed.slice(this.source.lineStart(statement.startIndex), statement.startIndex);
    const after = parsed.slice(statement.endIndex, this.source.nextLine(statement.endIndex));
    return /^[^\S\n]*$/.test(before) && /^[^\S\n]*(#.*)?\r?\n?$/.test(after);
  }

  private indentOf(statement: Node): string {
    return this.source.parsed.slice(
      this.source.lineStart(statement.startIndex),
      statement.startIndex,
    );
  }
}

/** Whether the list has a fate for every name of its statement. */
function wholeStatement(list: readonly ImportFate[]): boolean {
  const { statement } = list[0].item;
  const nodes = statement.childrenForFieldName('name').filter(node => node !== null);
  return (
    list[0].item.star || nodes.every(node => list.some(({ item }) => item.node.id === node.id))
  );
}
