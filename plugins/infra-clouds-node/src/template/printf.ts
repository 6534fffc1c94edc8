import { Budget } from './budget';
import { fault } from './errors';
import { deepestValue, goExponent, goFloat, goPrint, goQuote } from './print';
import { Raw, kindOf } from './values';

const directive =
  /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:(\.)(?:\[(\d+)\])?(\*|\d+)?)?(?:\[(\d+)\])?([\s\S])?/gu;
const largestWidth = 1_000_000;

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width?: number;
  precision?: number;
}

/** Go's `fmt.Sprintf`, with its marks for what does not fit: `%!d(string=x)`, `%!d(MISSING)`, `%!(EXTRA …)`. */
export function goPrintf(format: string, values: unknown[], budget: Budget): string {
  let next = 0;
  let reordered = false;
  const result = format.replace(directive, (...match) => {
    const [, flagText, index1, widthText, dot, index2, precisionText, index3, verb] =
      match as string[];
    const flags = readFlags(flagText);
    const jump = (index?: string) => {
      if (index === undefined) return;
      reordered = true;
      next = Number(index) - 1;
    };
    const star = (bad: string) => {
      const value = values[next];
      next += 1;
      const fits =
        typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= largestWidth;
      return fits ? { value, bad: '' } : { value: undefined, bad };
    };
    let bad = '';
    jump(index1);
    if (widthText === '*') {
      const width = star('%!(BADWIDTH)');
      bad += width.bad;
      if (width.value !== undefined && width.value < 0) flags.minus = true;
      flags.width = width.value === undefined ? undefined : Math.abs(width.value);
    } else if (widthText) flags.width = Number(widthText);
    jump(index2);
    if (dot) {
      if (precisionText === '*') {
        const precision = star('%!(BADPREC)');
        bad += precision.bad;
        flags.precision =
          precision.value !== undefined && precision.value >= 0 ? precision.value : undefined;
      } else flags.precision = Number(precisionText ?? 0);
    }
    jump(index3);
    if (verb === undefined) return `${bad}%!(NOVERB)`;
    if (verb === '%') return '%';
    if ((flags.width ?? 0) > largestWidth) return '%!(BADWIDTH)';
    if ((flags.precision ?? 0) > largestWidth) return '%!(BADPREC)';
    budget.allocate((flags.width ?? 0) + (flags.precision ?? 0) + 1);
    if (next < 0 || (reordered && next >= values.length)) return `%!${verb}(BADINDEX)`;
    if (next >= values.length) return `${bad}%!${verb}(MISSING)`;
    const value = values[next];
    next += 1;
    const text = bad + formatted(verb, value, flags, budget);
    budget.allocate(text.length);
    return text;
  });
  if (reordered || next >= values.length) return result;
  const extra = values.slice(next).map(value => described(value, budget));
  return `${result}%!(EXTRA ${extra.join(', ')})`;
}

function readFlags(text: string): Flags {
  const minus = text.includes('-');
  return {
    minus,
    plus: text.includes('+'),
    sharp: text.includes('#'),
    space: text.includes(' '),
    zero: text.includes('0') && !minus,
  };
}

const typeNames: Record<string, string> = {
  slice: '[]interface {}',
  map: 'map[string]interface {}',
  raw: 'string',
};

export function typeName(value: unknown): string {
  const kind = kindOf(value);
  return typeNames[kind] ?? kind;
}

function described(value: unknown, budget: Budget): string {
  if (value === undefined || value === null) return '<nil>';
  return `${typeName(value)}=${goPrint(value, budget)}`;
}

function formatted(verb: string, value: unknown, flags: Flags, budget: Budget, depth = 0): string {
  budget.allocate(1);
  if (depth > deepestValue) throw fault('a value is nested too deeply');
  const bad = () =>
    value === undefined || value === null
      ? `%!${verb}(<nil>)`
      : `%!${verb}(${described(value, budget)})`;
  if (verb === 'T')
    return pad(value === undefined || value === null ? '<nil>' : typeName(value), flags);
  if (verb === 'v') return plainly(value, flags, budget);
  if (Array.isArray(value)) {
    const items = value.map(item => formatted(verb, item, flags, budget, depth + 1));
    return `[${items.join(' ')}]`;
  }
  if (typeof value === 'boolean') return verb === 't' ? pad(String(value), flags) : bad();
  if (typeof value === 'number') return numeric(verb, value, flags) ?? bad();
  if (typeof value === 'string' || value instanceof Raw) {
    return textual(verb, String(value), flags) ?? bad();
  }
  return bad();
}

function plainly(value: unknown, flags: Flags, budget: Budget): string {
  if (typeof value === 'number')
    return numeric(Number.isSafeInteger(value) ? 'd' : 'g', value, flags)!;
  if (flags.sharp) {
    const text =
      typeof value === 'string' ? goQuote(value) : goPrint(value, budget, { quoteStrings: true });
    return pad(text, flags);
  }
  const text = goPrint(value, budget);
  return pad(typeof value === 'string' ? cut(text, flags.precision) : text, flags);
}

function textual(verb: string, text: string, flags: Flags): string | undefined {
  switch (verb) {
    case 's':
      return pad(cut(text, flags.precision), flags);
    case 'q': {
      const short = cut(text, flags.precision);
      return pad(
        flags.sharp && !/[`\p{Cc}]/u.test(short.replaceAll('\t', ''))
          ? `\`${short}\``
          : goQuote(short, flags.plus),
        flags,
      );
    }
    case 'x':
    case 'X': {
      const bytes = Buffer.from(text).subarray(0, flags.precision);
      const prefix = flags.sharp ? '0x' : '';
      const digits = flags.space
        ? [...bytes].map(byte => prefix + byte.toString(16).padStart(2, '0')).join(' ')
        : prefix + bytes.toString('hex');
      return pad(verb === 'X' ? digits.toUpperCase() : digits, flags);
    }
    default:
      return undefined;
  }
}

const bases: Record<string, number> = { b: 2, o: 8, O: 8, d: 10, x: 16, X: 16 };
const basePrefixes: Record<string, string> = { b: '0b', o: '0', O: '0o', x: '0x', X: '0X' };

function numeric(verb: string, value: number, flags: Flags): string | undefined {
  if (Object.hasOwn(bases, verb))
    return Number.isInteger(value) ? integer(verb, value, flags) : undefined;
  switch (verb) {
    case 'c':
      return isCodePoint(value) ? pad(String.fromCodePoint(value), flags) : undefined;
    case 'q':
      return isCodePoint(value) ? pad(quotedChar(value), flags) : undefined;
    case 'U':
      return isCodePoint(value)
        ? pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, flags)
        : undefined;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return signed(value, float(verb, value, flags.precision), flags);
    default:
      return undefined;
  }
}

function isCodePoint(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0x10ffff;
}

function quotedChar(code: number): string {
  const char = String.fromCodePoint(code);
  if (char === "'") return "'\\''";
  if (char === '"') return `'"'`;
  return `'${goQuote(char).slice(1, -1)}'`;
}

function integer(verb: string, value: number, flags: Flags): string {
  let digits = Math.abs(value).toString(bases[verb]);
  if (flags.precision !== undefined) digits = digits.padStart(flags.precision, '0');
  if (verb === 'X') digits = digits.toUpperCase();
  const prefix = verb === 'O' || flags.sharp ? (basePrefixes[verb] ?? '') : '';
  const withZero = flags.precision === undefined ? flags : { ...flags, zero: false };
  return signed(value, prefix + digits, withZero);
}

function float(verb: string, value: number, precision?: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : 'Inf';
  // JavaScript gives at most 100 decimals; more would be zeros or noise.
  const digits = precision === undefined ? undefined : Math.min(precision, 100);
  let text: string;
  if (verb === 'f' || verb === 'F')
    text = size >= 1e21 ? BigInt(size).toString() : size.toFixed(digits ?? 6);
  else if (verb === 'e' || verb === 'E') text = goExponent(size.toExponential(digits ?? 6));
  else text = general(size, digits);
  return verb === 'E' || verb === 'G' ? text.toUpperCase() : text;
}

function general(size: number, precision?: number): string {
  if (precision === undefined) return goFloat(size);
  const significant = Math.max(precision, 1);
  const exponent = size === 0 ? 0 : Number(size.toExponential(significant - 1).split('e')[1]);
  const shorten = (text: string) => (text.includes('.') ? text.replace(/\.?0+($|e)/, '$1') : text);
  return exponent < -4 || exponent >= significant
    ? goExponent(shorten(size.toExponential(significant - 1)))
    : shorten(size.toFixed(Math.max(significant - 1 - exponent, 0)));
}

function signed(value: number, digits: string, flags: Flags): string {
  let sign = '';
  if (value < 0 || Object.is(value, -0)) sign = value === 0 ? '' : '-';
  else if (flags.plus) sign = '+';
  else if (flags.space) sign = ' ';
  if (flags.zero && flags.width !== undefined && Number.isFinite(value)) {
    return sign + digits.padStart(flags.width - sign.length, '0');
  }
  return pad(sign + digits, flags);
}

function cut(text: string, precision?: number): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

/** Go counts characters, not bytes, when it fills up. */
function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (flags.zero ? '0' : ' ').repeat(missing) + text;
}
