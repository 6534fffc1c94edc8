import {
  type CST,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Entry, isCovered, isMap as isPlainMap, type Plain } from './entry';
import { applySplices, lineStart, linesAt, nextLine, type Splice } from './textEdit';
import { endOfLineOf, writeLines, writeScalar } from './yaml';

/** What is to become of a list: entries by index, and what comes at its end. */
export interface ListPlan {
  removed: ReadonlySet<number>;
  updated: ReadonlyMap<number, Entry>;
  added: readonly Entry[];
}

/** The file is written in a way that does not allow to change only the lines of an entry. */
class NotByLines extends Error {}

const range = (node: Node): [number, number, number] => {
  if (!node.range) throw new NotByLines();
  return node.range;
};

/**
 * Changes the list by touching nothing but the lines of its entries, so that every other byte of the file stays. Answers undefined
 * where the list is written in a form that has no lines of its own, such as `[{name: a}]`.
 */
export function editListText(
  text: string,
  root: YAMLMap | undefined,
  key: string,
  plan: ListPlan,
): string | undefined {
  try {
    return applySplices(text, splicesOf(text, root, key, plan));
  } catch (error) {
    if (error instanceof NotByLines) return undefined;
    throw error;
  }
}

function splicesOf(text: string, root: YAMLMap | undefined, key: string, plan: ListPlan): Splice[] {
  const eol = endOfLineOf(text);
  if (!root || root.items.length === 0) {
    if (root && range(root)[0] !== range(root)[1]) throw new NotByLines(); // {}
    return [linesAt(text, text.length, newList('', key, plan.added), eol)];
  }
  if (root.flow) throw new NotByLines();
  const pair = root.items.find(({ key: node }) => isScalar(node) && node.value === key);
  const margin = marginOf(text, root);
  if (!pair) return [linesAt(text, text.length, newList(margin, key, plan.added), eol)];
  const list = pair.value;
  if (isSeq(list) && list.items.length > 0) return blockSplices(text, pair, list, plan, eol);
  return startList(text, pair, `${margin}  `, plan.added, eol);
}

const itemLines = (indent: string, entry: Entry): string[] =>
  writeLines(entry).map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}`);

function newList(margin: string, key: string, entries: readonly Entry[]): string[] {
  return [`${margin}${key}:`, ...entries.flatMap(entry => itemLines(`${margin}  `, entry))];
}

/** The spaces before the keys of a map. */
function marginOf(text: string, map: YAMLMap): string {
  const [start] = range(map);
  const margin = text.slice(lineStart(text, start), start);
  if (margin.trim() !== '') throw new NotByLines();
  return margin;
}

const tokensAfterKey = (pair: Pair): CST.SourceToken[] =>
  (pair.srcToken as CST.CollectionItem | undefined)?.sep ?? [];

/** The place after the colon of a key. */
function afterColon(pair: Pair): number {
  const colon = tokensAfterKey(pair).find(({ type }) => type === 'map-value-ind');
  if (!colon) throw new NotByLines();
  return colon.offset + 1;
}

/** Fills a list that is null or `[]`. */
function startList(
  text: string,
  pair: Pair,
  indent: string,
  entries: readonly Entry[],
  eol: string,
): Splice[] {
  const start = afterColon(pair);
  const end = pair.value ? Math.max(start, range(pair.value as Node)[1]) : start;
  if (!/^[ \t]*(~|null|Null|NULL|\[[ \t]*\])?$/.test(text.slice(start, end)))
    throw new NotByLines();
  const lines = entries.flatMap(entry => itemLines(indent, entry));
  return [{ start, end, text: '' }, linesAt(text, nextLine(text, end), lines, eol)];
}

function blockSplices(
  text: string,
  pair: Pair,
  list: YAMLSeq,
  plan: ListPlan,
  eol: string,
): Splice[] {
  const tokens = (list.srcToken as CST.BlockSequence | undefined)?.items ?? [];
  if (list.flow || tokens.length < list.items.length) throw new NotByLines();
  const spans = list.items.map((item, index) => itemSpan(text, item as Node, tokens[index]));

  const splices: Splice[] = [];
  for (const index of plan.removed) splices.push({ ...spans[index], text: '' });
  for (const [index, entry] of plan.updated) {
    splices.push(...scalarSplices(list.items[index] as Node, entry));
  }
  const indent = text.slice(spans[0].start, text.indexOf('-', spans[0].start));
  if (plan.added.length > 0) {
    const lines = plan.added.flatMap(entry => itemLines(indent, entry));
    splices.push(linesAt(text, spans[spans.length - 1].end, lines, eol));
  } else if (plan.removed.size === list.items.length) {
    const place = afterColon(pair);
    splices.push({ start: place, end: place, text: ' []' });
  }
  return splices;
}

/** From the start of the line with the dash up to the line after the entry. */
function itemSpan(
  text: string,
  item: Node,
  token: CST.BlockSequence['items'][number],
): { start: number; end: number } {
  const dash = token.start.find(({ type }) => type === 'seq-item-ind');
  if (!dash) throw new NotByLines();
  const start = lineStart(text, dash.offset);
  if (text.slice(start, dash.offset).trim() !== '') throw new NotByLines();
  return { start, end: nextLine(text, Math.max(range(item)[1], dash.offset + 1)) };
}

/** Writes the values of an entry that differ, where each of them stands already in a line of its own. */
function scalarSplices(item: Node, entry: Record<string, Plain>): Splice[] {
  if (!isMap(item) || item.anchor) throw new NotByLines();
  return Object.entries(entry).flatMap(([key, wanted]) => {
    const node = item.get(key, true) as Node | undefined;
    if (isPlainMap(wanted)) {
      if (node && isCovered(node.toJSON() as Plain, wanted)) return [];
      return node ? scalarSplices(node, wanted) : refuse();
    }
    if (!isScalar(node) || Array.isArray(wanted)) return refuse();
    return node.value === wanted ? [] : [scalarSplice(node, wanted)];
  });
}

function scalarSplice(node: Scalar, wanted: string | number | boolean | null): Splice {
  const isInLine = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'].includes(node.type ?? '');
  const [start, end] = range(node);
  if (!isInLine || node.anchor || node.tag || start === end) throw new NotByLines();
  return { start, end, text: writeScalar(wanted) };
}

function refuse(): never {
  throw new NotByLines();
}
