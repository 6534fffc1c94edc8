import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import { namedChildren } from '../../syntax/tree';
import type { AddedImport } from './block';

/** Whether a path is of Go's own library, as goimports tells: the first part has no dot. */
export const isOfGo = (path: string) => !path.split('/')[0].includes('.');

/** An import as it stands in a block. */
export const written = ({ path, alias }: AddedImport) => `${alias ? `${alias} ` : ''}"${path}"`;

type Line = {
  text: string;
  kind: 'import' | 'comment' | 'empty';
  path?: string;
  /** What gofmt sorts by: the path, then the name. */
  key: string;
  remark: boolean;
};

const keyOf = (path: string, alias = '') => `${path} ${alias}`;

/** The lines between the parentheses of a block of imports. Those that stay keep their bytes. */
export class ImportLines {
  private lines: Line[] = [];
  private readonly starts: number[] = [];
  private readonly indent: string;

  constructor(
    private readonly source: SourceText,
    list: Node,
    start: number,
    end: number,
  ) {
    const specs = new Map(
      namedChildren(list)
        .filter(({ type }) => type === 'import_spec')
        .map(spec => [source.lineStart(spec.startIndex), spec]),
    );
    for (let at = start; at < end; at = source.nextLine(at)) {
      const text = source.text.slice(at, source.nextLine(at));
      const spec = specs.get(at);
      this.starts.push(at);
      if (spec) {
        const path = spec.childForFieldName('path')!.text.slice(1, -1);
        const after = source.parsed.slice(spec.endIndex, source.nextLine(at));
        const key = keyOf(path, spec.childForFieldName('name')?.text);
        this.lines.push({ text, kind: 'import', path, key, remark: /\S/.test(after) });
      } else {
        this.lines.push({ text, kind: text.trim() ? 'comment' : 'empty', key: '', remark: false });
      }
    }
    const first = this.lines.find(({ kind }) => kind === 'import');
    this.indent = /^[^\S\r\n]*/.exec(first?.text ?? '\t')![0];
  }

  get isEmpty(): boolean {
    return this.lines.every(({ kind }) => kind === 'empty');
  }

  get text(): string {
    return this.lines.map(({ text }) => text).join('');
  }

  remove(specs: readonly Node[]): void {
    const at = new Set(specs.map(spec => this.source.lineStart(spec.startIndex)));
    const going = this.lines.filter((_, index) => at.has(this.starts[index]));
    for (const line of going) {
      const index = this.lines.indexOf(line);
      const isEdge = (one: Line | undefined) => !one || one.kind === 'empty';
      const meet = isEdge(this.lines[index - 1]) && isEdge(this.lines[index + 1]);
      this.lines.splice(index, 1);
      if (!meet) continue;
      if (this.lines[index]?.kind === 'empty') this.lines.splice(index, 1);
      else if (this.lines[index - 1]?.kind === 'empty') this.lines.splice(index - 1, 1);
    }
  }

  /** Puts imports among their like in order, or in a group of their own: Go's first, others last. */
  insert(imports: readonly AddedImport[], ofGo: boolean): void {
    if (imports.length === 0) return;
    const { newline } = this.source;
    const made = imports.map((one): Line => {
      const text = `${this.indent}${written(one)}${newline}`;
      return {
        text,
        kind: 'import',
        path: one.path,
        key: keyOf(one.path, one.alias),
        remark: false,
      };
    });
    const group = this.groupOf(ofGo);
    if (group) {
      for (const line of made) this.insertSorted(line, group);
      return;
    }
    const gap: Line = { text: newline, kind: 'empty', key: '', remark: false };
    if (this.isEmpty) this.lines = made;
    else this.lines = ofGo ? [...made, gap, ...this.lines] : [...this.lines, gap, ...made];
  }

  /** Imports that follow each other, some of them such; not where remarks stand in a column, or where a comment says what they are. */
  private groupOf(ofGo: boolean): { first: number; last: number } | undefined {
    for (let first = 0; first < this.lines.length; first++) {
      if (this.lines[first].kind === 'empty') continue;
      let last = first;
      while (this.lines[last + 1] && this.lines[last + 1].kind !== 'empty') last += 1;
      const group = this.lines.slice(first, last + 1);
      const isPlain = group.every(({ kind, remark }) => kind === 'import' && !remark);
      if (isPlain && group.some(({ path }) => isOfGo(path!) === ofGo)) return { first, last };
      first = last;
    }
    return undefined;
  }

  private insertSorted(line: Line, group: { first: number; last: number }): void {
    let at = group.first;
    while (at <= group.last && this.lines[at].key < line.key) at += 1;
    this.lines.splice(at, 0, line);
    group.last += 1;
  }
}
