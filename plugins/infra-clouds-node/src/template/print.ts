import { Budget } from './budget';
import { fault } from './errors';
import { Raw, isMap, sortedKeys } from './values';

export interface PrintStyle {
  quoteStrings: boolean;
}

const plain: PrintStyle = { quoteStrings: false };

/** A value as Go's `fmt` prints it with `%v`. */
export function goPrint(value: unknown, budget: Budget, style: PrintStyle = plain): string {
  const parts: string[] = [];
  const out = (part: string) => {
    budget.allocate(part.length + 1);
    parts.push(part);
  };
  write(value, out, style, 0);
  return parts.join('');
}

/** Deeper values are refused, so that no value can exhaust the stack. */
export const deepestValue = 200;

function write(value: unknown, out: (part: string) => void, style: PrintStyle, depth: number) {
  if (depth > deepestValue) throw fault('a value is nested too deeply');
  if (value === undefined || value === null) out('<nil>');
  else if (typeof value === 'string') out(style.quoteStrings && depth > 0 ? goQuote(value) : value);
  else if (typeof value === 'number') out(goNumber(value));
  else if (typeof value === 'boolean') out(String(value));
  else if (value instanceof Raw) out(value.code);
  else if (Array.isArray(value)) {
    out('[');
    value.forEach((item, index) => {
      if (index > 0) out(' ');
      write(item, out, style, depth + 1);
    });
    out(']');
  } else if (isMap(value)) {
    out('map[');
    sortedKeys(value).forEach((key, index) => {
      out(`${index > 0 ? ' ' : ''}${style.quoteStrings ? goQuote(key) : key}:`);
      write(value[key], out, style, depth + 1);
    });
    out(']');
  } else throw fault('the data has a value that is not data');
}

/** Whole numbers are Go's integers, others its floats. */
export function goNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(Object.is(value, -0) ? 0 : value);
  return goFloat(value);
}

/** As `strconv` writes it: the shortest digits, with an exponent below 1e-4 and from 1e6 on. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  const needsExponent = size !== 0 && (size < 1e-4 || size >= 1e6);
  return needsExponent ? goExponent(value.toExponential()) : String(value);
}

/** Go writes at least two digits of an exponent. */
export function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

const escapes: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** As `strconv.Quote`. */
export function goQuote(text: string, onlyAscii = false): string {
  let quoted = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (Object.hasOwn(escapes, char)) quoted += escapes[char];
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x7f) quoted += char;
    else if (code >= 0xd800 && code < 0xe000) quoted += '\\ufffd';
    else if (!onlyAscii && isPrintable(char)) quoted += char;
    else quoted += unicodeEscape(code);
  }
  return `${quoted}"`;
}

function unicodeEscape(code: number): string {
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

export function isPrintable(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}
