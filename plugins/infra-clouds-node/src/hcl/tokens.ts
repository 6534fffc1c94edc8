export type HclTokenType =
  'name' | 'number' | 'string' | 'heredoc' | 'comment' | 'newline' | 'symbol';

export interface HclToken {
  type: HclTokenType;
  /** As written; of a string and a heredoc everything from the first to the last mark. */
  text: string;
  offset: number;
}

/** What is no HCL, with the offset in the text. */
export class HclSyntaxError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
    this.name = 'HclSyntaxError';
  }
}

const name = /[\p{L}_][\p{L}\p{Nd}_-]*/uy;
const number = /\d+(\.\d+)?([eE][+-]?\d+)?/y;
const blank = /[ \t\r]+/y;
const lineComment = /(#|\/\/)[^\n]*/y;
const symbol = /\.\.\.|&&|\|\||[=!<>]=|=>|\?\?|[{}()[\],.:?=<>!+\-*/%&|~]/y;
const heredocIntro = /<<-?([\p{L}_][\p{L}\p{Nd}_-]*)[ \t]*\r?\n/uy;

/** Tokens of a file in HCL, without blanks. */
export function hclTokens(text: string): HclToken[] {
  const tokens: HclToken[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (type: HclTokenType, length: number) => {
    tokens.push({ type, text: text.slice(at, at + length), offset: at });
    at += length;
  };
  while (at < text.length) {
    const blanks = match(blank);
    if (blanks) {
      at += blanks.length;
      continue;
    }
    const comment = match(lineComment) ?? blockComment(text, at);
    const intro = match(heredocIntro);
    if (text[at] === '\n') push('newline', 1);
    else if (comment) push('comment', comment.replace(/\r$/, '').length);
    else if (intro) push('heredoc', heredocLength(text, at, intro));
    else if (text[at] === '"') push('string', endOfString(text, at) - at);
    else {
      const found: [HclTokenType, string | undefined][] = [
        ['name', match(name)],
        ['number', match(number)],
        ['symbol', match(symbol)],
      ];
      const [type, token] = found.find(([, value]) => value) ?? [];
      if (!type || !token) {
        throw new HclSyntaxError(`unexpected ${JSON.stringify(text[at])}`, at);
      }
      push(type, token.length);
    }
  }
  return tokens;
}

function blockComment(text: string, at: number): string | undefined {
  if (!text.startsWith('/*', at)) return undefined;
  const end = text.indexOf('*/', at + 2);
  if (end === -1) throw new HclSyntaxError('a comment without end', at);
  return text.slice(at, end + 2);
}

function heredocLength(text: string, at: number, intro: string): number {
  const marker = intro.replace(/^<<-?/, '').trim();
  let line = at + intro.length;
  while (line < text.length) {
    const end = text.indexOf('\n', line);
    const stop = end === -1 ? text.length : end;
    if (text.slice(line, stop).trim() === marker) return stop - at;
    line = stop + 1;
  }
  throw new HclSyntaxError(`a heredoc without its end ${marker}`, at);
}

/** The offset after the closing quote, with whatever `${…}` holds. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') return at + 1;
    if (char === '\n') break;
    if (char === '\\') at += 2;
    else if (opensTemplate(text, at)) at = endOfTemplate(text, at);
    else at += text.startsWith('$${', at) || text.startsWith('%%{', at) ? 3 : 1;
  }
  throw new HclSyntaxError('a string without its end', start);
}

function opensTemplate(text: string, at: number): boolean {
  return text.startsWith('${', at) || text.startsWith('%{', at);
}

function endOfTemplate(text: string, start: number): number {
  let depth = 0;
  let at = start + 1;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      at += 1;
      if (depth === 0) return at;
    }
  }
  throw new HclSyntaxError('a template without its end', start);
}

/** The code inside the templates of a string or a heredoc. */
export function interpolations(token: HclToken): string[] {
  const { text } = token;
  const found: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at) || text.startsWith('%%{', at)) at += 3;
    else if (text[at] === '\\' && token.type === 'string') at += 2;
    else if (opensTemplate(text, at)) {
      const end = endOfTemplate(text, at);
      found.push(text.slice(at + 2, end - 1));
      at = end;
    } else at += 1;
  }
  return found;
}
