import { hclString, hclStringContents } from '../../hcl';
import { Budget } from '../budget';
import { hclOf } from '../functions/literals';
import { Raw } from '../values';
import { Landing, codeOf, commentText, refuse, scalarText } from './landing';

type Frame =
  | { in: 'code'; braces: number; interpolates: boolean }
  | { in: 'string' }
  | { in: 'heredoc'; marker: string; line: string }
  | { in: 'lineComment' }
  | { in: 'blockComment' };

/** Where in HCL a value lands: code, a string, a heredoc, an interpolation in one of them, a comment. */
export class HclLanding implements Landing {
  private frames: Frame[] = [{ in: 'code', braces: 0, interpolates: false }];
  private previous = '';
  private escaped = false;
  /** The rest of the line after `<<`, which may turn out to begin a heredoc. */
  private intro?: string;

  private get frame(): Frame {
    return this.frames[this.frames.length - 1];
  }

  feed(text: string) {
    for (const char of text) this.next(char);
  }

  private next(char: string) {
    const { frame } = this;
    switch (frame.in) {
      case 'code':
        this.inCode(char, frame);
        break;
      case 'string':
        this.inString(char);
        break;
      case 'heredoc':
        this.inHeredoc(char, frame);
        break;
      case 'lineComment':
        if (char === '\n') this.leave();
        break;
      default:
        if (this.previous === '*' && char === '/') {
          this.leave();
          return;
        }
    }
    this.previous = char;
  }

  private enter(frame: Frame) {
    this.frames.push(frame);
    this.previous = '';
    this.escaped = false;
  }

  private leave() {
    this.frames.pop();
    this.previous = '';
  }

  private inCode(char: string, frame: Frame & { in: 'code' }) {
    if (this.intro !== undefined && this.introduced(char)) return;
    if (char === '"') this.enter({ in: 'string' });
    else if (char === '#' || (char === '/' && this.previous === '/'))
      this.enter({ in: 'lineComment' });
    else if (char === '*' && this.previous === '/') this.enter({ in: 'blockComment' });
    else if (char === '<' && this.previous === '<') this.intro = '';
    else if (char === '{') frame.braces += 1;
    else if (char === '}') {
      if (frame.braces === 0 && frame.interpolates) this.leave();
      else frame.braces = Math.max(frame.braces - 1, 0);
    }
  }

  /** True while the marker of a heredoc is being read. */
  private introduced(char: string): boolean {
    if (char !== '\n') {
      this.intro += char;
      if (/^-?[\p{L}\p{Nd}_-]*\r?$/u.test(this.intro!)) return true;
      this.intro = undefined;
      return false;
    }
    const marker = this.intro!.replace(/^-|\r$/g, '');
    this.intro = undefined;
    if (marker === '') return false;
    this.enter({ in: 'heredoc', marker, line: '' });
    return true;
  }

  private inString(char: string) {
    if (this.escaped) this.escaped = false;
    else if (char === '\\') this.escaped = true;
    else if (char === '"') this.leave();
    else if (char === '{' && this.opensTemplate()) this.interpolate();
    this.follow(char);
  }

  private inHeredoc(char: string, frame: Frame & { in: 'heredoc' }) {
    if (char === '\n') {
      if (frame.line.trim() === frame.marker) this.leave();
      else frame.line = '';
    } else {
      frame.line += char;
      if (char === '{' && this.opensTemplate()) this.interpolate();
    }
    this.follow(char);
  }

  private interpolate() {
    this.enter({ in: 'code', braces: 0, interpolates: true });
  }

  private signs = '';

  /** Counts the signs before a brace: two of them are an escape. */
  private follow(char: string) {
    if (char === '$' || char === '%')
      this.signs = this.signs.endsWith(char) ? this.signs + char : char;
    else this.signs = '';
  }

  private opensTemplate(): boolean {
    if (this.signs.length > 2) throw refuse('more than two signs before a brace are ambiguous');
    return this.signs.length === 1;
  }

  place(value: unknown, budget: Budget): string {
    const { frame } = this;
    switch (frame.in) {
      case 'code':
        if (this.intro !== undefined) throw refuse('a value cannot stand after <<');
        return value instanceof Raw ? codeOf(value, 'hcl') : hclOf(value, budget);
      case 'string': {
        if (this.escaped) throw refuse('a value cannot stand after a backslash');
        const contents = hclStringContents(scalarText(value, 'a string'));
        return this.signs && contents.startsWith('{') ? `\\u007b${contents.slice(1)}` : contents;
      }
      case 'heredoc': {
        if (this.signs) throw refuse('a value cannot stand after $ or %');
        const text = scalarText(value, 'a heredoc');
        // As an interpolation it can neither end the heredoc nor begin a template.
        return typeof value === 'string' ? `\${${hclString(text)}}` : text;
      }
      case 'lineComment':
        return commentText(value);
      default:
        return commentText(value, '*/');
    }
  }
}
