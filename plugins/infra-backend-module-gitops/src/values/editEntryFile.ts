import { isDeepStrictEqual } from 'node:util';
import type { YAMLMap } from 'yaml';
import { type Entry, isCovered, isMap, overlay, refuseForeign, ValuesError } from './entry';
import { layOver } from './layOver';
import { endOfLineOf, parseFile, plainOf, rootOf, writeDocument, writeLines } from './yaml';

/**
 * Writes the entry of a resource that has a file of its own. Keys and comments that somebody else added stay.
 *
 * @param text - the file; undefined where there is none
 * @returns the file as it is to be; undefined where it need not change
 * @throws ValuesError where the file belongs to something else
 */
export function editEntryFile(
  text: string | undefined,
  path: string,
  entry: Entry,
): string | undefined {
  if (text === undefined) return `${writeLines(entry).join('\n')}\n`;
  const document = parseFile(text, path);
  const root: YAMLMap | undefined = rootOf(document, path);
  const present = plainOf(document);
  if (!root || !isMap(present)) return `${text}${writeLines(entry).join('\n')}\n`;
  refuseForeign(present, entry, path);
  if (present.name !== undefined && String(present.name) !== entry.name) {
    throw new ValuesError(`${path} is the file of "${present.name}", not of "${entry.name}"`);
  }
  if (isCovered(present, entry)) return undefined;
  layOver(document, root, entry);
  const written = writeDocument(document, endOfLineOf(text));
  if (isDeepStrictEqual(plainOf(parseFile(written, path)), overlay(present, entry))) return written;
  throw new ValuesError(`${path} is written in a way that does not allow to change only the entry`);
}
