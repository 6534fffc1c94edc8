import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import { namedChildren } from '../../syntax/tree';
import type { Edits } from '../edits';
import type { ImportItem } from './imports';

/** Takes names out of import statements, and statements out of the module when no name is left. */
export class ImportRemover {
  constructor(
    private readonly source: SourceText,
    private readonly edits: Edits,
  ) {}

  /** @param replacement code for the place of a statement that goes altogether */
  remove(items: readonly ImportItem[], replacement: (statement: Node) => string | undefined): void {
    const statements = new Map<number, ImportItem[]>();
    for (const item of items) {
      statements.set(item.statement.id, [...(statements.get(item.statement.id) ?? []), item]);
    }
    for (const list of statements.values()) {
      const { statement, node } = list[0];
      const holder = node.parent!;
      const siblings = holder.type === 'variable_declarator' ? [holder] : namedChildren(holder);
      const all = siblings.filter(({ type }) => type !== 'comment').length === list.length;
      const alone = holder.type !== 'named_imports' || holder.parent!.namedChildCount === 1;
      const pattern = holder.type === 'object_pattern' || holder.type === 'named_imports';
      if (!pattern || (all && alone)) this.removeStatement(statement, replacement(statement));
      else for (const item of list) this.removeItem(item.node);
    }
  }

  private removeItem(node: Node): void {
    const { parsed } = this.source;
    const comma = /^\s*,[^\S\n]*/.exec(parsed.slice(node.endIndex));
    const end = node.endIndex + (comma?.[0].length ?? 0);
    const line = this.source.lineStart(node.startIndex);
    const ownLine =
      parsed.slice(line, node.startIndex).trim() === '' && /^\r?\n/.test(parsed.slice(end));
    if (ownLine) {
      this.edits.add(line, this.source.nextLine(end), '');
      return;
    }
    if (comma) {
      this.edits.add(node.startIndex, end, '');
      return;
    }
    const before = /\s*,\s*$/.exec(parsed.slice(0, node.startIndex))?.[0].length ?? 0;
    this.edits.add(node.startIndex - before, node.endIndex, '');
  }

  private removeStatement(statement: Node, replacement: string | undefined): void {
    const { source } = this;
    if (replacement !== undefined) {
      this.edits.add(statement.startIndex, statement.endIndex, replacement);
      return;
    }
    const line = Math.max(source.lineStart(statement.startIndex), source.begin);
    const next = source.nextLine(statement.endIndex);
    const before = source.parsed.slice(line, statement.startIndex).trim();
    const after = source.parsed.slice(statement.endIndex, next).trim();
    const alone = before === '' && (after === '' || after.startsWith('//'));
    if (alone) this.edits.add(line, next, '');
    else this.edits.add(statement.startIndex, statement.endIndex, '');
  }
}
