import { Source } from './source';
import { charLiteral, numberLiteral, stringLiteral } from './literals';

export type TokenType =
  | 'text'
  | 'open'
  | 'close'
  | 'identifier'
  | 'field'
  | 'variable'
  | 'dot'
  | 'number'
  | 'string'
  | 'pipe'
  | 'comma'
  | 'declare'
  | 'assign'
  | 'leftParen'
  | 'rightParen'
  | 'end';

export interface Token {
  type: TokenType;
  /** As written; of a field and a variable the name without `.` or `$`. */
  text: string;
  /** Of numbers and strings. */
  value?: number | string;
  /** Whether white space stands before it, which separates arguments. */
  spaced: boolean;
  offset: number;
}

const space = /[ \t\r\n]/;
const nameStart = /[\p{L}_]/u;
const nameRest = /[\p{L}\p{Nd}_]*/uy;
const symbols: [string, TokenType][] = [
  [':=', 'declare'],
  ['=', 'assign'],
  ['|', 'pipe'],
  [',', 'comma'],
  ['(', 'leftParen'],
  [')', 'rightParen'],
];

/** Text and the tokens of actions, with trim markers applied and comments gone. */
export function tokenize(source: Source): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    let end = open === -1 ? text.length : open;
    const trimBefore = open !== -1 && text[open + 2] === '-' && space.test(text[open + 3] ?? '');
    let start = at;
    if (trimNext) while (start < end && space.test(text[start])) start += 1;
    if (trimBefore) while (end > start && space.test(text[end - 1])) end -= 1;
    if (end > start) {
      tokens.push({ type: 'text', text: text.slice(start, end), spaced: false, offset: start });
    }
    if (open === -1) break;
    const inside = open + (trimBefore ? 3 : 2);
    const afterComment = skipComment(source, inside, open, trimBefore);
    const action = afterComment ?? tokenizeAction(source, inside, open, tokens);
    at = action.next;
    trimNext = action.trim;
  }
  tokens.push({ type: 'end', text: '', spaced: false, offset: text.length });
  return tokens;
}

interface ActionEnd {
  next: number;
  trim: boolean;
}

/** A comment takes a whole action, right after the delimiter or its trim marker. */
function skipComment(
  source: Source,
  inside: number,
  open: number,
  trimmed: boolean,
): ActionEnd | undefined {
  const { text } = source;
  let at = inside;
  if (trimmed) while (space.test(text[at] ?? '')) at += 1;
  if (!text.startsWith('/*', at)) return undefined;
  const end = text.indexOf('*/', at + 2);
  if (end === -1) throw source.error('syntax', 'unclosed comment', open);
  const closing = closingAt(text, end + 2);
  if (!closing) throw source.error('syntax', 'comment ends before closing delimiter', open);
  return closing;
}

/** `}}` here, or ` -}}`, which trims what follows. */
function closingAt(text: string, at: number): ActionEnd | undefined {
  if (text.startsWith('}}', at)) return { next: at + 2, trim: false };
  if (space.test(text[at] ?? '')) {
    let marker = at;
    while (space.test(text[marker] ?? '')) marker += 1;
    if (text.startsWith('-}}', marker)) return { next: marker + 3, trim: true };
  }
  return undefined;
}

function tokenizeAction(source: Source, inside: number, open: number, tokens: Token[]): ActionEnd {
  const { text } = source;
  tokens.push({ type: 'open', text: '{{', spaced: false, offset: open });
  let at = inside;
  for (;;) {
    const closing = closingAt(text, at);
    if (closing) {
      tokens.push({ type: 'close', text: '}}', spaced: at > inside, offset: at });
      return closing;
    }
    const before = at;
    while (space.test(text[at] ?? '')) at += 1;
    if (text.startsWith('}}', at)) continue;
    if (at >= text.length) throw source.error('syntax', 'unclosed action', open);
    const token = nextToken(source, at, at > before);
    tokens.push(token.token);
    at = token.next;
  }
}

function nextToken(source: Source, at: number, spaced: boolean): { token: Token; next: number } {
  const { text } = source;
  const make = (type: TokenType, shown: string, next: number, value?: number | string) => ({
    token: { type, text: shown, value, spaced, offset: at },
    next,
  });
  const char = text[at];
  for (const [symbol, type] of symbols) {
    if (text.startsWith(symbol, at)) return make(type, symbol, at + symbol.length);
  }
  if (char === '"' || char === '`') {
    const { value, next } = stringLiteral(source, at);
    return make('string', text.slice(at, next), next, value);
  }
  if (char === "'") {
    const { value, next } = charLiteral(source, at);
    return make('number', text.slice(at, next), next, value);
  }
  if (char === '.' && !/[0-9]/.test(text[at + 1] ?? '')) {
    const name = nameAt(text, at + 1);
    if (!name) {
      endOfWord(source, at + 1, '.');
      return make('dot', '.', at + 1);
    }
    endOfWord(source, at + 1 + name.length, `.${name}`);
    return make('field', name, at + 1 + name.length);
  }
  if (char === '$') {
    const name = nameAt(text, at + 1);
    endOfWord(source, at + 1 + name.length, `$${name}`);
    return make('variable', name, at + 1 + name.length);
  }
  if (/[0-9.+-]/.test(char)) {
    const { value, next } = numberLiteral(source, at);
    endOfWord(source, next, text.slice(at, next));
    return make('number', text.slice(at, next), next, value);
  }
  const name = nameAt(text, at);
  if (!name) {
    const shown = String.fromCodePoint(text.codePointAt(at)!);
    throw source.error('syntax', `unexpected ${JSON.stringify(shown)} in action`, at);
  }
  endOfWord(source, at + name.length, name);
  return make('identifier', name, at + name.length);
}

function nameAt(text: string, at: number): string {
  const first = text.codePointAt(at);
  if (first === undefined || !nameStart.test(String.fromCodePoint(first))) return '';
  nameRest.lastIndex = at;
  return nameRest.exec(text)?.[0] ?? '';
}

/** A word ends at white space, at the end, or at what can follow one. */
function endOfWord(source: Source, at: number, word: string) {
  const next = source.text[at];
  if (next === undefined || space.test(next) || '.,|:()='.includes(next)) return;
  if (source.text.startsWith('}}', at)) return;
  throw source.error('syntax', `bad character ${JSON.stringify(next)} after ${word}`, at);
}
