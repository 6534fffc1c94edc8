import { foldName } from './names';

/** One `type=value` of a distinguished name, unescaped; the type is in lower case. */
export type DnPart = { type: string; value: string };

/**
 * Splits a distinguished name (RFC 4514) into its relative names, the entry's own first.
 *
 * Text that is no distinguished name gives parts with an empty type, never an error: what a
 * directory returns and nobody can read maps to nothing.
 */
export function parseDn(dn: string): DnPart[][] {
  if (dn.trim() === '') return [];
  return splitUnescaped(dn, ',').map(rdn =>
    splitUnescaped(rdn, '+').map(part => {
      const [first, ...rest] = splitUnescaped(part, '=');
      return rest.length === 0
        ? { type: '', value: plainValue(first) }
        : { type: first.trim().toLowerCase(), value: plainValue(rest.join('=')) };
    }),
  );
}

/** The value of the first part, for example `center-admins` of `cn=center-admins,ou=groups`. */
export function firstRdnValue(dn: string): string {
  return parseDn(dn)[0]?.[0]?.value ?? '';
}

/** Equal for two spellings of one name: case, spaces, escapes and the order within a part do not count. */
export function dnKey(dn: string): string {
  return keyOf(parseDn(dn));
}

/** Whether a search of `base` with `scope` reaches `dn`: directly beneath it, or at any depth. */
export function isWithin(dn: string, base: string, scope: 'one' | 'sub'): boolean {
  const name = parseDn(dn);
  const top = parseDn(base);
  const depth = name.length - top.length;
  return (scope === 'one' ? depth === 1 : depth >= 0) && keyOf(name.slice(depth)) === keyOf(top);
}

function keyOf(name: DnPart[][]): string {
  return JSON.stringify(
    name.map(rdn => rdn.map(({ type, value }) => `${type}=${foldName(value)}`).sort()),
  );
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') {
      parts[parts.length - 1] += text.slice(at, at + 2);
      at++;
    } else if (character === separator) {
      parts.push('');
    } else {
      parts[parts.length - 1] += character;
    }
  }
  return parts;
}

/** Resolves `\,` and `\2c`, several of which in a row spell the bytes of one UTF-8 character. */
function plainValue(escaped: string): string {
  const trimmed = escaped.trimStart().replace(/(?<!\\) +$/, '');
  return trimmed.replace(/(?:\\[0-9a-f]{2})+|\\(.)/gis, (run, character: string | undefined) =>
    character === undefined
      ? Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8')
      : character,
  );
}
