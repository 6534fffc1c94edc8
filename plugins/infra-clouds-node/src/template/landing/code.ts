import { wellFormed } from '../../text';
import { Budget } from '../budget';
import { Raw, TemplateLanguage, isMap, sortedKeys } from '../values';
import { Landing, codeOf, commentText, refuse, scalarText } from './landing';

interface Dialect {
  language: TemplateLanguage;
  lineComment: string;
  blockComment: boolean;
  quotes: string;
  triples: boolean;
  /** A quote whose strings have no escapes. */
  rawQuote?: string;
  /** A quote in whose strings `${…}` is code. */
  templateQuote?: string;
  regularExpressions: boolean;
  words: { true: string; false: string; null: string };
}

const dialects: Record<string, Dialect> = {
  python: {
    language: 'python',
    lineComment: '#',
    blockComment: false,
    quotes: `'"`,
    triples: true,
    regularExpressions: false,
    words: { true: 'True', false: 'False', null: 'None' },
  },
  javascript: {
    language: 'javascript',
    lineComment: '//',
    blockComment: true,
    quotes: `'"\``,
    triples: false,
    templateQuote: '`',
    regularExpressions: true,
    words: { true: 'true', false: 'false', null: 'null' },
  },
  go: {
    language: 'go',
    lineComment: '//',
    blockComment: true,
    quotes: `'"\``,
    triples: false,
    rawQuote: '`',
    regularExpressions: false,
    words: { true: 'true', false: 'false', null: 'nil' },
  },
};

type Frame =
  | { in: 'code'; braces: number; interpolates: boolean }
  | { in: 'string'; quote: string; prefix: string }
  | { in: 'regex'; inClass: boolean }
  | { in: 'lineComment' }
  | { in: 'blockComment' };

const harmless = /^[\w ./:@-]*$/;

/** Where in Python, JavaScript, TypeScript or Go a value lands: code, a string, a comment. */
export class CodeLanding implements Landing {
  private readonly dialect: Dialect;
  private frames: Frame[] = [{ in: 'code', braces: 0, interpolates: false }];
  private recent = '';
  private significant = '';
  private escaped = false;

  constructor(language: 'python' | 'javascript' | 'go') {
    this.dialect = dialects[language];
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1];
  }

  feed(text: string) {
    for (const char of text) {
      this.recent = (this.recent + char).slice(-8);
      this.next(char);
    }
  }

  private enter(frame: Frame) {
    this.frames.push(frame);
    this.recent = '';
  }

  private leave() {
    this.frames.pop();
    this.recent = '';
    this.significant = '"';
  }

  private next(char: string) {
    const { frame } = this;
    if (this.escaped) {
      this.escaped = false;
      this.recent = '';
      return;
    }
    switch (frame.in) {
      case 'code':
        this.inCode(char, frame);
        break;
      case 'string':
        this.inString(char, frame);
        break;
      case 'regex':
        if (char === '\\') this.escaped = true;
        else if (char === '[') frame.inClass = true;
        else if (char === ']') frame.inClass = false;
        else if (char === '\n' || (char === '/' && !frame.inClass)) this.leave();
        break;
      case 'lineComment':
        if (char === '\n') this.leave();
        break;
      default:
        if (this.recent.endsWith('*/')) this.leave();
    }
  }

  private inCode(char: string, frame: Frame & { in: 'code' }) {
    const { dialect, recent } = this;
    if (dialect.quotes.includes(char)) {
      const prefix = /[A-Za-z]*$/.exec(recent.slice(0, -1))![0].toLowerCase();
      this.enter({ in: 'string', quote: char, prefix });
      return;
    }
    if (recent.endsWith(dialect.lineComment)) this.enter({ in: 'lineComment' });
    else if (dialect.blockComment && recent.endsWith('/*')) this.enter({ in: 'blockComment' });
    else if (char === '}' && frame.braces === 0 && frame.interpolates) this.leave();
    else {
      if (char === '{') frame.braces += 1;
      if (char === '}') frame.braces = Math.max(frame.braces - 1, 0);
      this.regexBegins(char);
    }
  }

  /** A slash after an operator begins a regular expression, unless the next makes it a comment. */
  private regexBegins(char: string) {
    const { recent } = this;
    if (
      this.dialect.regularExpressions &&
      recent.length > 1 &&
      recent.at(-2) === '/' &&
      !'/*'.includes(char)
    ) {
      if (this.significant === '' || '(,=:[!&|?{};+-*%<>~^'.includes(this.significant)) {
        this.enter({ in: 'regex', inClass: char === '[' });
        if (char === '\\') this.escaped = true;
        return;
      }
    }
    if (!/\s/.test(char) && char !== '/') this.significant = char;
  }

  private inString(char: string, frame: Frame & { in: 'string' }) {
    const { dialect, recent } = this;
    if (
      dialect.triples &&
      frame.quote.length === 1 &&
      recent.startsWith(frame.quote) &&
      recent.length === 1
    ) {
      // The second quote in a row: an empty string, unless a third follows.
      this.frames.pop();
      this.frames.push({ ...frame, quote: `${frame.quote}?` });
      return;
    }
    if (frame.quote.endsWith('?')) {
      const quote = frame.quote[0];
      this.frames.pop();
      if (char === quote)
        this.enter({ in: 'string', quote: quote.repeat(3), prefix: frame.prefix });
      else {
        this.recent = char;
        this.next(char);
      }
      return;
    }
    if (char === '\\' && frame.quote !== dialect.rawQuote) this.escaped = true;
    else if (recent.endsWith(frame.quote)) this.leave();
    else if (char === '\n' && frame.quote.length === 1 && !'`'.includes(frame.quote)) this.leave();
    else if (frame.quote === dialect.templateQuote && recent.endsWith('${')) {
      this.enter({ in: 'code', braces: 0, interpolates: true });
    }
  }

  place(value: unknown, budget: Budget): string {
    const { frame, dialect } = this;
    if (this.escaped) throw refuse('a value cannot stand after a backslash');
    switch (frame.in) {
      case 'code':
        return value instanceof Raw
          ? codeOf(value, dialect.language)
          : this.literal(value, budget, 0);
      case 'string':
        return this.contents(scalarText(value, 'a string'), frame);
      case 'regex':
        throw refuse('a value cannot stand in a regular expression');
      case 'lineComment':
        return commentText(value);
      default:
        return commentText(value, '*/');
    }
  }

  private contents(text: string, frame: Frame & { in: 'string' }): string {
    if (frame.quote.endsWith('?')) throw refuse('a value cannot stand right after an empty string');
    const isPlain =
      frame.quote !== this.dialect.rawQuote &&
      !/[rfbt]/.test(frame.prefix.replace(/^.*[^rfbtu]/, ''));
    if (!isPlain) {
      if (harmless.test(text)) return text;
      throw refuse('this value cannot be written in a raw or formatted string');
    }
    const escaped = JSON.stringify(wellFormed(text))
      .slice(1, -1)
      .replaceAll('\\"', '"')
      .replace(/["'`$\u007f-\u009f\u2028\u2029]/g, unicode);
    return escaped;
  }

  /** `__proto__` is a key like others only when it is computed. */
  private key(key: string): string {
    const isSpecial = key === '__proto__' && this.dialect.language === 'javascript';
    return isSpecial ? `[${quoted(key)}]` : quoted(key);
  }

  private literal(value: unknown, budget: Budget, depth: number): string {
    const { words, language } = this.dialect;
    budget.allocate(1 + (typeof value === 'string' ? value.length : 0));
    if (depth > 50) throw refuse('a value is nested too deeply');
    if (value === null || value === undefined) return words.null;
    if (typeof value === 'boolean') return value ? words.true : words.false;
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    if (value instanceof Raw) return codeOf(value, language);
    if (language === 'go') throw refuse('lists and maps have no literal without a type in Go');
    if (Array.isArray(value))
      return `[${value.map(item => this.literal(item, budget, depth + 1)).join(', ')}]`;
    if (!isMap(value)) throw refuse('the value is not data');
    const entries = sortedKeys(value).map(
      key => `${this.key(key)}: ${this.literal(value[key], budget, depth + 1)}`,
    );
    return `{${entries.join(', ')}}`;
  }
}

function unicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** JSON's string literals are also those of Python, JavaScript and Go, but for two line separators. */
function quoted(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(/[\u007f-\u009f\u2028\u2029]/g, unicode);
}
