import { createHash } from 'node:crypto';
import { wellFormed } from '../../text';
import { Budget } from '../budget';
import { fault } from '../errors';
import { deepestValue } from '../print';
import { Raw, asString, isMap, newMap, sortedKeys } from '../values';
import { goDate } from './dates';
import { FunctionMap, fixed } from './definition';

export const encodingFunctions: FunctionMap = {
  toJson: fixed(1, ([value], { budget }) => jsonOf(value, budget)),
  toPrettyJson: fixed(1, ([value], { budget }) => jsonOf(value, budget, '  ')),
  fromJson: fixed(1, ([text]) => withoutPrototypes(parsed(asString(text)))),
  b64enc: fixed(1, ([text], { budget }) => {
    budget.allocate(asString(text).length * 4);
    return Buffer.from(asString(text)).toString('base64');
  }),
  b64dec: fixed(1, ([text], { budget }) => {
    const encoded = asString(text);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4) throw fault('not base64');
    budget.allocate(encoded.length);
    return Buffer.from(encoded, 'base64').toString();
  }),
  sha256sum: hash('sha256'),
  sha512sum: hash('sha512'),
  sha1sum: hash('sha1'),
  md5sum: hash('md5'),
  /** A layout as Go writes them, and a time in seconds since 1970 or as RFC 3339; always in UTC. */
  date: fixed(2, ([layout, time]) => goDate(asString(layout, 'a layout'), time)),
};

function hash(algorithm: string) {
  return fixed(1, ([text]) => createHash(algorithm).update(asString(text)).digest('hex'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault(`not JSON: ${(error as Error).message}`);
  }
}

function withoutPrototypes(value: unknown, depth = 0): unknown {
  if (depth > deepestValue) throw fault('a value is nested too deeply');
  if (Array.isArray(value)) return value.map(item => withoutPrototypes(item, depth + 1));
  if (!isMap(value)) return value;
  return newMap(
    Object.entries(value).map(([key, item]) => [key, withoutPrototypes(item, depth + 1)]),
  );
}

/** JSON with keys in order, as Go writes maps; indented when `space` is given. */
export function jsonOf(value: unknown, budget: Budget, space = ''): string {
  const parts: string[] = [];
  const out = (part: string) => {
    budget.allocate(part.length + 1);
    parts.push(part);
  };
  writeJson(value, out, space, 0);
  return parts.join('');
}

function writeJson(value: unknown, out: (part: string) => void, space: string, depth: number) {
  if (depth > deepestValue) throw fault('a value is nested too deeply');
  const line = (level: number) => (space ? `\n${space.repeat(level)}` : '');
  if (value instanceof Raw) out(goJsonString(value.code));
  else if (typeof value === 'string') out(goJsonString(value));
  else if (Array.isArray(value)) {
    if (value.length === 0) return out('[]');
    out('[');
    value.forEach((item, index) => {
      out(`${index > 0 ? ',' : ''}${line(depth + 1)}`);
      writeJson(item, out, space, depth + 1);
    });
    out(`${line(depth)}]`);
  } else if (isMap(value)) {
    const keys = sortedKeys(value);
    if (keys.length === 0) return out('{}');
    out('{');
    keys.forEach((key, index) => {
      out(`${index > 0 ? ',' : ''}${line(depth + 1)}${goJsonString(key)}:${space ? ' ' : ''}`);
      writeJson(value[key], out, space, depth + 1);
    });
    out(`${line(depth)}}`);
  } else out(value === undefined ? 'null' : (JSON.stringify(value) ?? 'null'));
  return undefined;
}

/** Go's encoder also escapes what HTML gives a meaning to. */
function goJsonString(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
