import { Token, TokenType, tokenize } from './lexer';
import { Command, Definitions, Node, Operand, Pipeline } from './nodes';
import { Source } from './source';

const maximumNesting = 100;
const keywords = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
]);

type Ending = 'end' | 'else' | 'eof';

class Parser {
  private readonly tokens: Token[];
  private readonly definitions: Definitions = new Map();
  private at = 0;
  private nesting = 0;
  private ranges = 0;
  private variables: string[] = [''];

  constructor(
    private readonly source: Source,
    private readonly knowsFunction: (name: string) => boolean,
  ) {
    this.tokens = tokenize(source);
  }

  parse() {
    const root: Node[] = [];
    while (this.peek().type !== 'end') {
      if (this.isKeyword('define')) this.define();
      else this.nodeInto(root, true);
    }
    return { root, definitions: this.definitions };
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)];
  }

  private next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private fail(reason: string, token = this.peek()): never {
    throw this.source.error('syntax', reason, token.offset);
  }

  private unexpected(context: string, token = this.peek()): never {
    const shown = token.type === 'end' ? 'end of the template' : JSON.stringify(token.text);
    return this.fail(`unexpected ${shown} in ${context}`, token);
  }

  private expect(type: TokenType, context: string): Token {
    const token = this.next();
    return token.type === type ? token : this.unexpected(context, token);
  }

  private isKeyword(word: string): boolean {
    const [open, name] = [this.peek(), this.peek(1)];
    return open.type === 'open' && name.type === 'identifier' && name.text === word;
  }

  private nested<T>(work: () => T): T {
    this.nesting += 1;
    if (this.nesting > maximumNesting) this.fail(`nested deeper than ${maximumNesting} levels`);
    try {
      return work();
    } finally {
      this.nesting -= 1;
    }
  }

  /** Nodes up to an `{{end}}` or `{{else`, of which the word has been read. */
  private list(context: string): { nodes: Node[]; ending: Ending } {
    const nodes: Node[] = [];
    for (;;) {
      if (this.peek().type === 'end') return this.unexpected(context);
      if (this.isKeyword('end') || this.isKeyword('else')) {
        this.at += 2;
        return { nodes, ending: this.peek(-1).text as Ending };
      }
      this.nodeInto(nodes, false);
    }
  }

  private nodeInto(nodes: Node[], atTop: boolean) {
    const token = this.next();
    if (token.type === 'text') {
      nodes.push({ type: 'text', text: token.text, offset: token.offset });
      return;
    }
    const word = this.peek().type === 'identifier' ? this.peek().text : '';
    if (!keywords.has(word) || word === 'nil') {
      nodes.push({ type: 'action', pipeline: this.pipeline('command'), offset: token.offset });
      this.expect('close', 'command');
      return;
    }
    const keyword = this.next();
    if (word === 'if' || word === 'with' || word === 'range') {
      nodes.push(this.control(word, token.offset));
    } else if (word === 'template') {
      nodes.push(this.templateCall(token.offset));
    } else if (word === 'block') {
      nodes.push(this.block(token.offset));
    } else if (word === 'break' || word === 'continue') {
      if (this.ranges === 0) this.fail(`{{${word}}} outside {{range}}`, keyword);
      this.expect('close', `{{${word}}}`);
      nodes.push({ type: word, offset: token.offset });
    } else {
      this.fail(`unexpected {{${word}}}${atTop ? '' : ' here'}`, keyword);
    }
  }

  private control(type: 'if' | 'with' | 'range', offset: number): Node {
    return this.nested(() => {
      const scope = this.variables.length;
      const pipeline = this.pipeline(type);
      this.expect('close', type);
      if (type === 'range') this.ranges += 1;
      const { nodes, ending } = this.list(type);
      if (type === 'range') this.ranges -= 1;
      const otherwise = ending === 'else' ? this.otherwise(type) : this.closeEnd();
      this.variables.length = scope;
      return { type, pipeline, then: nodes, otherwise, offset };
    });
  }

  private closeEnd(): Node[] {
    this.expect('close', 'end');
    return [];
  }

  /** What follows `{{else`: nothing, or another `if` or `with` that shares the `{{end}}`. */
  private otherwise(type: 'if' | 'with' | 'range'): Node[] {
    const token = this.peek();
    if (token.type === 'identifier' && token.text === type && type !== 'range') {
      this.next();
      return [this.control(type, token.offset)];
    }
    this.expect('close', 'else');
    const { nodes, ending } = this.list('else');
    if (ending === 'else') this.fail('expected end; found {{else}}', this.peek(-1));
    this.expect('close', 'end');
    return nodes;
  }

  private templateName(context: string): string {
    const token = this.next();
    if (token.type !== 'string') this.unexpected(`${context} clause`, token);
    return token.value as string;
  }

  private templateCall(offset: number): Node {
    const name = this.templateName('template');
    const pipeline = this.peek().type === 'close' ? undefined : this.pipeline('template');
    this.expect('close', 'template');
    return { type: 'template', name, pipeline, offset };
  }

  private define() {
    const open = this.peek();
    this.at += 2;
    const name = this.templateName('define');
    this.expect('close', 'define');
    this.body(name, 'define', open);
  }

  private block(offset: number): Node {
    const open = this.peek();
    const name = this.templateName('block');
    const pipeline = this.pipeline('block');
    this.expect('close', 'block');
    this.nested(() => this.body(name, 'block', open));
    return { type: 'template', name, pipeline, offset };
  }

  /** The body of a defined template sees no variable and no range of where it stands. */
  private body(name: string, context: string, open: Token) {
    const outer = { variables: this.variables, ranges: this.ranges };
    this.variables = [''];
    this.ranges = 0;
    const { nodes, ending } = this.list(context);
    if (ending === 'else') this.fail(`unexpected {{else}} in ${context}`, this.peek(-1));
    this.expect('close', 'end');
    this.variables = outer.variables;
    this.ranges = outer.ranges;
    const known = this.definitions.get(name);
    if (known && !isEmpty(known) && !isEmpty(nodes)) {
      this.fail(`multiple definition of template ${JSON.stringify(name)}`, open);
    }
    if (!known || isEmpty(known)) this.definitions.set(name, nodes);
  }

  private pipeline(context: string): Pipeline {
    const start = this.peek();
    const { variables, assigns } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.peek();
      if (token.type === 'close' || token.type === 'rightParen') {
        if (commands.length === 0) this.fail(`missing value for ${context}`);
        break;
      }
      commands.push(this.command(commands.length));
      if (this.peek().type !== 'pipe') continue;
      this.next();
      const after = this.peek().type;
      if (after === 'close' || after === 'rightParen') this.fail(`missing value for ${context}`);
    }
    if (!assigns) this.variables.push(...variables);
    return { variables, assigns, commands, offset: start.offset };
  }

  /** `$x :=`, `$x =`, and in a range also `$i, $x :=`. */
  private declarations(context: string): { variables: string[]; assigns: boolean } {
    const [first, second] = [this.peek(), this.peek(1)];
    const none = { variables: [], assigns: false };
    if (first.type !== 'variable') return none;
    if (second.type === 'declare' || second.type === 'assign') {
      this.at += 2;
      return this.declared([first], second.type === 'assign');
    }
    if (second.type !== 'comma') return none;
    const [third, fourth] = [this.peek(2), this.peek(3)];
    if (context !== 'range') this.fail(`too many declarations in ${context}`, second);
    if (third.type !== 'variable' || !['declare', 'assign'].includes(fourth.type)) {
      this.fail('range can only initialize variables', third);
    }
    this.at += 4;
    return this.declared([first, third], fourth.type === 'assign');
  }

  private declared(tokens: Token[], assigns: boolean) {
    if (assigns) tokens.forEach(token => this.variableExists(token));
    return { variables: tokens.map(token => token.text), assigns };
  }

  private variableExists(token: Token) {
    if (!this.variables.includes(token.text))
      this.fail(`undefined variable "$${token.text}"`, token);
  }

  private command(stage: number): Command {
    const start = this.peek();
    const operands: Operand[] = [];
    for (;;) {
      const token = this.peek();
      if (token.type === 'close' || token.type === 'rightParen' || token.type === 'pipe') break;
      if (operands.length > 0 && !token.spaced) this.unexpected('operand', token);
      operands.push(this.operand());
    }
    if (operands.length === 0) this.fail('empty command', start);
    const [first] = operands;
    if (stage > 0 && ['literal', 'dot', 'nil'].includes(first.type)) {
      this.fail(`non executable command in pipeline stage ${stage + 1}`, start);
    }
    return { operands, offset: start.offset };
  }

  private operand(): Operand {
    const token = this.peek();
    const term = this.term();
    const path: string[] = [];
    while (this.peek().type === 'field' && !this.peek().spaced) path.push(this.next().text);
    if (path.length === 0) return term;
    if (term.type === 'field' || term.type === 'variable') {
      return { ...term, path: [...term.path, ...path] };
    }
    if (term.type === 'literal' || term.type === 'nil' || term.type === 'dot') {
      this.fail(`unexpected . after term ${JSON.stringify(token.text)}`, token);
    }
    return { type: 'chain', of: term, path, offset: token.offset };
  }

  private term(): Operand {
    const token = this.next();
    const { offset, text } = token;
    switch (token.type) {
      case 'identifier':
        return this.word(token);
      case 'dot':
        return { type: 'dot', offset };
      case 'field':
        return { type: 'field', path: [text], offset };
      case 'variable':
        this.variableExists(token);
        return { type: 'variable', name: text, path: [], offset };
      case 'number':
      case 'string':
        return { type: 'literal', value: token.value!, text, offset };
      case 'leftParen':
        return this.nested(() => {
          const pipeline = this.pipeline('parenthesized pipeline');
          const closing = this.next();
          if (closing.type !== 'rightParen') this.fail('unclosed left paren', token);
          return { type: 'pipeline', pipeline, offset };
        });
      default:
        return this.unexpected('operand', token);
    }
  }

  private word(token: Token): Operand {
    const { offset, text } = token;
    if (text === 'true' || text === 'false') {
      return { type: 'literal', value: text === 'true', text, offset };
    }
    if (text === 'nil') return { type: 'nil', offset };
    if (keywords.has(text)) this.unexpected('operand', token);
    if (!this.knowsFunction(text)) {
      this.fail(`function ${JSON.stringify(text)} not defined`, token);
    }
    return { type: 'function', name: text, offset };
  }
}

function isEmpty(nodes: Node[]): boolean {
  return nodes.every(node => node.type === 'text' && node.text.trim() === '');
}

/** Reads a template whole: its own nodes, and those of the templates that it defines. */
export function parse(
  source: Source,
  knowsFunction: (name: string) => boolean,
): { root: Node[]; definitions: Definitions } {
  return new Parser(source, knowsFunction).parse();
}
