import { wellFormed } from '../../text';
import { fault } from '../errors';
import { goPrint, isPrintable } from '../print';
import { goPrintf } from '../printf';
import { Raw, asInteger, compareStrings, getOwn, isMap, isTrue, kindOf } from '../values';
import { CallContext, FunctionMap, acceptingMissing, between, fixed } from './definition';

/** What Go's `text/template` has by itself; `and` and `or` are the evaluator's, as they do not evaluate everything. */
export const goFunctions: FunctionMap = {
  not: acceptingMissing(fixed(1, ([value]) => !isTrue(value))),
  len: fixed(1, ([value]) => length(value)),
  index: between(1, undefined, ([value, ...keys]) => keys.reduce(indexed, value)),
  slice: between(1, 4, ([value, ...indexes]) => sliced(value, indexes)),
  print: between(0, undefined, (args, context) => sprint(args, context)),
  println: between(0, undefined, (args, { budget }) => {
    return `${args.map(value => goPrint(value, budget)).join(' ')}\n`;
  }),
  printf: between(1, undefined, ([format, ...args], { budget }) => {
    if (typeof format !== 'string') throw fault(`expected a format; found ${kindOf(format)}`);
    return goPrintf(format, args, budget);
  }),
  html: between(0, undefined, (args, context) => html(sprint(args, context), context)),
  js: between(0, undefined, (args, context) => javascript(sprint(args, context), context)),
  urlquery: between(0, undefined, (args, context) => urlQuery(sprint(args, context), context)),
  call: between(1, undefined, () => {
    throw fault('the data has no functions');
  }),
  eq: acceptingMissing(between(1, undefined, ([first, ...others]) => isOneOf(first, others))),
  ne: acceptingMissing(fixed(2, ([a, b]) => !equal(a, b))),
  lt: fixed(2, ([a, b]) => compared(a, b) < 0),
  le: fixed(2, ([a, b]) => compared(a, b) <= 0),
  gt: fixed(2, ([a, b]) => compared(a, b) > 0),
  ge: fixed(2, ([a, b]) => compared(a, b) >= 0),
};

/** `fmt.Sprint`: a space between two operands of which neither is a string. */
export function sprint(args: unknown[], { budget }: CallContext): string {
  let text = '';
  args.forEach((value, index) => {
    const isString = (item: unknown) => typeof item === 'string' || item instanceof Raw;
    if (index > 0 && !isString(value) && !isString(args[index - 1])) text += ' ';
    text += goPrint(value, budget);
  });
  budget.allocate(text.length);
  return text;
}

function length(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw fault(
    value === undefined || value === null ? 'len of nil pointer' : `len of type ${kindOf(value)}`,
  );
}

function indexed(value: unknown, key: unknown): unknown {
  if (value === undefined || value === null) throw fault('index of untyped nil');
  if (isMap(value)) {
    if (typeof key !== 'string') throw fault(`value has type ${kindOf(key)}; should be string`);
    return getOwn(value, key);
  }
  if (!Array.isArray(value) && typeof value !== 'string') {
    throw fault(`can't index item of type ${kindOf(value)}`);
  }
  if (typeof key !== 'number') throw fault(`cannot index slice/array with type ${kindOf(key)}`);
  const items = Array.isArray(value) ? value : Buffer.from(value);
  if (!Number.isInteger(key) || key < 0 || key >= items.length) {
    throw fault(`index out of range: ${key}`);
  }
  return items[key];
}

function sliced(value: unknown, indexes: unknown[]): unknown {
  if (value === undefined || value === null) throw fault('slice of untyped nil');
  if (typeof value !== 'string' && !Array.isArray(value)) {
    throw fault(`can't slice item of type ${kindOf(value)}`);
  }
  if (typeof value === 'string' && indexes.length === 3)
    throw fault('cannot 3-index slice a string');
  const items = typeof value === 'string' ? Buffer.from(value) : value;
  const [from = 0, to = items.length, capacity = items.length] = indexes.map(asInteger);
  for (const index of [from, to, capacity]) {
    if (index < 0 || index > items.length) throw fault(`index out of range: ${index}`);
  }
  if (from > to || to > capacity) throw fault(`invalid slice index: ${from} > ${to}`);
  return typeof value === 'string'
    ? (items as Buffer).subarray(from, to).toString()
    : value.slice(from, to);
}

const htmlEscapes: Record<string, string> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

function html(text: string, { budget }: CallContext): string {
  const escaped = text.replace(/[\0"'&<>]/g, char => htmlEscapes[char]);
  budget.allocate(escaped.length);
  return escaped;
}

const javascriptEscapes: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function javascript(text: string, { budget }: CallContext): string {
  let escaped = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (Object.hasOwn(javascriptEscapes, char)) escaped += javascriptEscapes[char];
    else if (code >= 0x20 && (code < 0x80 ? code !== 0x7f : isPrintable(char))) escaped += char;
    else escaped += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  budget.allocate(escaped.length);
  return escaped;
}

export function urlQuery(text: string, { budget }: CallContext): string {
  const escaped = encodeURIComponent(wellFormed(text))
    .replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
  budget.allocate(escaped.length);
  return escaped;
}

type Basic = 'bool' | 'number' | 'string';

function basicKind(value: unknown): Basic | 'nil' | undefined {
  switch (kindOf(value)) {
    case 'nil':
      return 'nil';
    case 'bool':
      return 'bool';
    case 'int':
    case 'float64':
      return 'number';
    case 'string':
    case 'raw':
      return 'string';
    default:
      return undefined;
  }
}

function plainValue(value: unknown): unknown {
  return value instanceof Raw ? value.code : value;
}

function isOneOf(first: unknown, others: unknown[]): boolean {
  if (others.length === 0) throw fault('missing argument for comparison');
  return others.some(other => equal(first, other));
}

function equal(a: unknown, b: unknown): boolean {
  const [left, right] = [basicKind(a), basicKind(b)];
  if (left === 'nil' || right === 'nil') return left === right;
  if (left === undefined || right === undefined) {
    throw fault(`non-comparable type ${kindOf(left === undefined ? a : b)}`);
  }
  if (left !== right) throw fault('incompatible types for comparison');
  return plainValue(a) === plainValue(b);
}

function compared(a: unknown, b: unknown): number {
  const [left, right] = [basicKind(a), basicKind(b)];
  if ((left !== 'number' && left !== 'string') || (right !== 'number' && right !== 'string')) {
    throw fault('invalid type for comparison');
  }
  if (left !== right) throw fault('incompatible types for comparison');
  if (left === 'string') return compareStrings(String(a), String(b));
  return (a as number) - (b as number);
}
