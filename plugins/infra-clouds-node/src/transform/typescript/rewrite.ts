import type { Node } from 'web-tree-sitter';
import type { Requirement } from '../../rules/model';
import { RuleError } from '../../rules/render';
import type { Parse } from '../../syntax/parsers';
import type { SourceText } from '../../syntax/source';
import { namedChildren } from '../../syntax/tree';
import { occurrencesOf } from '../../syntax/words';
import type { Complain, Rewritten } from '../adapter';
import { Edits } from '../edits';
import { Names } from '../names';
import { camelCase } from '../text';
import { ScriptBlock, type ScriptStyle } from './block';
import { argumentProblems } from './call';
import { ImportRemover } from './importEdits';
import { type ImportItem, loadsOf } from './imports';
import type { ReadOperation, ScriptOperations } from './operations';
import { type Reference, referencesOf } from './references';
import { NAMES, roleOf } from './roles';

type Conversion = { reference: Reference; read: ReadOperation };

const NOTHING: Rewritten = { edits: [], imports: [], requirements: [] };

/** Where the imports at the top of a module end: the beginning of a line. */
export function headerEnd(root: Node, source: SourceText): { end: number; hasImports: boolean } {
  let end = source.begin;
  let hasImports = false;
  const isRequire = (node: Node) =>
    /^(lexical|variable)_declaration$/.test(node.type) &&
    namedChildren(node).every(one =>
      /^require\s*\(/.test(one.childForFieldName('value')?.text ?? ''),
    );
  for (let node = root.firstNamedChild; node; node = node.nextNamedSibling) {
    if (node.type === 'comment') continue;
    const first =
      node.type === 'hash_bang_line' ||
      (node.type === 'expression_statement' && node.namedChild(0)?.type === 'string');
    const imports = node.type === 'import_statement' || isRequire(node);
    if (!first && !imports) break;
    hasImports ||= imports;
    const next = source.nextLine(node.endIndex);
    if (
      node.nextNamedSibling &&
      node.nextNamedSibling.type !== 'comment' &&
      node.nextNamedSibling.startIndex < next
    )
      break;
    end = next;
  }
  return { end, hasImports };
}

/** Rewrites one module of TypeScript or JavaScript. Calls go to generated functions, so arguments stay as they are. */
export class ScriptRewriter {
  private readonly edits: Edits;
  private readonly requirements: Requirement[] = [];
  /** Imports that something refers to which stays. */
  private readonly needed = new Set<ImportItem>();
  private readonly exported = new Set<ImportItem>();

  constructor(
    private readonly root: Node,
    private readonly source: SourceText,
    private readonly operations: ScriptOperations,
    private readonly parse: Parse,
    private readonly typed: boolean,
    private readonly complain: Complain,
  ) {
    this.edits = new Edits(source.text);
  }

  rewrite(): Rewritten {
    const { sdk } = this.operations;
    const { items, others } = loadsOf(this.root, this.source.parsed, sdk.roots);
    for (const { node, what } of others) {
      this.complain(
        'error',
        'import-form',
        `${what} cannot be replaced; import what is needed by name`,
        node,
      );
    }
    if (items.length === 0) return NOTHING;
    const found = referencesOf(this.root, this.source.parsed, items, sdk.modules);
    for (const [item, node] of found.stored) {
      this.needed.add(item);
      const message = `${item.name} is not always ${item.path} here, so what is called on it is not known`;
      this.complain('error', 'ambiguous-name', message, node);
    }
    const conversions = found.references.flatMap(reference => {
      const read = found.stored.has(reference.item) ? undefined : this.plan(reference);
      if (!read) this.needed.add(reference.item);
      return read ? [{ reference, read }] : [];
    });
    const used = new Set(found.references.map(({ item }) => item));
    const goes = (item: ImportItem) => !this.needed.has(item) && this.isKnown(item, used);
    const going = this.removable(items.filter(goes), items);
    if (conversions.length === 0 && going.length === 0) return NOTHING;
    return this.write(conversions, going);
  }

  private isKnown(item: ImportItem, used: ReadonlySet<ImportItem>): boolean {
    const { sdk } = this.operations;
    if (!sdk.knows(item.path) && !sdk.modules.has(item.path)) {
      if (!used.has(item)) {
        this.complain(
          'warning',
          'no-rule',
          `There is no rule for ${item.path}, so its import stays`,
          item.nameNode,
        );
      }
      return false;
    }
    if (!used.has(item)) {
      this.complain(
        'info',
        'unused-import',
        `Nothing here uses ${item.path}; its import is removed`,
        item.nameNode,
      );
    }
    return true;
  }

  /** Undefined for a refusal, which has been complained about. */
  private plan(reference: Reference): ReadOperation | undefined {
    const { node, path, context, call } = reference;
    const { sdk } = this.operations;
    const operation = sdk.operations.get(path);
    const exception = sdk.exceptions.get(path);
    const refuse = (code: string, message: string, at = node) => {
      this.complain('error', code, message, at);
      return undefined;
    };
    if (!operation && !exception) {
      return sdk.modules.has(path)
        ? refuse(
            'module-as-value',
            `The module ${path} is used as a value, so what is called on it is not known`,
          )
        : refuse('no-rule', `There is no rule for ${path}`);
    }
    const above = node.parent;
    if (
      above?.type === 'assignment_expression' &&
      above.childForFieldName('left')?.id === node.id
    ) {
      return refuse(
        'assigned',
        `${path} is assigned to; what else uses it is replaced and will not see that`,
      );
    }
    if (/\/[/*]/.test(node.text))
      return refuse('comment-inside', `There is a comment inside of the name ${path}`);
    try {
      const read = exception
        ? this.operations.exception(exception)
        : this.operations.operation(operation!);
      if (exception) {
        const plain = /^[\w$.]+$/.test(read.template.text);
        return context === 'type' && !plain
          ? refuse('no-rule', `What stands for ${path} is no type`)
          : read;
      }
      const problems = call ? argumentProblems(call, operation!) : [];
      for (const { code, message, at } of problems) refuse(code, message, at);
      return problems.length > 0 ? undefined : read;
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      return refuse('unusable-rule', `The rule of ${path} ${error.message}`);
    }
  }

  /** A statement goes as a whole, or loses the names that can be taken out of it. */
  private removable(going: readonly ImportItem[], items: readonly ImportItem[]): ImportItem[] {
    return going.filter(item => {
      const beside = items.filter(({ statement }) => statement.id === item.statement.id);
      const whole = beside.every(one => going.includes(one)) && item.separable;
      if (whole || (item.separable && item.node.type !== 'variable_declarator')) return true;
      this.complain(
        'info',
        'import-stays',
        `The import of ${item.path} cannot be taken out of its statement`,
        item.node,
      );
      return false;
    });
  }

  private write(conversions: readonly Conversion[], going: readonly ImportItem[]): Rewritten {
    const exported = conversions.filter(({ reference }) => reference.context === 'exported');
    for (const { reference } of exported) this.exported.add(reference.item);
    const ranges = [
      ...going.filter(item => !this.exported.has(item)).map(({ node }) => node),
      ...conversions.map(({ reference }) => reference.node),
    ];
    const isGoing = (node: Node) =>
      ranges.some(range => node.startIndex >= range.startIndex && node.endIndex <= range.endIndex);
    const mentions = (name: string) =>
      occurrencesOf(this.root, this.source.parsed, [name], NAMES)
        .get(name)!
        .filter(node => roleOf(node).kind !== 'ignored' && !isGoing(node));
    const reserved = new Set(
      conversions.flatMap(({ reference, read }) => [
        ...read.template.locals,
        ...(this.operations.sdk.operations.get(reference.path)?.rule.parameters ?? []).map(
          ({ name }) => camelCase(name),
        ),
      ]),
    );
    const style = this.styleOf(
      going.length > 0 ? going : conversions.map(({ reference }) => reference.item),
    );
    const block = new ScriptBlock(new Names(mentions, reserved), style, this.parse);
    const bound: string[] = [];
    for (const { reference, read } of conversions) {
      const text = this.replacement(reference, read, block);
      const { node, item, context } = reference;
      if (context === 'exported') {
        const line = `const ${item.name} = ${text};`;
        if (!bound.includes(line)) bound.push(line);
      } else {
        const written = context === 'shorthand' ? `${node.text}: ${text}` : text;
        this.edits.add(node.startIndex, node.endIndex, written);
      }
    }
    this.place(block, bound, going);
    return {
      edits: this.edits.sorted(),
      imports: block.importLines(),
      requirements: this.requirements,
    };
  }

  private replacement({ path }: Reference, read: ReadOperation, block: ScriptBlock): string {
    const operation = this.operations.sdk.operations.get(path);
    if (!operation) return block.expression(read);
    this.requirements.push(...operation.variant.requirements);
    return block.helper(operation, read);
  }

  private styleOf(items: readonly ImportItem[]): ScriptStyle {
    const { parsed } = this.source;
    const { statement } = items[0];
    return {
      typed: this.typed,
      commonJs: items.every(({ style }) => style === 'require'),
      quote: statement.text.includes('"') ? '"' : "'",
      indent: /^\t/m.test(parsed) ? '\t' : '  ',
    };
  }

  private place(block: ScriptBlock, bound: readonly string[], going: readonly ImportItem[]): void {
    const { source } = this;
    const header = headerEnd(this.root, source);
    const lines = block.importLines();
    let inPlace = false;
    new ImportRemover(source, this.edits).remove(going, statement => {
      const fits =
        !inPlace && statement.parent?.type === 'program' && statement.endIndex <= header.end;
      if (!fits || lines.length === 0) return undefined;
      inPlace = true;
      return lines.join(source.newline);
    });
    const parts = [
      ...(inPlace ? [] : [lines]),
      block.setups,
      ...block.helpers.map(one => [one]),
      bound,
    ]
      .map(part => part.join('\n'))
      .filter(Boolean);
    if (parts.length === 0) return;
    const before = source.text.slice(source.begin, header.end);
    const after = source.text.slice(header.end);
    const lacksBreak = before !== '' && !/[\r\n]$/.test(before);
    const start =
      (lacksBreak ? '\n' : '') +
      (before.trim() && (inPlace || !header.hasImports || lines.length === 0) ? '\n' : '');
    const end = after === '' && lacksBreak ? '' : '\n';
    const gap = after.trim() === '' || /^[^\S\r\n]*\r?\n/.test(after) ? '' : '\n';
    const text = start + parts.join('\n\n') + end + gap;
    this.edits.add(header.end, header.end, text.replace(/\n/g, source.newline));
  }
}
