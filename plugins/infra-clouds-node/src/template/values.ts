import { fault } from './errors';

/** Languages that a strict template can be written in; values are escaped for where they land. */
export type TemplateLanguage = 'text' | 'hcl' | 'shell' | 'python' | 'javascript' | 'go';

/**
 * A piece of code that stands as it is where code is expected, and is refused inside a string or a
 * comment. Only the program makes one; a template and its data cannot.
 */
export class Raw {
  readonly code: string;
  /** Where it may stand; anywhere when absent. */
  readonly language?: TemplateLanguage;

  constructor(code: string, language?: TemplateLanguage) {
    this.code = code;
    this.language = language;
  }

  toString(): string {
    return this.code;
  }
}

export type Kind =
  'nil' | 'bool' | 'int' | 'float64' | 'string' | 'slice' | 'map' | 'raw' | 'other';

export function kindOf(value: unknown): Kind {
  if (value === undefined || value === null) return 'nil';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float64';
    case 'string':
      return 'string';
    default:
  }
  if (Array.isArray(value)) return 'slice';
  if (value instanceof Raw) return 'raw';
  if (isMap(value)) return 'map';
  return 'other';
}

/** A plain object. Others have behaviour, which a template must not reach. */
export function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

export function getOwn(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Keys in the order that Go gives them: by their bytes. */
export function sortedKeys(map: Record<string, unknown>): string[] {
  return Object.keys(map).sort(compareStrings);
}

/** As Go compares strings: by code points, which is the order of their UTF-8. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

export function isTrue(value: unknown): boolean {
  switch (kindOf(value)) {
    case 'nil':
      return false;
    case 'slice':
      return (value as unknown[]).length > 0;
    case 'map':
      return Object.keys(value as object).length > 0;
    case 'raw':
      return (value as Raw).code !== '';
    case 'other':
      return true;
    default:
      return value !== 0 && value !== '' && value !== false;
  }
}

/** A map that has no prototype, so that any key is only a key. */
export function newMap(
  entries: Iterable<readonly [string, unknown]> = [],
): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

export function asString(value: unknown, what = 'a string'): string {
  if (typeof value === 'string') return value;
  if (value instanceof Raw) return value.code;
  throw fault(`expected ${what}; found ${kindOf(value)}`);
}

export function asInteger(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw fault(`expected an integer; found ${kindOf(value)}`);
}

export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw fault(`expected a list; found ${kindOf(value)}`);
}

export function asMap(value: unknown): Record<string, unknown> {
  if (isMap(value)) return value;
  throw fault(`expected a map; found ${kindOf(value)}`);
}
