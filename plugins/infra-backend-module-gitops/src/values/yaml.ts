import {
  type Document,
  isMap,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml';
import { type Plain, ValuesError } from './entry';

/** Texts that YAML 1.1, which Helm reads, takes for something else are quoted; long ones are not folded. */
const WRITE = { compat: 'yaml-1.1', lineWidth: 0 } as const;

export type ParsedDocument = Document.Parsed;

/**
 * Parses a file of one document.
 *
 * @throws ValuesError naming the file and the line
 */
export function parseFile(text: string, path: string): ParsedDocument {
  const lineCounter = new LineCounter();
  const options = {
    lineCounter,
    keepSourceTokens: true,
    uniqueKeys: false,
    prettyErrors: false,
    compat: WRITE.compat,
  };
  const documents = parseAllDocuments(text, options);
  const [first, second] = 'empty' in documents ? [parseDocument(text, options)] : documents;
  const [error] = first.errors;
  if (error) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new ValuesError(`${path} is not valid YAML (line ${line}: ${error.message})`);
  }
  if (second) {
    throw new ValuesError(`${path} has several YAML documents; a values file has one`);
  }
  return first;
}

/** The values of a document; aliases show what they stand for. */
export const plainOf = (document: Document): Plain =>
  (document.toJS({ maxAliasCount: 100_000 }) as Plain) ?? null;

/** The document's map, undefined where the document is empty. */
export function rootOf(document: Document, path: string): YAMLMap | undefined {
  const { contents } = document;
  if (isMap(contents)) return contents;
  if (plainOf(document) === null) return undefined;
  throw new ValuesError(`${path} is not a map of keys and values`);
}

/** Writes a value as the lines of a block. */
export const writeLines = (value: Plain): string[] => stringify(value, WRITE).trimEnd().split('\n');

/** Writes a text or number as it stands in a line. */
export const writeScalar = (value: string | number | boolean | null): string =>
  stringify(value, { ...WRITE, blockQuote: false }).trimEnd();

/** Writes the whole document again; only what the parser remembers keeps its form. */
export const writeDocument = (document: Document, endOfLine: string): string =>
  document.toString({ lineWidth: 0 }).replace(/\r?\n/g, endOfLine);

export const endOfLineOf = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');
