import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node as YamlNode,
  parseDocument,
} from 'yaml';
import type { RuleDiagnostic } from './model';

/** A node of a YAML document that knows its line and says what is wrong with it. */
export class YamlValue {
  private readonly node: unknown;

  constructor(
    private readonly file: YamlFile,
    node: unknown,
    private readonly parent: YamlValue | undefined,
    readonly path: string,
  ) {
    this.node = isAlias(node) ? file.resolve(node) : node;
  }

  get line(): number {
    const range = (this.node as YamlNode | null)?.range;
    if (range) return this.file.lineOf(range[0]);
    return this.parent?.line ?? 1;
  }

  get exists(): boolean {
    return this.node !== undefined && !(isScalar(this.node) && this.node.value === null);
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  get value(): unknown {
    return isScalar(this.node) ? this.node.value : undefined;
  }

  keys(): string[] {
    if (!isMap(this.node)) return [];
    return this.node.items.map(item => String(isScalar(item.key) ? item.key.value : item.key));
  }

  /** The first of these keys that is there. */
  get(...keys: string[]): YamlValue {
    if (isMap(this.node)) {
      for (const key of keys) {
        const value = this.node.get(key, true);
        if (value !== undefined)
          return new YamlValue(this.file, value, this, `${this.path}.${key}`);
      }
    }
    return new YamlValue(this.file, undefined, this, `${this.path}.${keys[0]}`);
  }

  list(): YamlValue[] {
    if (!isSeq(this.node)) {
      if (this.exists) this.complain('must be a list');
      return [];
    }
    return this.node.items.map(
      (item, index) => new YamlValue(this.file, item, this, `${this.path}[${index}]`),
    );
  }

  /** A text; numbers and booleans count as what they are written as. */
  text(): string | undefined {
    const value = this.value;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (this.exists) this.complain('must be a text');
    return undefined;
  }

  complain(message: string, severity: RuleDiagnostic['severity'] = 'error', rule = 'rules/shape') {
    const subject = this.path.replace(/^\./, '');
    this.file.diagnostics.push({
      ...{ severity, rule, message: subject ? `${subject} ${message}` : message },
      ...{ file: this.file.name, line: this.line },
    });
  }
}

/** A YAML file whose parts remember their lines. */
export class YamlFile {
  readonly diagnostics: RuleDiagnostic[] = [];
  readonly root: YamlValue;
  private readonly lines = new LineCounter();
  private readonly document: ReturnType<typeof parseDocument>;

  constructor(
    readonly name: string,
    text: string,
  ) {
    const document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    this.document = document;
    // One mistake often makes a hundred errors; the first says where it is.
    for (const error of document.errors.slice(0, 1)) {
      this.diagnostics.push({
        ...{ severity: 'error', rule: 'yaml/malformed', message: error.message },
        ...{ file: name, line: this.lineOf(error.pos[0]) },
      });
    }
    this.root = new YamlValue(
      this,
      document.errors.length > 0 ? undefined : (document.contents ?? undefined),
      undefined,
      '',
    );
  }

  /** What an alias such as `*setup` stands for. */
  resolve(alias: Alias): unknown {
    return alias.resolve(this.document);
  }

  lineOf(offset: number): number {
    return Math.max(1, this.lines.linePos(offset).line);
  }
}
