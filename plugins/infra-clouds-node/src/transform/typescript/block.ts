import type { Node } from 'web-tree-sitter';
import type { RuleParameter } from '../../rules/model';
import type { Parse } from '../../syntax/parsers';
import type { Names } from '../names';
import type { SdkOperation } from '../sdk';
import { camelCase, fill } from '../text';
import { type ReadOperation, scriptLiteral, type ScriptSurroundings } from './operations';
import { roleOf } from './roles';
import { declaredSlots, type ScriptImport, type ScriptTemplate } from './template';

export type ScriptStyle = {
  /** Types may be written. */
  typed: boolean;
  /** `require` instead of `import`. */
  commonJs: boolean;
  quote: string;
  indent: string;
};

type NameOf = (name: string) => string;

const slotsWith = (slots: ScriptTemplate['free'], nameOf: NameOf) =>
  slots.map(({ name, start, end, shorthand }) => {
    const final = nameOf(name);
    return { start, end, text: shorthand && final !== name ? `${name}: ${final}` : final };
  });

/** The module that an import statement or a `require` takes a name from, with what the name is called there. */
function originOf(node: Node): { module: string; imported: string } | undefined {
  let statement: Node | null = node;
  while (
    statement &&
    statement.type !== 'import_statement' &&
    statement.type !== 'variable_declarator'
  ) {
    statement = statement.parent;
  }
  const string =
    statement?.childForFieldName('source') ??
    statement?.childForFieldName('value')?.childForFieldName('arguments')?.namedChild(0);
  const module = string?.namedChild(0)?.text;
  if (!module) return undefined;
  const parent = node.parent!;
  if (parent.type === 'namespace_import') return { module, imported: '*' };
  if (parent.type === 'import_clause') return { module, imported: 'default' };
  const key = parent.childForFieldName('name') ?? parent.childForFieldName('key') ?? node;
  return { module, imported: key.text };
}

const TYPES = { text: 'string', number: 'number', boolean: 'boolean', list: 'unknown[]' };

function typeOf({ type, default: value }: RuleParameter): string {
  const kind = typeof value;
  const usual = kind === 'number' || kind === 'boolean' ? kind : 'text';
  return TYPES[type ?? usual] + (value === null ? ' | null' : '');
}

/** The imports, the set-up and the generated functions that rewritten calls rely on. */
export class ScriptBlock {
  readonly setups: string[] = [];
  readonly helpers: string[] = [];
  private readonly imports: (ScriptImport & { final: string })[] = [];
  private readonly done = new Set<string>();

  constructor(
    private readonly names: Names,
    private readonly style: ScriptStyle,
    private readonly parse: Parse,
  ) {}

  /** Makes sure of all that some code of a rule needs, and answers what its names are called here. */
  require({ imports, setup }: ScriptSurroundings): NameOf {
    const map = new Map(imports.map(one => [one.name, this.requireImport(one)]));
    const nameOf: NameOf = name => map.get(name) ?? name;
    if (setup) {
      for (const name of setup.declared) {
        map.set(name, this.names.claim(`setup ${setup.text} ${name}`, name));
      }
      if (!this.done.has(setup.text)) {
        this.done.add(setup.text);
        const slots = [
          ...slotsWith(setup.free, nameOf),
          ...slotsWith(declaredSlots(setup, this.parse), nameOf),
        ];
        this.setups.push(fill(setup.text, [...slots, ...this.types(setup)]));
      }
    }
    return nameOf;
  }

  /** The name of the generated function for an operation. */
  helper(operation: SdkOperation, read: ReadOperation): string {
    const nameOf = this.require(read);
    const [module, name] = operation.path.split('.').slice(-2);
    const wanted = `${module}${name[0].toUpperCase()}${name.slice(1)}`;
    const final = this.names.claim(`helper ${operation.path}`, wanted);
    if (!this.done.has(operation.path)) {
      this.done.add(operation.path);
      this.helpers.push(this.helperText(operation, read.template, final, nameOf));
    }
    return final;
  }

  /** An expression of a rule in the words of this module. */
  expression(read: ReadOperation): string {
    const nameOf = this.require(read);
    return fill(read.template.text, [
      ...slotsWith(read.template.free, nameOf),
      ...this.types(read.template),
    ]);
  }

  /** The import lines, one for each module. */
  importLines(): string[] {
    const { quote, commonJs } = this.style;
    const modules = [...new Set(this.imports.map(({ module }) => module))];
    return modules.flatMap(module => {
      const from = `${quote}${module}${quote}`;
      const own = this.imports.filter(one => one.module === module);
      const named = own
        .filter(({ kind }) => kind === 'named')
        .sort((a, b) => (a.imported < b.imported ? -1 : 1));
      const glue = commonJs ? ': ' : ' as ';
      const list = named.map(({ imported, final }) =>
        imported === final ? final : `${imported}${glue}${final}`,
      );
      const lines = list.length === 0 ? [] : [`{ ${list.join(', ')} }`];
      for (const { kind, final } of own) {
        if (kind === 'namespace') lines.push(commonJs ? final : `* as ${final}`);
        if (kind === 'default') lines.push(commonJs ? `{ default: ${final} }` : final);
      }
      return lines.map(what =>
        commonJs ? `const ${what} = require(${from});` : `import ${what} from ${from};`,
      );
    });
  }

  private requireImport(one: ScriptImport): string {
    const key = `import ${one.module} ${one.imported}`;
    if (!this.done.has(key)) {
      this.done.add(key);
      const bindings = this.names.mentions(one.name).filter(node => roleOf(node).kind !== 'use');
      const same = bindings.filter(node => {
        const role = roleOf(node);
        const origin = originOf(node);
        const atTop = role.kind === 'binding' && role.scope.type === 'program';
        return atTop && origin?.module === one.module && origin.imported === one.imported;
      });
      if (bindings.length > 0 && same.length === bindings.length) this.names.take(key, one.name);
      else this.imports.push({ ...one, final: this.names.claim(key, one.name) });
    }
    return this.names.claim(key, one.name);
  }

  private helperText(
    { rule, variant }: SdkOperation,
    template: ScriptTemplate,
    name: string,
    nameOf: NameOf,
  ): string {
    const { indent, typed } = this.style;
    const inner = (parameter: string) =>
      template.locals.has(camelCase(parameter))
        ? `given${camelCase(`_${parameter}`)}`
        : camelCase(parameter);
    const fields = rule.parameters.map(one => {
      const outer = camelCase(one.name);
      const local = inner(one.name);
      const fallback = one.default === undefined ? '' : ` = ${scriptLiteral(one.default)}`;
      return { outer, text: (outer === local ? outer : `${outer}: ${local}`) + fallback, one };
    });
    const type = fields.map(({ outer, one }) => {
      return `${outer}${one.required ? '' : '?'}: ${typeOf(one)}`;
    });
    const optional = fields.every(({ one }) => !one.required) ? ' = {}' : '';
    const list = `{ ${fields.map(({ text }) => text).join(', ')} }${typed ? `: { ${type.join('; ')} }` : ''}${optional}`;
    const head = `${variant.async ? 'async ' : ''}function ${name}(${fields.length > 0 ? list : ''}) {`;
    const slots = [
      ...template.slots.map(({ parameter, start, end }) => ({
        start,
        end,
        text: inner(parameter),
      })),
      ...slotsWith(template.free, nameOf),
      ...this.types(template),
    ];
    const breaks = [...template.text.matchAll(/\n(?!\n)/g)]
      .map(match => match.index + 1)
      .filter(start => !template.insideStrings.has(start))
      .map(start => ({ start, end: start, text: indent }));
    const gives = variant.returns === undefined && template.value !== undefined;
    const value = gives ? [{ start: template.value!, end: template.value!, text: 'return ' }] : [];
    const tail =
      variant.returns && variant.returns !== 'none' ? `\n${indent}return ${variant.returns};` : '';
    return `${head}\n${indent}${fill(template.text, [...breaks, ...value, ...slots])}${tail}\n}`;
  }

  private types(template: ScriptTemplate) {
    return this.style.typed ? [] : template.types;
  }
}
