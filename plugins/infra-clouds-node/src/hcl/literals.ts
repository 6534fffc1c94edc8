import { columnsOf, wellFormed } from '../text';

/** Keys of objects that need no quotes. */
export const identifier = /^[\p{L}_][\p{L}\p{Nd}_-]*$/u;
const reserved = new Set(['true', 'false', 'null', 'for', 'if', 'in']);

/** What stands between the quotes of an HCL string; nothing in it is a template or ends the string. */
export function hclStringContents(text: string): string {
  let contents = '';
  const chars = [...wellFormed(text)];
  chars.forEach((char, index) => {
    const code = char.codePointAt(0)!;
    const next = chars[index + 1];
    if (char === '"' || char === '\\') contents += `\\${char}`;
    else if (char === '\n') contents += '\\n';
    else if (char === '\r') contents += '\\r';
    else if (char === '\t') contents += '\\t';
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029) {
      contents += unicode(code);
    } else if ((char === '$' || char === '%') && next === '{') {
      // A template is escaped by doubling its sign; in a run of signs only the code point is unambiguous.
      const inRun = index > 0 && chars[index - 1] === char;
      contents += inRun ? unicode(code) : char + char;
    } else if ((char === '$' || char === '%') && next === undefined) {
      // What follows the value might begin with a brace.
      contents += unicode(code);
    } else contents += char;
  });
  return contents;
}

function unicode(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

export function hclString(text: string): string {
  // Nothing follows the last character of a whole literal but its quote.
  const contents = hclStringContents(text)
    .replace(/\\u0024$/, () => '$')
    .replace(/\\u0025$/, '%');
  return `"${contents}"`;
}

export type HclValue = string | number | boolean | null | HclValue[] | { [key: string]: HclValue };

/** A value as HCL, on one line when it is short enough, formatted as `terraform fmt` leaves it. */
export function hclLiteral(value: HclValue, indent = ''): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return hclString(value);
  if (typeof value === 'number') return hclNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return list(value, indent);
  return object(value, indent);
}

function hclNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('HCL has finite numbers only');
  return String(Object.is(value, -0) ? 0 : value);
}

function list(items: HclValue[], indent: string): string {
  if (items.length === 0) return '[]';
  const isSimple = items.every(item => typeof item !== 'object' || item === null);
  if (isSimple) {
    const line = `[${items.map(item => hclLiteral(item)).join(', ')}]`;
    if (line.length + indent.length <= 80) return line;
  }
  const inner = `${indent}  `;
  return `[\n${items.map(item => `${inner}${hclLiteral(item, inner)},\n`).join('')}${indent}]`;
}

function object(map: Record<string, HclValue>, indent: string): string {
  const entries = Object.entries(map);
  if (entries.length === 0) return '{}';
  const inner = `${indent}  `;
  const keys = entries.map(([key]) => hclKey(key));
  const values = entries.map(([, item]) => hclLiteral(item, inner));
  const widths = alignedWidths(keys, values);
  const lines = keys.map(
    (key, index) =>
      `${inner}${key + ' '.repeat(Math.max(widths[index] - columnsOf(key), 0))} = ${values[index]}\n`,
  );
  return `{\n${lines.join('')}${indent}}`;
}

/** `terraform fmt` aligns the signs of neighbouring lines; a value of several lines stands for itself. */
function alignedWidths(keys: string[], values: string[]): number[] {
  const widths = keys.map(() => 0);
  let start = 0;
  for (let index = 0; index <= keys.length; index += 1) {
    const ends = index === keys.length || values[index].includes('\n');
    if (!ends) continue;
    const width = Math.max(0, ...keys.slice(start, index).map(columnsOf));
    widths.fill(width, start, index);
    if (index < keys.length) widths[index] = 0;
    start = index + 1;
  }
  return widths;
}

export function hclKey(key: string): string {
  return identifier.test(key) && !reserved.has(key) ? key : hclString(key);
}
