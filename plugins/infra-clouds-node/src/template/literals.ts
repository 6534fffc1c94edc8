import { Source } from './source';

const number =
  /[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(\d[\d_]*)?\.?\d[\d_]*\.?([eE][+-]?\d+)?)/y;
const simpleEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

export function numberLiteral(source: Source, at: number): { value: number; next: number } {
  number.lastIndex = at;
  const text = number.exec(source.text)?.[0];
  if (!text) throw source.error('syntax', 'bad number syntax', at);
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const isOldOctal = /^0[0-7]+$/.test(digits);
  const value = sign * Number(isOldOctal ? `0o${digits.slice(1)}` : digits);
  const isFloat = /^[^xX]*[.eE]/.test(digits);
  if (!Number.isFinite(value) || (!isFloat && !Number.isSafeInteger(value))) {
    throw source.error('syntax', `number out of range: ${text}`, at);
  }
  return { value, next: at + text.length };
}

/** A Go string: in double quotes with escapes, or in backquotes as it stands. */
export function stringLiteral(source: Source, at: number): { value: string; next: number } {
  const { text } = source;
  if (text[at] === '`') {
    const end = text.indexOf('`', at + 1);
    if (end === -1) throw source.error('syntax', 'unterminated raw quoted string', at);
    return { value: text.slice(at + 1, end).replaceAll('\r', ''), next: end + 1 };
  }
  let value = '';
  let next = at + 1;
  for (;;) {
    const char = text[next];
    if (char === undefined || char === '\n') {
      throw source.error('syntax', 'unterminated quoted string', at);
    }
    if (char === '"') return { value, next: next + 1 };
    if (char === '\\') {
      const escaped = escape(source, next);
      value += escaped.value;
      next = escaped.next;
    } else {
      value += char;
      next += 1;
    }
  }
}

/** A Go character is a number: its code point. */
export function charLiteral(source: Source, at: number): { value: number; next: number } {
  const { text } = source;
  const unterminated = () => source.error('syntax', 'unterminated character constant', at);
  const first = text.codePointAt(at + 1);
  if (first === undefined || first === 10 || first === 39) throw unterminated();
  const char =
    first === 92
      ? escape(source, at + 1)
      : { value: String.fromCodePoint(first), next: at + 1 + (first > 0xffff ? 2 : 1) };
  if (text[char.next] !== "'") throw unterminated();
  return { value: char.value.codePointAt(0) ?? 0, next: char.next + 1 };
}

function escape(source: Source, at: number): { value: string; next: number } {
  const { text } = source;
  const kind = text[at + 1];
  if (kind !== undefined && Object.hasOwn(simpleEscapes, kind)) {
    return { value: simpleEscapes[kind], next: at + 2 };
  }
  const lengths: Record<string, number> = { x: 2, u: 4, U: 8 };
  const length = kind !== undefined && Object.hasOwn(lengths, kind) ? lengths[kind] : undefined;
  const digits = length
    ? text.slice(at + 2, at + 2 + length)
    : (/^[0-7]{3}/.exec(text.slice(at + 1, at + 4))?.[0] ?? '');
  const code = Number.parseInt(digits, length ? 16 : 8);
  const isWhole = length ? new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits) : digits !== '';
  if (!isWhole || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
    throw source.error('syntax', 'unknown escape in string', at);
  }
  return {
    value: String.fromCodePoint(code),
    next: at + (length ? 2 : 1) + digits.length,
  };
}
