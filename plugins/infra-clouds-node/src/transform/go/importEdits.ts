import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import { namedChildren } from '../../syntax/tree';
import type { Edits } from '../edits';
import type { AddedImport } from './block';
import type { GoImport } from './imports';
import { ImportLines, isOfGo, written } from './importLines';

const byPath = (a: AddedImport, b: AddedImport) => (a.path < b.path ? -1 : 1);

/** Takes imports out of a file and puts others in, as gofmt and goimports would have them. */
export class GoImportEdits {
  constructor(
    private readonly source: SourceText,
    private readonly edits: Edits,
  ) {}

  /** @param all the imports of the file; those that go are never none */
  write(all: readonly GoImport[], going: readonly GoImport[], added: readonly AddedImport[]): void {
    const sorted = [...added].sort(byPath);
    const target = this.targetOf(all, going);
    for (const declaration of this.declarationsOf([...going, target])) {
      const leaving = going.filter(one => one.declaration.id === declaration.id);
      const coming = declaration.id === target.declaration.id ? sorted : [];
      if (this.isPlainList(declaration)) this.inList(declaration, leaving, coming);
      else if (this.listOf(declaration)) this.inCrampedList(leaving, coming);
      else this.instead(declaration, coming);
    }
  }

  /** A block of imports where there is one; best the one that loses some. */
  private targetOf(all: readonly GoImport[], going: readonly GoImport[]): GoImport {
    const plain = (one: GoImport) => this.isPlainList(one.declaration);
    return going.find(plain) ?? all.find(plain) ?? going[0];
  }

  private declarationsOf(imports: readonly GoImport[]): Node[] {
    return [...new Map(imports.map(({ declaration }) => [declaration.id, declaration])).values()];
  }

  private listOf(declaration: Node): Node | undefined {
    return namedChildren(declaration).find(({ type }) => type === 'import_spec_list');
  }

  /** Whether every import of a block has its own line, and so have the parentheses. */
  private isPlainList(declaration: Node): boolean {
    const list = this.listOf(declaration);
    if (!list) return false;
    const { parsed } = this.source;
    const after = (at: number) => /^[^\S\n]*(\/\/[^\n]*)?(\n|$)/.test(parsed.slice(at));
    const before = (at: number) => parsed.slice(this.source.lineStart(at), at).trim() === '';
    return (
      after(list.startIndex + 1) &&
      before(list.endIndex - 1) &&
      namedChildren(list).every(
        one => one.text.startsWith('//') || (before(one.startIndex) && after(one.endIndex)),
      )
    );
  }

  private inList(
    declaration: Node,
    leaving: readonly GoImport[],
    coming: readonly AddedImport[],
  ): void {
    const { source } = this;
    const list = this.listOf(declaration)!;
    const start = source.nextLine(list.startIndex);
    const end = source.lineStart(list.endIndex - 1);
    const lines = new ImportLines(source, list, start, end);
    lines.remove(leaving.map(({ spec }) => spec));
    for (const ofGo of [true, false]) {
      lines.insert(
        coming.filter(({ path }) => isOfGo(path) === ofGo),
        ofGo,
      );
    }
    if (lines.isEmpty) this.removeLines(declaration);
    else this.edits.add(start, end, lines.text);
  }

  /** An import by itself gives its place to those that come. */
  private instead(declaration: Node, coming: readonly AddedImport[]): void {
    const { newline } = this.source;
    const { startIndex, endIndex } = declaration;
    const alone = this.isAlone(declaration);
    if (coming.length === 0) {
      if (alone) this.removeLines(declaration);
      else this.edits.add(startIndex, endIndex, 'import ()');
      return;
    }
    if (coming.length === 1) {
      this.edits.add(startIndex, endIndex, `import ${written(coming[0])}`);
    } else if (!alone) {
      this.edits.add(startIndex, endIndex, `import (${coming.map(written).join('; ')})`);
    } else {
      const groups = [true, false]
        .map(ofGo => coming.filter(({ path }) => isOfGo(path) === ofGo))
        .filter(group => group.length > 0)
        .map(group => group.map(one => `\t${written(one)}${newline}`).join(''));
      this.edits.add(startIndex, endIndex, `import (${newline}${groups.join(newline)})`);
    }
  }

  /** Several imports on a line: those that come stand where the first went. */
  private inCrampedList(leaving: readonly GoImport[], coming: readonly AddedImport[]): void {
    let text = coming.map(written).join('; ');
    for (const { spec } of leaving) {
      if (text) this.edits.add(spec.startIndex, spec.endIndex, text);
      else this.removeCramped(spec);
      text = '';
    }
  }

  private removeCramped(spec: Node): void {
    const { parsed } = this.source;
    const semicolon = /^[^\S\n]*;/.exec(parsed.slice(spec.endIndex))?.[0].length;
    const before = /;[^\S\n]*$/.exec(parsed.slice(0, spec.startIndex))?.[0].length ?? 0;
    if (semicolon !== undefined) this.edits.add(spec.startIndex, spec.endIndex + semicolon, '');
    else this.edits.add(spec.startIndex - before, spec.endIndex, '');
  }

  private isAlone({ startIndex, endIndex }: Node): boolean {
    const { source } = this;
    const before = source.parsed.slice(source.lineStart(startIndex), startIndex);
    const after = source.parsed.slice(endIndex, source.nextLine(endIndex));
    return before.trim() === '' && /^\s*(\/\/.*\s*)?$/.test(after);
  }

  /** Takes a declaration out with its lines, and one of two empty lines that would meet. */
  private removeLines(declaration: Node): void {
    const { source } = this;
    const start = Math.max(source.lineStart(declaration.startIndex), source.begin);
    const end = source.nextLine(declaration.endIndex);
    const isEmptyBefore = /(^|\n)[^\S\n]*\n$/.test(source.parsed.slice(0, start));
    const emptyAfter = /^[^\S\n]*\n/.exec(source.parsed.slice(end))?.[0].length ?? 0;
    this.edits.add(start, end + (isEmptyBefore ? emptyAfter : 0), '');
  }
}
