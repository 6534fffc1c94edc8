import {
  type ResourceTypeDefinition,
  resourceTypeDefinitionSchema,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Document, isMap, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { problemsOf } from '../../../lib/http';

/** A document of a file: a type, or what is wrong with it. */
export interface TypeDocument {
  /** Missing where even the name cannot be read. */
  name?: string;
  definition?: ResourceTypeDefinition;
  /** Each with its line: `12: /versions/0/schema/type must be object`. */
  problems: string[];
  /** Turns problems that are found later into such lines. */
  locate(problems: readonly ValidationProblem[]): string[];
}

/** The line of what a pointer points at, or of the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, pointer: string): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return lines.linePos(document.range?.[0] ?? 0).line;
}

/** Reads the documents of one file; empty ones are left out. */
export function parseTypes(text: string): TypeDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  if ('empty' in documents) return [];
  return documents
    .filter(({ contents, errors }) => contents !== null || errors.length > 0)
    .map(document => readDocument(document, lines));
}

function readDocument(document: Document, lines: LineCounter): TypeDocument {
  const locate = (problems: readonly ValidationProblem[]) =>
    problems.map(
      ({ pointer, message }) => `${lineOf(document, lines, pointer)}: ${pointer || '/'} ${message}`,
    );
  const named = isMap(document.contents) ? document.get('name') : undefined;
  const name = typeof named === 'string' ? named : undefined;
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      ({ pos, message }) => `${lines.linePos(pos[0]).line}: is not YAML: ${message}`,
    );
    return { name, problems, locate };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return { name, problems: locate([{ pointer: '', message: (error as Error).message }]), locate };
  }
  const parsed = resourceTypeDefinitionSchema.safeParse(value, { reportInput: true });
  return parsed.success
    ? { name, definition: parsed.data, problems: [], locate }
    : { name, problems: locate(problemsOf(parsed.error, '')), locate };
}
