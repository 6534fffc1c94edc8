import { parse } from '@cdktn/hcl2json';
import type { JsonObject, JsonValue } from '@backstage/types';

/** A type that cannot be told in JSON Schema, or no type at all. */
export class UnknownType extends Error {}

/** Any text in quotes, a comment, a name, or one other character. */
const TOKEN = /"(?:[^"\\]|\\.)*"|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_][\w-]*|[0-9.]+|\S/g;

/** What a token of the text is, and where it stands, so that the default of an attribute can be cut out. */
interface Token {
  text: string;
  start: number;
}

const SIMPLE: Record<string, JsonObject> = {
  string: { type: 'string' },
  number: { type: 'number' },
  bool: { type: 'boolean' },
  any: {},
  // Without a type in brackets, as the oldest modules have them.
  list: { type: 'array' },
  set: { type: 'array', uniqueItems: true },
  map: { type: 'object' },
};

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** The value of an expression without references, as the default of an attribute has to be. */
async function literal(text: string): Promise<JsonValue> {
  const { value } = await parse('default.tf', `value = ${text}\n`);
  return unescape(value);
}

/** `$${` stands for `${` within a text. */
export function unescape(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replace(/([$%])\1\{/g, '$1{');
  if (Array.isArray(value)) return value.map(unescape);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, unescape(item as JsonValue)]),
  );
}

class TypeReader {
  private readonly tokens: Token[];
  private next = 0;

  constructor(private readonly text: string) {
    this.tokens = [...text.matchAll(TOKEN)]
      .map(match => ({ text: match[0], start: match.index }))
      .filter(token => !/^(#|\/\/|\/\*)/.test(token.text));
  }

  async whole(): Promise<JsonObject> {
    const schema = await this.type();
    if (this.next < this.tokens.length) throw this.refusal();
    return schema;
  }

  private async type(): Promise<JsonObject> {
    const name = this.take().replace(/^"(.*)"$/, '$1');
    if (this.peek() !== '(') {
      if (!(name in SIMPLE)) throw this.refusal();
      return { ...SIMPLE[name] };
    }
    this.take('(');
    const schema = await this.compound(name);
    this.skip(',');
    this.take(')');
    return schema;
  }

  private async compound(name: string): Promise<JsonObject> {
    switch (name) {
      case 'list':
        return { type: 'array', items: await this.type() };
      case 'set':
        return { type: 'array', items: await this.type(), uniqueItems: true };
      case 'map':
        return { type: 'object', additionalProperties: await this.type() };
      case 'tuple':
        return this.tuple();
      case 'object':
        return this.object();
      default:
        throw this.refusal();
    }
  }

  private async tuple(): Promise<JsonObject> {
    const prefixItems: JsonObject[] = [];
    this.take('[');
    while (this.peek() !== ']') {
      prefixItems.push(await this.type());
      this.skip(',');
    }
    this.take(']');
    const { length } = prefixItems;
    return { type: 'array', prefixItems, items: false, minItems: length, maxItems: length };
  }

  private async object(): Promise<JsonObject> {
    const properties: JsonObject = {};
    const required: string[] = [];
    this.take('{');
    while (this.peek() !== '}') {
      const name = this.take().replace(/^"(.*)"$/, '$1');
      if (this.peek() === '=' || this.peek() === ':') this.take();
      if (this.peek() === 'optional') {
        properties[name] = await this.optional();
      } else {
        properties[name] = await this.type();
        required.push(name);
      }
      this.skip(',');
    }
    this.take('}');
    return {
      type: 'object',
      properties,
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
    };
  }

  private async optional(): Promise<JsonObject> {
    this.take('optional');
    this.take('(');
    const schema = await this.type();
    if (this.peek() === ',') {
      this.take(',');
      const value = await literal(this.untilClosed());
      if (value !== null) schema.default = value;
    }
    this.take(')');
    return schema;
  }

  /** The text up to the bracket that closes the current one. */
  private untilClosed(): string {
    const start = this.tokens[this.next]?.start ?? this.text.length;
    const open: string[] = [];
    for (; this.next < this.tokens.length; this.next++) {
      const { text, start: end } = this.tokens[this.next];
      if (text in CLOSING) open.push(CLOSING[text]);
      else if (text === open.at(-1)) open.pop();
      else if (text === ')' && open.length === 0) return this.text.slice(start, end);
    }
    throw this.refusal();
  }

  private peek(): string | undefined {
    return this.tokens[this.next]?.text;
  }

  private skip(text: string): void {
    if (this.peek() === text) this.next++;
  }

  private take(expected?: string): string {
    const token = this.tokens[this.next++];
    if (!token || (expected !== undefined && token.text !== expected)) throw this.refusal();
    return token.text;
  }

  private refusal(): UnknownType {
    return new UnknownType(`the type ${this.text.replace(/\s+/g, ' ').slice(0, 200)} is not known`);
  }
}

/**
 * JSON Schema of a type constraint, such as `object({ name = string, size = optional(number, 3) })`.
 *
 * @throws UnknownType
 */
export async function schemaOfType(text: string): Promise<JsonObject> {
  return new TypeReader(text).whole();
}
