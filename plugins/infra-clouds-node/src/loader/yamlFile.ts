import { LineCounter, Node, Pair, isMap, isNode, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Place, Report } from './tree';

/** References to one anchor beyond this are taken for a file that grows when it is read. */
const mostAliases = 100;

/** A YAML file that was read, and where in it each value is. */
export class YamlFile {
  private constructor(
    readonly path: string,
    readonly value: unknown,
    private readonly contents: Node | null,
    private readonly lines: LineCounter,
    private readonly report: Report,
  ) {}

  /** Undefined when it is no YAML; the reasons are reported with their lines. */
  static parse(path: string, text: string, report: Report): YamlFile | undefined {
    const lines = new LineCounter();
    const place = (offset: number) => {
      const { line, col } = lines.linePos(offset);
      return { file: path, line, column: col };
    };
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const list = Array.isArray(documents) ? documents : [];
    const errors = list.flatMap(document => document.errors);
    for (const { message, pos } of errors) {
      report({ severity: 'error', rule: 'yaml/syntax', message, ...place(pos[0]) });
    }
    if (errors.length > 0) return undefined;
    if (list.length > 1) {
      const message = 'has more than one document; only the first is read';
      report({ severity: 'warning', rule: 'yaml/documents', message, file: path });
    }
    const [document] = list;
    if (!document?.contents) {
      report({
        severity: 'error',
        rule: 'yaml/empty',
        message: 'is empty',
        file: path,
        line: 1,
        column: 1,
      });
      return undefined;
    }
    try {
      const value = document.toJS({ maxAliasCount: mostAliases });
      return new YamlFile(path, value, document.contents, lines, report);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      report({ severity: 'error', rule: 'yaml/alias', message, file: path, line: 1, column: 1 });
      return undefined;
    }
  }

  /** Where the value at a path is, or the nearest that exists around it. */
  place(path: readonly PropertyKey[]): Place {
    const node = nearest(this.contents, path);
    if (!node?.range) return { file: this.path, line: 1, column: 1 };
    const { line, col } = this.lines.linePos(node.range[0]);
    return { file: this.path, line, column: col };
  }

  error(rule: string, message: string, path: readonly PropertyKey[] = []) {
    this.report({ severity: 'error', rule, message, ...this.place(path) });
  }

  warning(rule: string, message: string, path: readonly PropertyKey[] = []) {
    this.report({ severity: 'warning', rule, message, ...this.place(path) });
  }

  /** A value in the form of the schema; what is wrong with it is reported where it stands. */
  check<T extends z.ZodType>(
    schema: T,
    value: unknown,
    rule: string,
    base: readonly PropertyKey[],
  ): z.output<T> | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const path = [...base, ...issue.path];
      const isMissing = issue.code !== 'custom' && valueAt(value, issue.path) === undefined;
      const name = path.map(String).join('.');
      this.error(rule, isMissing ? `${name} is required` : `${name} ${issue.message}`, path);
    }
    return undefined;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** The key of a map says more about where it is than the value that belongs to it. */
function nearest(contents: Node | null, path: readonly PropertyKey[]): Node | null {
  let node = contents;
  let best = contents;
  for (const key of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        item => isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (!pair) break;
      best = isNode(pair.key) ? pair.key : best;
      node = isNode(pair.value) ? pair.value : null;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (!isNode(item)) break;
      best = item;
      node = item;
    } else break;
  }
  return best;
}
