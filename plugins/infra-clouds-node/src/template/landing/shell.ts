import { Raw } from '../values';
import { Landing, codeOf, commentText, refuse, scalarText } from './landing';

type Frame =
  | { in: 'code'; closes: boolean; parens: number; hasCase: boolean }
  | { in: 'single' }
  | { in: 'ansi' }
  | { in: 'double' }
  | { in: 'refusing'; what: string; opens: string; closes: string; depth: number }
  | { in: 'comment' }
  | { in: 'heredoc'; marker: string; quoted: boolean; tabs: boolean; line: string };

interface PendingHeredoc {
  marker: string;
  quoted: boolean;
  tabs: boolean;
}

/** A word of a POSIX shell that stands for exactly this text. */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw refuse('a shell has no NUL');
  if (/^[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+,=-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where in a shell script a value lands: a word, single or double quotes, a command in them, a here-document. */
export class ShellLanding implements Landing {
  private frames: Frame[] = [{ in: 'code', closes: false, parens: 0, hasCase: false }];
  private previous = '\n';
  private escaped = false;
  private heredocs: PendingHeredoc[] = [];
  private intro?: string;
  private word = '';

  private get frame(): Frame {
    return this.frames[this.frames.length - 1];
  }

  feed(text: string) {
    for (const char of text) {
      const before = this.previous;
      this.previous = char;
      if (this.escaped) {
        this.escaped = false;
        this.previous = 'x';
        this.word += 'x';
      } else this.next(char, before);
    }
  }

  private enter(frame: Frame) {
    this.frames.push(frame);
    this.word = '';
  }

  private next(char: string, before: string) {
    const { frame } = this;
    switch (frame.in) {
      case 'code':
        this.inCode(char, before, frame);
        break;
      case 'single':
        if (char === "'") this.frames.pop();
        break;
      case 'ansi':
        if (char === '\\') this.escaped = true;
        else if (char === "'") this.frames.pop();
        break;
      case 'double':
        if (char === '\\') this.escaped = true;
        else if (char === '"') this.frames.pop();
        else this.expansion(char, before);
        break;
      case 'refusing':
        if (char === '\\') this.escaped = true;
        else if (char === frame.opens && frame.opens !== frame.closes) frame.depth += 1;
        else if (char === frame.closes) {
          frame.depth -= 1;
          if (frame.depth === 0) this.frames.pop();
        }
        break;
      case 'comment':
        if (char === '\n') {
          this.frames.pop();
          this.endOfLine();
        }
        break;
      default:
        this.inHeredoc(char, before, frame);
    }
  }

  private inCode(char: string, before: string, frame: Frame & { in: 'code' }) {
    if (this.intro !== undefined && this.readIntro(char)) return;
    if (/[A-Za-z0-9_]/.test(char)) this.word += char;
    else {
      if (this.word === 'case' && frame.closes) frame.hasCase = true;
      this.word = '';
    }
    if (char === '\\') this.escaped = true;
    else if (char === "'") this.enter({ in: before === '$' ? 'ansi' : 'single' });
    else if (char === '"') this.enter({ in: 'double' });
    else if (char === '#' && /[\s;&|()]/.test(before)) this.enter({ in: 'comment' });
    else if (char === '<' && before === '<') this.intro = '';
    else if (char === '\n') this.endOfLine();
    else if (this.expansion(char, before)) return;
    else if (char === '(') frame.parens += 1;
    else if (char === ')') {
      if (frame.parens > 0) frame.parens -= 1;
      else if (frame.closes && !frame.hasCase) this.frames.pop();
    }
  }

  /** `$(…)`, `${…}`, `$((…))` and backquotes, in code and in double quotes. */
  private expansion(char: string, before: string): boolean {
    if (char === '`') {
      this.enter({ in: 'refusing', what: 'backquotes', opens: '`', closes: '`', depth: 1 });
    } else if (char === '{' && before === '$') {
      this.enter({ in: 'refusing', what: '${…}', opens: '{', closes: '}', depth: 1 });
    } else if (char === '(' && before === '$') {
      this.enter({ in: 'code', closes: true, parens: 0, hasCase: false });
      this.previous = '$(';
      return true;
    } else if (char === '(' && before === '$(') {
      this.frames.pop();
      this.enter({ in: 'refusing', what: '$((…))', opens: '(', closes: ')', depth: 2 });
    } else return false;
    return true;
  }

  /** True while the marker after `<<` is being read; `<<<` is something else. */
  private readIntro(char: string): boolean {
    if (char === '<' && this.intro === '') {
      this.intro = undefined;
      this.previous = ' ';
      return true;
    }
    const soFar = this.intro! + char;
    if (/^-?[ \t]*(['"]?)[\w.-]*\1?$/.test(soFar) && !/^-?[ \t]*\w[\w.-]*[ \t]$/.test(soFar)) {
      this.intro = soFar;
      return true;
    }
    const match = /^(-?)[ \t]*(['"\\]?)([\w.-]+)\2?$/.exec(this.intro!);
    this.intro = undefined;
    if (match) {
      const [, tabs, quote, marker] = match;
      this.heredocs.push({ marker, quoted: quote !== '', tabs: tabs !== '' });
    }
    return false;
  }

  private endOfLine() {
    for (const heredoc of this.heredocs.reverse())
      this.enter({ in: 'heredoc', ...heredoc, line: '' });
    this.heredocs = [];
  }

  private inHeredoc(char: string, before: string, frame: Frame & { in: 'heredoc' }) {
    if (char === '\n') {
      const line = frame.tabs ? frame.line.replace(/^\t+/, '') : frame.line;
      if (line === frame.marker) this.frames.pop();
      else frame.line = '';
      return;
    }
    frame.line += char;
    if (frame.quoted) return;
    if (char === '\\') this.escaped = true;
    else this.expansion(char, before);
  }

  place(value: unknown): string {
    const { frame } = this;
    if (this.escaped) throw refuse('a value cannot stand after a backslash');
    const afterDollar = this.previous === '$' && frame.in !== 'single' && frame.in !== 'comment';
    if (afterDollar) throw refuse('a value cannot stand after $');
    switch (frame.in) {
      case 'code':
        return this.inPlainCode(value, frame);
      case 'single':
        return noNul(scalarText(value, 'quotes')).replaceAll("'", `'\\''`);
      case 'double':
        return noNul(scalarText(value, 'quotes')).replace(/["\\$`]/g, '\\$&');
      case 'comment':
        return commentText(value);
      case 'heredoc':
        return inDocument(value, frame);
      case 'ansi':
        throw refuse("a value cannot stand in $'…'");
      default:
        throw refuse(`a value cannot stand in ${frame.what}`);
    }
  }

  private inPlainCode(value: unknown, frame: Frame & { in: 'code' }): string {
    if (this.intro !== undefined) throw refuse('a value cannot stand after <<');
    if (frame.hasCase) throw refuse('a value cannot stand in $(…) that has a case');
    if (value instanceof Raw) return codeOf(value, 'shell');
    const text = scalarText(value, 'a command');
    // A bare word could be read with what it touches: `file{{ .x }}` followed by `=`, or `~`.
    return shellWord(text);
  }
}

function noNul(text: string): string {
  if (text.includes('\0')) throw refuse('a shell has no NUL');
  return text;
}

function inDocument(value: unknown, frame: Frame & { in: 'heredoc' }): string {
  const text = noNul(scalarText(value, 'a here-document'));
  if (/[\r\n]/.test(text)) throw refuse('a value of several lines cannot stand in a here-document');
  if (text === '') return '';
  if (frame.marker.startsWith(frame.line.trimStart()) && frame.marker.includes(text)) {
    throw refuse('the value could end the here-document');
  }
  return frame.quoted ? text : text.replace(/[\\$`]/g, '\\$&');
}
