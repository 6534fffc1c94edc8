import { HclSyntaxError, HclToken, hclTokens, interpolations } from './tokens';

export interface HclAttribute {
  name: string;
  /** The expression as it stands. */
  text: string;
  offset: number;
}

export interface HclBlock {
  type: string;
  labels: string[];
  attributes: HclAttribute[];
  blocks: HclBlock[];
  offset: number;
  /** After the closing brace. */
  end: number;
}

export interface HclBody {
  attributes: HclAttribute[];
  blocks: HclBlock[];
}

const opening = new Set(['{', '[', '(']);
const closing = new Set(['}', ']', ')']);

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: HclToken[],
  ) {}

  private fail(message: string): never {
    const token = this.tokens[this.at] ?? this.tokens.at(-1);
    throw new HclSyntaxError(message, token?.offset ?? 0);
  }

  body(isNested: boolean, depth: number): HclBody {
    if (depth > 50) this.fail('blocks are nested too deeply');
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (!token || token.text === '}') {
        if (Boolean(token) !== isNested)
          this.fail(token ? 'unexpected }' : 'a block without its end');
        this.at += 1;
        return { attributes, blocks };
      }
      if (token.type === 'newline') this.at += 1;
      else if (token.type !== 'name') this.fail(`expected a name; found ${token.text}`);
      else if (this.tokens[this.at + 1]?.text === '=') attributes.push(this.attribute());
      else blocks.push(this.block(depth));
    }
  }

  private attribute(): HclAttribute {
    const { text: name, offset } = this.tokens[this.at];
    this.at += 2;
    const start = this.tokens[this.at]?.offset ?? this.text.length;
    let depth = 0;
    let end = start;
    for (;;) {
      const token = this.tokens[this.at];
      if (!token) break;
      const ends = token.type === 'newline' || token.text === '}' || token.text === ',';
      if (depth === 0 && ends) break;
      if (token.type === 'symbol' && opening.has(token.text)) depth += 1;
      if (token.type === 'symbol' && closing.has(token.text)) depth -= 1;
      if (token.type !== 'newline') end = token.offset + token.text.length;
      this.at += 1;
    }
    if (depth > 0) this.fail('a bracket without its end');
    if (end === start) this.fail(`${name} has no value`);
    return { name, text: this.text.slice(start, end), offset };
  }

  private block(depth: number): HclBlock {
    const { text: type, offset } = this.tokens[this.at];
    this.at += 1;
    const labels: string[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (token?.type === 'string') labels.push(token.text.slice(1, -1));
      else if (token?.type === 'name') labels.push(token.text);
      else if (token?.text === '{') break;
      else this.fail(`expected the block of ${type}`);
      this.at += 1;
    }
    this.at += 1;
    const body = this.body(true, depth + 1);
    return { type, labels, ...body, offset, end: this.tokens[this.at - 1].offset + 1 };
  }
}

/** Attributes and blocks of a file; values are text, nothing is evaluated. @throws HclSyntaxError */
export function hclBody(text: string): HclBody {
  const tokens = hclTokens(text).filter(token => token.type !== 'comment');
  return new Reader(text, tokens).body(false, 0);
}

/** Names that follow `root.` anywhere in code, also inside of strings: `var.x`, `module.x`. */
export function referencesOf(text: string, root: string): string[] {
  const names = new Set<string>();
  const visit = (code: string, depth: number) => {
    const tokens = hclTokens(code).filter(token => token.type !== 'comment');
    tokens.forEach((token, index) => {
      if (token.type === 'string' || token.type === 'heredoc') {
        if (depth < 20)
          interpolations(token).forEach(inner => visit(templateCode(inner), depth + 1));
      } else if (
        token.text === root &&
        tokens[index + 1]?.text === '.' &&
        tokens[index - 1]?.text !== '.'
      ) {
        const next = tokens[index + 2];
        if (next?.type === 'name') names.add(next.text);
      }
    });
  };
  visit(text, 0);
  return [...names].sort();
}

/** Inside of `%{ … }` and `~}` stand marks that are no part of an expression. */
function templateCode(code: string): string {
  return code.replace(/^~|~$/g, ' ');
}
