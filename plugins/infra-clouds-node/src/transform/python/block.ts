import type { Node } from 'web-tree-sitter';
import type { SourceText } from '../../syntax/source';
import type { NameOf } from './emit';
import { itemsOf } from './imports';
import type { Header } from './module';
import type { Names } from '../names';
import type { RuleImport, RuleSetup, RuleSurroundings } from './operations';
import { roleOf } from './roles';
import { fill } from '../text';
import { nameSlots } from './template';
import type { Parse } from '../../syntax/parsers';

const isWithin = (node: Node, holder: Node) =>
  node.startIndex >= holder.startIndex && node.endIndex <= holder.endIndex;

/** Top-level code that the module already has, word for word. */
export function existingStatement(
  root: Node,
  source: SourceText,
  text: string,
  before: number,
): Node | undefined {
  const wanted = text.replace(/\n/g, source.newline);
  for (
    let at = source.parsed.indexOf(wanted);
    at !== -1;
    at = source.parsed.indexOf(wanted, at + 1)
  ) {
    const end = at + wanted.length;
    let node = root.descendantForIndex(at, at + 1);
    while (node?.parent && node.parent.type !== 'module') node = node.parent;
    if (node && node.startIndex === at && node.endIndex === end && end <= before) return node;
  }
  return undefined;
}

/** The imports, the set-up and the generated functions that rewritten calls rely on; collected, then written once. */
export class ModuleBlock {
  readonly importLines: string[] = [];
  readonly setups: string[] = [];
  readonly helpers: string[] = [];
  private readonly done = new Set<string>();

  constructor(
    private readonly root: Node,
    private readonly source: SourceText,
    private readonly names: Names,
    private readonly header: Header,
    /** The first place that relies on the block. */
    private readonly before: number,
    private readonly parse: Parse,
  ) {}

  /** Makes sure of all that some code of a rule needs, and answers what its names are called here. */
  require(around: RuleSurroundings): NameOf {
    const map = new Map<string, string>();
    for (const one of around.imports) map.set(one.name, this.requireImport(one));
    const nameOf: NameOf = name => map.get(name) ?? this.builtIn(name);
    if (around.setup) this.requireSetup(around.setup, map, nameOf);
    return nameOf;
  }

  /** Adds a generated function unless the module has it. */
  addHelper(key: string, name: string, text: string): void {
    if (this.done.has(key)) return;
    this.done.add(key);
    this.helpers.push(text);
    this.names.take(key, name);
  }

  private requireImport(one: RuleImport): string {
    const key = `import ${one.form} ${one.key} ${one.name}`;
    if (!this.done.has(key)) {
      this.done.add(key);
      const users = this.usersImport(one);
      if (users) this.names.take(key, one.name);
      if (users !== 'here')
        this.importLines.push(...importLine(one, this.names.claim(key, one.name)));
    }
    return this.names.claim(key, one.name);
  }

  /** Whether the code imports the same itself: `here` where it is of use to everyone, `elsewhere` in a function. */
  private usersImport(one: RuleImport): 'here' | 'elsewhere' | undefined {
    let here = false;
    let some = false;
    for (const node of this.names.mentions(one.name)) {
      const role = roleOf(node);
      if (role.kind === 'use') continue;
      if (role.kind !== 'binding' || role.how !== 'import') return undefined;
      let statement: Node = node;
      while (!statement.type.startsWith('import_')) statement = statement.parent!;
      const item = itemsOf(statement).find(({ nameNode }) => nameNode.id === node.id);
      const same =
        item?.imported === one.imported ||
        (one.form === 'plain' &&
          item !== undefined &&
          item.imported.startsWith(`${one.imported}.`) &&
          item.path !== item.imported);
      if (!same) return undefined;
      some = true;
      here ||= statement.parent!.type === 'module' && statement.endIndex <= this.header.end;
    }
    if (!some) return undefined;
    return here ? 'here' : 'elsewhere';
  }

  private requireSetup(setup: RuleSetup, map: Map<string, string>, nameOf: NameOf): void {
    const key = (name: string) => `setup ${setup.text} ${name}`;
    if (!this.done.has(setup.text)) {
      this.done.add(setup.text);
      const there = this.usersSetup(setup, map);
      for (const name of setup.names) {
        if (there) this.names.take(key(name), name);
        map.set(name, this.names.claim(key(name), name));
      }
      if (!there) {
        const slots = nameSlots(setup.text, this.parse).map(slot => ({
          ...slot,
          text: nameOf(slot.name),
        }));
        this.setups.push(fill(setup.text, slots));
      }
    }
    for (const name of setup.names) map.set(name, this.names.claim(key(name), name));
  }

  private usersSetup(setup: RuleSetup, map: Map<string, string>): boolean {
    if ([...map].some(([name, here]) => name !== here)) return false;
    const statement = existingStatement(this.root, this.source, setup.text, this.before);
    return (
      statement !== undefined &&
      setup.names.every(name =>
        this.names
          .mentions(name)
          .every(node => roleOf(node).kind === 'use' || isWithin(node, statement)),
      )
    );
  }

  /** A built-in of Python, by a detour where the code has something else under that name. */
  private builtIn(name: string): string {
    const own = this.names.mentions(name).some(node => roleOf(node).kind !== 'use');
    if (!own) return name;
    const builtins = this.requireImport({
      ...{ key: 'builtins', name: '_builtins', imported: 'builtins', form: 'alias' },
    });
    return `${builtins}.${name}`;
  }
}

function importLine({ imported, name, form }: RuleImport, final: string): string[] {
  const dot = imported.lastIndexOf('.');
  if (form === 'from') {
    const last = imported.slice(dot + 1);
    return [`from ${imported.slice(0, dot)} import ${last}${last === final ? '' : ` as ${final}`}`];
  }
  if (form === 'alias') return [`import ${imported} as ${final}`];
  if (name === final) return [`import ${imported}`];
  // `import a.b as c` would name a.b, where the rule says a.
  const whole =
    dot === -1 ? [] : [`import ${imported} as ${final}_${imported.replaceAll('.', '_')}`];
  return [...whole, `import ${name} as ${final}`];
}

/** Writes the block so that it stands apart from what is around it. */
export function blockText(
  parts: { imports: string[]; setups: string[]; helpers: string[] },
  around: { textBefore: string; textAfter: string; newline: string; afterImports: boolean },
): string {
  const { imports, setups, helpers } = parts;
  const lines: string[] = [];
  if (imports.length > 0) {
    if (
      around.textBefore.trim() &&
      (!around.afterImports || /(^|\n)[^\S\n]+\S[^\n]*\n?$/.test(around.textBefore)) &&
      !/\n[^\S\n]*\r?\n$/.test(around.textBefore)
    )
      lines.push('');
    lines.push(...imports);
  }
  const setupLines = setups.flatMap(setup => setup.split('\n'));
  if (setupLines.length > 0) {
    if (lines.length > 0 || around.textBefore.trim()) lines.push('');
    lines.push(...setupLines);
  }
  for (const helper of helpers) {
    if (lines.length > 0 || around.textBefore.trim()) lines.push('', '');
    lines.push(...helper.split('\n'));
  }
  if (lines.length === 0) return '';
  const lacksBreak = around.textBefore !== '' && !/[\r\n]$/.test(around.textBefore);
  const blank = /^[^\S\r\n]*(\r\n?|\n)/;
  let after = around.textAfter;
  let blanks = 0;
  while (blank.test(after)) {
    blanks += 1;
    after = after.replace(blank, '');
  }
  const importsOnly = setups.length === 0 && helpers.length === 0;
  const wanted = helpers.length > 0 ? 2 : 1;
  const between =
    after.trim() === '' || (importsOnly && around.afterImports) ? 0 : Math.max(0, wanted - blanks);
  const text = lines.join(around.newline);
  const end = around.textAfter === '' && lacksBreak ? '' : around.newline;
  return (lacksBreak ? around.newline : '') + text + end + around.newline.repeat(between);
}
