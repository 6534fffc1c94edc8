import { isDeepStrictEqual } from 'node:util';
import {
  type Entry,
  type EntryChange,
  isCovered,
  isMap,
  nameOf,
  overlay,
  type Plain,
  refuseForeign,
  ValuesError,
} from './entry';
import { editListDocument } from './listDocument';
import { editListText, type ListPlan } from './listText';
import { endOfLineOf, parseFile, plainOf, rootOf, writeDocument } from './yaml';

export interface ListEdit {
  /** The file as it is to be; undefined where it need not change. */
  text: string | undefined;
  /** What is wrong with each change that cannot be made, by its index. The others are in the text. */
  refusals: Map<number, ValuesError>;
}

/**
 * Makes changes to the list of entries that a values file has under `key`, all at once. What is not an entry of those names stays
 * as it is, to the byte wherever the file is written in lines. A missing file, a missing key, null and `[]` are all empty lists.
 *
 * @param text - the file; undefined where there is none
 * @throws ValuesError where the file as a whole cannot be edited
 */
export function editList(
  text: string | undefined,
  path: string,
  key: string,
  changes: readonly EntryChange[],
): ListEdit {
  const before = text ?? '';
  const document = parseFile(before, path);
  const root = rootOf(document, path);
  const values = plainOf(document);
  const present = listOf(values, root?.items.map(({ key: node }) => String(node)) ?? [], key, path);

  const { wanted, refusals } = reduce(changes, present, path);
  const plan = planOf(present, wanted);
  if (plan.removed.size + plan.updated.size + plan.added.length === 0) {
    return { text: undefined, refusals };
  }
  const expected = { ...(isMap(values) ? values : {}), [key]: carryOut(present, plan) };
  const says = (candidate: string | undefined) =>
    candidate !== undefined && isDeepStrictEqual(readBack(candidate, path), expected);

  const byLines = editListText(before, root, key, plan);
  if (byLines !== undefined && says(byLines)) return { text: byLines, refusals };
  editListDocument(document, key, plan);
  const rewritten = writeDocument(document, endOfLineOf(before));
  if (says(rewritten)) return { text: rewritten, refusals };
  throw new ValuesError(
    `${path} is written in a way that does not allow to change ${key} without changing something else; write ${key} as a plain list`,
  );
}

function readBack(text: string, path: string): Plain | undefined {
  try {
    return plainOf(parseFile(text, path));
  } catch (error) {
    if (error instanceof ValuesError || error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function listOf(values: Plain, keys: readonly string[], key: string, path: string): Plain[] {
  if (keys.filter(name => name === key).length > 1) {
    throw new ValuesError(`${path} has ${key} more than once`);
  }
  const list = isMap(values) ? values[key] : null;
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new ValuesError(`${key} in ${path} is not a list`);
  return list;
}

/** What is wanted of each name in the end, without the changes that are refused. */
function reduce(changes: readonly EntryChange[], present: Plain[], path: string) {
  const wanted = new Map<string, Entry | undefined>();
  const refusals = new Map<number, ValuesError>();
  const byName = new Map<string, Plain>();
  for (const item of present) {
    if (isMap(item) && item.name !== undefined) byName.set(String(item.name), item);
  }
  changes.forEach((change, index) => {
    const name = nameOf(change);
    const standing = wanted.has(name) ? wanted.get(name) : byName.get(name);
    try {
      if ('put' in change && standing !== undefined) refuseForeign(standing, change.put, path);
      wanted.set(name, 'put' in change ? change.put : undefined);
    } catch (error) {
      if (!(error instanceof ValuesError)) throw error;
      refusals.set(index, error);
    }
  });
  return { wanted, refusals };
}

/** Of several entries with one name the first is kept: two of them would make the same thing twice. */
function planOf(present: Plain[], wanted: Map<string, Entry | undefined>): ListPlan {
  const removed = new Set<number>();
  const updated = new Map<number, Entry>();
  const added: Entry[] = [];
  const places = new Map<string, number[]>();
  present.forEach((item, index) => {
    if (!isMap(item) || item.name === undefined) return;
    const name = String(item.name);
    places.set(name, [...(places.get(name) ?? []), index]);
  });
  for (const [name, entry] of wanted) {
    const [first, ...others] = places.get(name) ?? [];
    for (const index of others) removed.add(index);
    if (first === undefined) {
      if (entry) added.push(entry);
    } else if (!entry) {
      removed.add(first);
    } else if (!isCovered(present[first], entry)) {
      updated.set(first, entry);
    }
  }
  return { removed, updated, added };
}

/** What the list says after the plan. */
function carryOut(present: Plain[], { removed, updated, added }: ListPlan): Plain[] {
  const kept = present
    .map((item, index) => {
      const entry = updated.get(index);
      return entry ? overlay(item, entry) : item;
    })
    .filter((_, index) => !removed.has(index));
  return [...kept, ...added];
}
