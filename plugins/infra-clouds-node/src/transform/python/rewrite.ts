import type { Node } from 'web-tree-sitter';
import type { Requirement } from '../../rules/model';
import type { Parse } from '../../syntax/parsers';
import type { SourceText } from '../../syntax/source';
import { occurrencesOf } from '../../syntax/words';
import { Edits } from '../edits';
import { Names } from '../names';
import type { TextEdit } from '../types';
import { blockText, existingStatement, ModuleBlock } from './block';
import { freeText, helperText, inlineText } from './emit';
import { decideFates, type Decisions } from './fates';
import { ImportEditor, type ImportFate } from './importEdits';
import { IDENTIFIER, importsOf } from './imports';
import { type Header, headerOf } from './module';
import type { PythonOperations } from './operations';
import { type Complaint, type Conversion, type Helper, Planner } from './plan';
import { referencesOf } from './references';
import { roleOf } from './roles';

export type Rewritten = { edits: TextEdit[]; imports: string[]; requirements: Requirement[] };

const NOTHING: Rewritten = { edits: [], imports: [], requirements: [] };

class PythonWriter {
  private readonly edits: Edits;
  private readonly requirements: Requirement[] = [];

  constructor(
    private readonly root: Node,
    private readonly source: SourceText,
    private readonly operations: PythonOperations,
    private readonly parse: Parse,
  ) {
    this.edits = new Edits(source.text);
  }

  write(conversions: readonly Conversion[], decisions: Decisions): Rewritten {
    const editor = new ImportEditor(this.source, this.edits);
    const going = decisions.filter(({ fate }) => fate !== 'stays').map(({ item }) => item.node);
    const ranges = [...going, ...conversions.map(({ reference }) => reference.node)];
    const isGoing = (node: Node) =>
      ranges.some(range => node.startIndex >= range.startIndex && node.endIndex <= range.endIndex);
    const mentions = (name: string) =>
      occurrencesOf(this.root, this.source.parsed, [name], IDENTIFIER, true)
        .get(name)!
        .filter(node => roleOf(node).kind !== 'ignored' && !isGoing(node));
    const names = new Names(mentions, this.reserved(conversions, decisions));
    const before = Math.min(
      ...conversions.map(({ reference }) => reference.node.startIndex),
      ...decisions
        .filter(({ fate }) => typeof fate === 'object')
        .map(({ item }) => item.statement.startIndex),
      this.source.text.length + 1,
    );
    const header = headerOf(this.root, this.source, before);
    const block = new ModuleBlock(this.root, this.source, names, header, before, this.parse);

    const fates = decisions.map(({ item, fate }): ImportFate => ({
      item,
      fate:
        typeof fate === 'object' ? { boundTo: this.boundName(fate, block, names, before) } : fate,
    }));
    // From the inside out, because an expression takes the text of its arguments as it will be.
    const inward = [...conversions].sort(
      (a, b) => b.reference.node.startIndex - a.reference.node.startIndex,
    );
    const writes = conversions.map(conversion => ({
      conversion,
      write: this.prepare(conversion, block, names, before),
    }));
    for (const conversion of inward) writes.find(one => one.conversion === conversion)!.write();

    this.place(block, header, editor, fates, conversions);
    return {
      edits: this.edits.sorted(),
      imports: block.importLines,
      requirements: this.requirements,
    };
  }

  /** Names of generated functions' own, which nothing of the module may have, or they would hide it. */
  private reserved(conversions: readonly Conversion[], decisions: Decisions): Set<string> {
    const reserved = new Set<string>();
    const add = ({ operation, parameters }: Helper) => {
      const given = parameters.map(one => one.name);
      for (const name of [...given, ...this.operations.template(operation, given).locals])
        reserved.add(name);
    };
    for (const conversion of conversions) {
      if (conversion.kind === 'helper') add(conversion.helper);
      if (conversion.kind === 'inline')
        for (const name of conversion.template.locals) reserved.add(name);
    }
    for (const { fate } of decisions)
      if (typeof fate === 'object' && 'parameters' in fate) add(fate);
    return reserved;
  }

  private prepare(
    conversion: Conversion,
    block: ModuleBlock,
    names: Names,
    before: number,
  ): () => void {
    const { node } = conversion.reference;
    if (conversion.kind === 'helper') {
      const name = this.helperName(conversion.helper, block, names, before);
      return () => this.edits.add(node.startIndex, node.endIndex, name);
    }
    if (conversion.kind === 'exception') {
      const { exception, template } = conversion;
      const nameOf = block.require(this.operations.around(exception.path, exception.variant));
      const text = freeText(template, nameOf);
      return () => this.edits.add(node.startIndex, node.endIndex, text);
    }
    const { operation, call } = conversion;
    const nameOf = block.require(this.operations.around(operation.path, operation.variant));
    this.requirements.push(...operation.variant.requirements);
    return () => {
      const text = inlineText(conversion, nameOf, this.edits, this.source.newline);
      this.edits.replaceAll(call.startIndex, call.endIndex, text);
    };
  }

  private boundName(
    fate: Exclude<Decisions[number]['fate'], string>,
    block: ModuleBlock,
    names: Names,
    before: number,
  ): string {
    if ('parameters' in fate) return this.helperName(fate, block, names, before);
    const nameOf = block.require(this.operations.around(fate.path, fate.variant));
    return freeText(this.operations.expression(fate.variant.code), nameOf);
  }

  private helperName(helper: Helper, block: ModuleBlock, names: Names, before: number): string {
    const { operation, parameters, key } = helper;
    const nameOf = block.require(this.operations.around(operation.path, operation.variant));
    this.requirements.push(...operation.variant.requirements);
    const template = this.operations.template(
      operation,
      parameters.map(one => one.name),
    );
    const wanted = `_${operation.path.split('.').slice(1).join('_')}`;
    const indent = /^\t/m.test(this.source.parsed) ? '\t' : '    ';
    const there = helperText(helper, template, wanted, nameOf, indent);
    const own = existingStatement(this.root, this.source, there, before);
    if (own && names.mentions(wanted).length > 0) {
      names.take(key, wanted);
      return wanted;
    }
    const name = names.claim(key, wanted);
    block.addHelper(key, name, helperText(helper, template, name, nameOf, indent));
    return name;
  }

  /** Puts the block after the imports at the top, or at the import it replaces where that stands further down. */
  private place(
    block: ModuleBlock,
    header: Header,
    editor: ImportEditor,
    fates: readonly ImportFate[],
    conversions: readonly Conversion[],
  ): void {
    const { text, newline } = this.source;
    const late = this.lateImport(header, editor, fates, conversions);
    const lines = block.importLines;
    let inPlace: Node | undefined;
    editor.edit(fates, statement => {
      const fits =
        inPlace === undefined &&
        lines.length > 0 &&
        statement.parent!.type === 'module' &&
        editor.isAloneOnLine(statement) &&
        (late ? statement.id === late.id : statement.endIndex <= header.end);
      if (!fits) return undefined;
      inPlace = statement;
      return lines.join(newline);
    });
    const at = late ? this.source.nextLine(late.endIndex) : header.end;
    const parts = {
      imports: inPlace ? [] : lines,
      setups: block.setups,
      helpers: block.helpers,
    };
    const around = {
      ...{ textBefore: text.slice(this.source.begin, at), textAfter: text.slice(at), newline },
      afterImports: header.hasImports || late !== undefined,
    };
    const inserted = blockText(parts, around);
    if (inserted) this.edits.add(at, at, inserted);
  }

  private lateImport(
    header: Header,
    editor: ImportEditor,
    fates: readonly ImportFate[],
    conversions: readonly Conversion[],
  ): Node | undefined {
    if (fates.some(({ fate }) => typeof fate === 'object')) return undefined;
    const statements = fates
      .filter(({ fate }) => fate === 'goes')
      .map(({ item }) => item.statement);
    const first = statements[0];
    if (!first || first.startIndex < header.end || !editor.isAloneOnLine(first)) return undefined;
    const whole = fates.every(
      ({ item, fate }) => item.statement.id !== first.id || fate === 'goes',
    );
    const atTop = conversions.every(({ reference }) =>
      reference.items.every(({ statement }) => statement.parent!.type === 'module'),
    );
    const after = conversions.every(({ reference }) => reference.node.startIndex > first.endIndex);
    return whole && atTop && after && first.parent!.type === 'module' ? first : undefined;
  }
}

/** Rewrites one module of Python; `root` is its tree. */
export function rewritePython(
  root: Node,
  source: SourceText,
  operations: PythonOperations,
  parse: Parse,
  complain: Complaint,
  path?: string,
): Rewritten {
  const { sdk } = operations;
  const items = importsOf(root, source.parsed, sdk.roots);
  if (items.length === 0) return NOTHING;
  const found = referencesOf(root, source.parsed, items, sdk);
  const planner = new Planner(operations, source.parsed, complain);
  const conversions: Conversion[] = [];
  const refused: typeof found.references = [];
  for (const reference of found.references) {
    const conversion = planner.plan(reference);
    if (conversion) conversions.push(conversion);
    else refused.push(reference);
  }
  const decisions = decideFates(
    root,
    source.parsed,
    items,
    found,
    refused,
    sdk,
    planner,
    complain,
    path,
  );
  if (conversions.length === 0 && decisions.every(({ fate }) => fate === 'stays')) return NOTHING;
  return new PythonWriter(root, source, operations, parse).write(conversions, decisions);
}
